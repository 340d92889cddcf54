package feedsync

import (
	"context"
	"log/slog"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	// tidyPage is how many posts are looked at together: their changes fit one
	// transaction.
	tidyPage = 99
	// tidyPages are done by one message; the next goes on behind them. A wall of
	// 10,000 posts takes 21 messages.
	tidyPages = 5
)

// AskToTidy asks for a tenant's stored posts to be brought into line with rules
// and feeds that a person has changed. If that fails the change stands all the
// same: the wall follows it without.
func AskToTidy(ctx context.Context, queue wall.SyncQueue, ref wall.TableRef) {
	if err := queue.SendSync(ctx, wall.SyncMessage{Ref: ref, Tidy: true}, 0); err != nil {
		slog.WarnContext(ctx, "posts not tidied up: the wall is", "tenant", ref.TenantID, "error", err)
	}
}

// tidy brings the stored posts into line with the tenant's rules and feeds of
// this moment, which the wall follows already: what a rule blocks is noted as
// hidden, what no rule blocks any more is judged anew, and what only removed
// feeds had brought is removed. It may run at any time, in parts and twice.
func (s Syncer) tidy(ctx context.Context, store Store, m wall.SyncMessage) error {
	if m.After == "" {
		if err := s.forgetRemoved(ctx, store, m.Ref.TenantID); err != nil {
			return err
		}
	}
	changed := 0
	for range tidyPages {
		last, n, err := s.tidyPage(ctx, store, m.Ref, m.After)
		if err != nil {
			return err
		}
		changed += n
		if m.After = last; last == "" {
			break
		}
	}
	slog.InfoContext(ctx, "posts tidied up", "tenant", m.Ref.TenantID, "changed", changed, "done", m.After == "")
	if changed > 0 {
		if err := Rebuild(ctx, store, m.Ref.TenantID, s.Clock()); err != nil {
			return err
		}
	}
	if m.After == "" {
		return nil
	}
	return s.Queue.SendSync(ctx, m, 0)
}

// forgetRemoved tells the registry how the feeds are that are still there.
func (s Syncer) forgetRemoved(ctx context.Context, store Store, tenantID string) error {
	data, err := store.LoadSync(ctx)
	if err != nil {
		return err
	}
	return s.Health.SetHealth(ctx, tenantID, failing(data.State))
}

// tidyPage tidies up the posts behind an id, and says which is the last of
// them; "" when there are no more. It starts again when somebody else changes
// one of them.
func (s Syncer) tidyPage(ctx context.Context, store Store, ref wall.TableRef, after string) (last string, changed int, err error) {
	for range syncTries {
		posts, err := store.PostsByID(ctx, after, tidyPage)
		if err != nil || len(posts) == 0 {
			return "", 0, err
		}
		// Rules and feeds are read behind the posts: a feed that was added
		// meanwhile must be known when one of its posts is.
		data, err := store.LoadSync(ctx)
		if err != nil {
			return "", 0, err
		}
		changes := tidied(data, posts)
		if len(changes) > 0 {
			err = store.ChangePosts(ctx, changes)
		}
		if err == nil {
			err = s.sendPictures(ctx, ref, changes, nil)
		}
		if !wall.IsCode(err, wall.Changed) {
			return posts[len(posts)-1].ID, len(changes), err
		}
	}
	return "", 0, wall.Errorf(wall.Changed, "the posts behind %q change all the time", after)
}

// tidied are the changes that some posts need.
func tidied(data wall.SyncData, posts []wall.Post) []wall.PostChange {
	var changes []wall.PostChange
	for _, p := range posts {
		next, differs := data.Widget.Moderation.Rejudge(p)
		switch {
		case data.Orphaned(p):
			changes = append(changes, wall.PostChange{Post: p, Remove: true})
		case differs:
			changes = append(changes, wall.PostChange{Post: next})
		}
	}
	return changes
}
