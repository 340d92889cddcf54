package archive

import (
	"context"
	"encoding/json"
	"io"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// How much is read at once.
const (
	pagePosts = 100
	pageDays  = 30
	pageAudit = 100
)

// Export writes a tenant's archive and tells what is in it. A change that is
// made meanwhile may be in it or not. The table may be another than the tenant's
// present one, such as a copy of a moment before: it says itself whose it is.
func (k Keeper) Export(ctx context.Context, t wall.Tenant, out io.Writer) (Counts, error) {
	if t.Status == wall.Provisioning {
		return Counts{}, t.Ready()
	}
	store, err := k.Open(ctx, t.Ref())
	if err != nil {
		return Counts{}, err
	}
	w := writer{json: json.NewEncoder(out)}
	w.json.SetEscapeHTML(false)
	w.write(line{Archive: &header{
		Version: Version, At: k.Clock().UTC(), TenantID: t.ID, Name: t.Name, Domain: t.Domain, AllowedDomains: t.AllowedDomains,
		Locale: t.Locale, Plan: t.Plan, Event: t.Event, Table: t.Table, CreatedAt: t.CreatedAt,
	}})
	for _, part := range []func(context.Context, Store, *writer) error{k.settings, k.posts, k.days, k.entries} {
		if err := part(ctx, store, &w); err != nil {
			return w.counts, err
		}
		if w.err != nil {
			return w.counts, w.err
		}
	}
	w.write(line{End: &w.counts})
	return w.counts, w.err
}

// writer writes lines until one of them fails.
type writer struct {
	json   *json.Encoder
	counts Counts
	err    error
}

func (w *writer) write(l line) {
	if w.err == nil {
		w.err = w.json.Encode(l)
	}
}

func (k Keeper) settings(ctx context.Context, store Store, w *writer) error {
	data, err := store.LoadSync(ctx)
	if err != nil {
		return err
	}
	w.write(line{Widget: &data.Widget})
	for _, f := range data.Feeds {
		w.write(line{Feed: &f})
	}
	w.counts.Feeds = len(data.Feeds)
	return nil
}

func (k Keeper) posts(ctx context.Context, store Store, w *writer) error {
	after := ""
	for w.err == nil {
		page, err := store.PostsByID(ctx, after, pagePosts)
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].ID
		for _, p := range page {
			if p.ExpiresAt.IsZero() {
				w.write(line{Post: &p})
				w.counts.Posts++
			}
		}
	}
	return nil
}

func (k Keeper) days(ctx context.Context, store Store, w *writer) error {
	today := wall.DayOf(k.Clock())
	for from := today.Plus(-wall.CountsKept); from <= today; from = from.Plus(pageDays) {
		days, err := store.Days(ctx, from, from.Plus(pageDays-1))
		if err != nil {
			return err
		}
		for _, d := range days {
			w.write(line{Day: &d})
		}
		w.counts.Days += len(days)
	}
	return nil
}

func (k Keeper) entries(ctx context.Context, store Store, w *writer) error {
	after := ""
	for w.err == nil {
		page, next, err := store.Audit(ctx, after, pageAudit, k.Clock())
		if err != nil {
			return err
		}
		for _, e := range page {
			w.write(line{Entry: &e})
		}
		w.counts.Entries += len(page)
		if after = next; next == "" {
			return nil
		}
	}
	return nil
}
