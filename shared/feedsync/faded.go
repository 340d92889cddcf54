package feedsync

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// freshenTime bounds asking for fresh addresses, so that it takes no sync's time.
const freshenTime = 10 * time.Second

// freshen asks by their ids for posts whose pictures' addresses have ended before
// they were copied, and that no listing may have any more: the daily check of old
// posts would be too late. Whatever comes of it, they are not asked for again
// before the mirror, which tries a picture a few times, has noted them again.
func (r *run) freshen(ctx context.Context, data wall.SyncData) error {
	ids := data.State.Faded[:min(len(data.State.Faded), mostLookups)]
	if len(ids) == 0 {
		return nil
	}
	if err := r.store.ForgetFaded(ctx, ids); err != nil {
		return err
	}
	stored, err := r.store.Posts(ctx, ids)
	if err != nil {
		return err
	}
	fresh := r.freshest(ctx, data.Feeds, stored)
	changes := fresh.changes(stored, data.Widget.Moderation, r.now)
	if len(changes) == 0 {
		return nil
	}
	err = r.store.ChangePosts(ctx, changes)
	if wall.IsCode(err, wall.Changed) {
		return nil // the mirror's next try brings it up again
	}
	if err != nil {
		return err
	}
	if err := r.sendPictures(ctx, r.message.Ref, changes, stored); err != nil {
		return err
	}
	return r.rebuild(ctx)
}

// freshest are the posts with addresses that still work, from the first of their
// feeds that can tell.
func (r *run) freshest(ctx context.Context, feeds []wall.Feed, stored map[string]wall.Post) answers {
	ctx, cancel := context.WithTimeout(ctx, freshenTime)
	defer cancel()
	found, missing := answers{}, fadedOf(stored, r.now)
	for _, f := range feeds {
		wanted := slices.DeleteFunc(slices.Clone(missing), func(p wall.Post) bool { return !slices.Contains(p.FeedIDs, f.ID) })
		if len(wanted) == 0 || !f.Enabled {
			continue
		}
		posts, err := r.Refresher.addresses(ctx, r.message.Ref, f, wanted, r.now)
		if err != nil {
			slog.WarnContext(ctx, "no fresh addresses of pictures", "tenant", r.message.Ref.TenantID, "feed", f.ID, "error", err)
			continue
		}
		found[f.ID] = wall.FetchResult{Posts: posts}
		missing = slices.DeleteFunc(missing, func(p wall.Post) bool { return renewed(posts, p) })
	}
	return found
}

// fadedOf are the posts that visitors may see and whose pictures are not to be
// had any more, in one order.
func fadedOf(stored map[string]wall.Post, now time.Time) []wall.Post {
	var posts []wall.Post
	for _, p := range stored {
		if fading(p, now) && !p.Withdrawn(now) {
			posts = append(posts, p)
		}
	}
	slices.SortFunc(posts, func(a, b wall.Post) int { return b.PublishedAt.Compare(a.PublishedAt) })
	return posts
}

// addresses are the wanted posts as their network tells them now: from what all
// who follow the query know, else by their ids, within the limits. That a post is
// gone the check decides, which has witnesses.
func (r Refresher) addresses(ctx context.Context, ref wall.TableRef, f wall.Feed, wanted []wall.Post, now time.Time) ([]wall.Post, error) {
	found, account, err := r.knownAddresses(ctx, f, wanted)
	if err != nil {
		return nil, err
	}
	network, ok := r.Networks[f.Network].(Finder)
	request := wall.LookupRequest{Query: f.Query, Now: now}
	for _, p := range wanted {
		if !renewed(found, p) {
			request.IDs = append(request.IDs, p.ID)
		}
	}
	if !ok || !canLook(f.Network, f.Query) || len(request.IDs) == 0 {
		return found, nil
	}
	if f.HasOwnCredential() {
		request.Credential, err = r.Own.Open(ctx, ref, f.SealedCredential)
	} else {
		request.Credential, err = r.choose(ctx, f, account, false, now)
	}
	if err != nil {
		return found, err
	}
	told, _ := r.lookUpWithin(ctx, network, request, lookupLeave(f.Network, request, f.HasOwnCredential()), "")
	return append(found, told.Posts...), nil
}

// knownAddresses are the wanted posts for which the sources of a query have better
// addresses, and the account that asks for them.
func (r Refresher) knownAddresses(ctx context.Context, f wall.Feed, wanted []wall.Post) (found []wall.Post, account string, err error) {
	if f.HasOwnCredential() || r.Sources == nil {
		return nil, "", nil
	}
	for _, q := range source.Split(f.Network, f.Query) {
		key := source.Key(f.Network, q)
		s, err := r.Sources.Source(ctx, key)
		if err != nil {
			return nil, "", err
		}
		window, err := r.Sources.SourceWindow(ctx, key)
		if err != nil {
			return nil, "", err
		}
		account = s.Account
		for _, p := range wanted {
			i := slices.IndexFunc(window.Posts, func(q wall.Post) bool { return renews(q, p) })
			if i >= 0 && !renewed(found, p) {
				found = append(found, window.Posts[i])
			}
		}
	}
	return found, account, nil
}

// renewed reports whether one of the posts is an old one with other addresses,
// which work for longer.
func renewed(posts []wall.Post, old wall.Post) bool {
	return slices.ContainsFunc(posts, func(p wall.Post) bool { return renews(p, old) })
}

func renews(p, old wall.Post) bool {
	return p.ID == old.ID && outlives(p, old) && !slices.Equal(addressesOf(p), addressesOf(old))
}

func addressesOf(p wall.Post) []string {
	var all []string
	for _, s := range p.Slots() {
		all = append(all, s.Address)
	}
	return all
}
