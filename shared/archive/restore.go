package archive

import (
	"context"
	"slices"
	"strings"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func (r *restorer) widget(ctx context.Context, w wall.Widget) error {
	w.Branding.Logo = r.address(w.Branding.Logo)
	w, err := wall.ParseWidget(w)
	if err != nil {
		return err
	}
	return wall.Again(ctx, func() error {
		data, err := r.store.LoadSync(ctx)
		if err != nil {
			return err
		}
		now, err := wall.ParseWidget(data.Widget) // as a person's change would store it
		if err != nil {
			return err
		}
		if w.Rev = now.Rev; same(w, now) {
			return nil
		}
		r.report.Widget = true
		return r.store.SaveWidget(ctx, w, r.restored(ctx, "widget.restored", "", ""))
	})
}

// feed restores a feed under its id, which its posts name. One for which the plan
// has no room, or whose sealed credential opens for another tenant only, is paused.
func (r *restorer) feed(ctx context.Context, f wall.Feed) (err error) {
	if f.Name, err = wall.ParseName(f.Name); err != nil {
		return err
	}
	if f.Query, err = wall.ParseQuery(f.Network, f.Query); err != nil {
		return err
	}
	if f.HasOwnCredential() && r.moved() {
		r.note("feed %s (%s): it is paused until its credential is given again", f.ID, f.Name)
		f.SealedCredential, f.Enabled = nil, false
	}
	err = r.put(ctx, f)
	if wall.IsCode(err, wall.PlanLimit) {
		r.note("feed %s (%s): it is paused, because the plan has no room for it", f.ID, f.Name)
		f.Enabled = false
		err = r.put(ctx, f)
	}
	return err
}

func (r *restorer) put(ctx context.Context, f wall.Feed) error {
	limit := r.tenant.Plan.FeedLimit()
	return wall.Again(ctx, func() error {
		data, err := r.store.LoadSync(ctx)
		if err != nil {
			return err
		}
		entry := r.restored(ctx, "feed.restored", f.ID, f.Name)
		i := slices.IndexFunc(data.Feeds, func(old wall.Feed) bool { return old.ID == f.ID })
		if i < 0 {
			f.Rev = 1
			err = r.store.AddFeed(ctx, f, limit, entry)
		} else if f.Rev = data.Feeds[i].Rev; same(f, data.Feeds[i]) {
			r.report.Unchanged.Feeds++
			return nil
		} else {
			err = r.store.UpdateFeed(ctx, data.Feeds[i], f, limit, entry)
		}
		if err == nil {
			r.report.Restored.Feeds++
		}
		return err
	})
}

func (r *restorer) post(ctx context.Context, p wall.Post) error {
	if n, known := wall.NetworkOfPost(p.ID); !known || n != p.Network {
		return invalid("%.100q is not the id of a post of %s", p.ID, p.Network)
	}
	if !slices.Contains([]wall.PostStatus{wall.Visible, wall.Pending, wall.Hidden}, p.Status) {
		return invalid("%.100q is not the status of a post", p.Status)
	}
	if p.Expired(r.keeper.Clock()) {
		return nil
	}
	for i, m := range p.Media {
		p.Media[i].URL, p.Media[i].Poster = r.address(m.URL), r.address(m.Poster)
	}
	if r.posts = append(r.posts, p); len(r.posts) < batch {
		return nil
	}
	return r.flushPosts(ctx)
}

func (r *restorer) flushPosts(ctx context.Context) error {
	ids := make([]string, len(r.posts))
	for i, p := range r.posts {
		ids[i] = p.ID
	}
	if len(ids) == 0 {
		return nil
	}
	var changes []wall.PostChange
	err := wall.Again(ctx, func() error {
		stored, err := r.store.Posts(ctx, ids)
		if err != nil {
			return err
		}
		changes = nil
		for _, p := range r.posts {
			now, there := stored[p.ID]
			if p.Rev = now.Rev; !there || !same(p, now) {
				changes = append(changes, wall.PostChange{Post: p})
			}
		}
		if len(changes) == 0 {
			return nil
		}
		return r.store.ChangePosts(ctx, changes)
	})
	if err != nil {
		return err
	}
	r.report.Restored.Posts += len(changes)
	r.report.Unchanged.Posts += len(ids) - len(changes)
	r.posts = nil
	return nil
}

// day restores a day's counts: of what was counted since, the larger count stays.
func (r *restorer) day(ctx context.Context, d wall.DayCounts) error {
	if _, err := wall.ParseDay(string(d.Day)); err != nil {
		return invalid("%s", err.Error())
	}
	if d.Day < wall.DayOf(r.keeper.Clock()).Plus(-wall.CountsKept) {
		return nil
	}
	return wall.Again(ctx, func() error {
		now := wall.DayCounts{Day: d.Day}
		stored, err := r.store.Days(ctx, d.Day, d.Day)
		if err != nil {
			return err
		}
		if len(stored) > 0 {
			now = stored[0]
		}
		next := wall.DayCounts{
			Day: d.Day, Rev: now.Rev, Views: max(d.Views, now.Views),
			Networks: larger(d.Networks, now.Networks), Posts: larger(d.Posts, now.Posts),
		}
		if len(stored) > 0 && same(next, now) {
			r.report.Unchanged.Days++
			return nil
		}
		if _, err = r.store.SaveDay(ctx, next, nil); err == nil {
			r.report.Restored.Days++
		}
		return err
	})
}

// larger has the larger count of each.
func larger[K ~string](a, b map[K]wall.PostCounts) map[K]wall.PostCounts {
	out := map[K]wall.PostCounts{}
	for _, counts := range []map[K]wall.PostCounts{a, b} {
		for key, c := range counts {
			out[key] = wall.PostCounts{
				Impressions: max(c.Impressions, out[key].Impressions), Clicks: max(c.Clicks, out[key].Clicks),
			}
		}
	}
	return out
}

// entry restores an entry in its own place, so that it stands there once.
func (r *restorer) entry(ctx context.Context, e wall.AuditEntry) error {
	if e.ID == "" {
		return invalid("an entry of the audit without its place")
	}
	if !r.keeper.Clock().Before(e.At.Add(wall.AuditRetention)) {
		return nil
	}
	if r.entries = append(r.entries, e); len(r.entries) < batch {
		return nil
	}
	return r.flushEntries(ctx)
}

func (r *restorer) flushEntries(ctx context.Context) error {
	if err := r.store.Record(ctx, r.entries...); err != nil {
		return err
	}
	r.report.Restored.Entries += len(r.entries)
	r.entries = nil
	return nil
}

// address is a picture's address in the tenant: its own folder in the place of
// that of the archive's tenant.
func (r *restorer) address(s string) string {
	if p, own := wall.ParsePicture(r.from.TenantID, s); own {
		p.TenantID = r.tenant.ID
		return p.Address()
	}
	return s
}

func (r *restorer) restored(ctx context.Context, action, target, detail string) wall.AuditEntry {
	return audit.Entry(ctx, r.keeper.Clock(), action, target, "%s", strings.TrimSpace(detail))
}
