package mirror

import (
	"context"
	"log/slog"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	lookPage = 100
	// settled is how long an object is left alone: the post that it belongs to may
	// be about to say so.
	settled = time.Hour
)

// inventory is what a look at all posts finds.
type inventory struct {
	wanting []string        // posts with something to be done
	used    map[string]bool // objects
	next    time.Time       // when the first picture that could not be had is tried again
}

// look goes through all posts of a tenant and asks for what is to be tried again;
// or for all that is missing, and removes the objects that nobody uses.
func (m Mirror) look(ctx context.Context, store wall.PictureStore, message wall.PictureMessage) error {
	ref := message.Ref
	data, err := store.LoadSync(ctx)
	if err != nil {
		return err
	}
	found, err := m.takeStock(ctx, store, message)
	if err != nil {
		return err
	}
	if message.Look {
		if err := m.sweep(ctx, ref.TenantID, found.used); err != nil {
			return err
		}
	}
	if len(found.wanting) > 0 {
		if err := m.Queue.SendPictures(ctx, wall.PictureMessage{Ref: ref, Posts: found.wanting}); err != nil {
			return err
		}
	}
	return store.PlanPictures(ctx, found.next, data.State.PicturesAt)
}

func (m Mirror) takeStock(ctx context.Context, store wall.PictureStore, message wall.PictureMessage) (inventory, error) {
	found, now := inventory{used: map[string]bool{}}, m.Clock()
	for after := ""; ; {
		posts, err := store.PostsByID(ctx, after, lookPage)
		if err != nil || len(posts) == 0 {
			return found, err
		}
		for _, p := range posts {
			found.add(p, message, now)
		}
		after = posts[len(posts)-1].ID
	}
}

// add looks at one post. What was never tried is on its way in a message of its
// own, unless that was lost.
func (found *inventory) add(p wall.Post, message wall.PictureMessage, now time.Time) {
	if p.WantsPictures(now) {
		if message.Look || p.Tried() {
			found.wanting = append(found.wanting, p.ID)
		}
	} else if at := p.PicturesAt(); !at.IsZero() && (found.next.IsZero() || at.Before(found.next)) {
		found.next = at
	}
	if p.Withdrawn(now) {
		return
	}
	for _, s := range p.Slots() {
		for _, key := range s.Files(message.Ref.TenantID) {
			found.used[key] = true
		}
	}
}

// sweep removes the copies that no post has.
func (m Mirror) sweep(ctx context.Context, tenantID string, used map[string]bool) error {
	var unused []string
	for _, folder := range wall.CopiesOf(tenantID) {
		stored, err := m.Bucket.Stored(ctx, folder)
		if err != nil {
			return err
		}
		for key, since := range stored {
			if !used[key] && m.Clock().Sub(since) > settled {
				unused = append(unused, key)
			}
		}
	}
	if len(unused) > 0 {
		slog.InfoContext(ctx, "unused pictures removed", "tenant", tenantID, "pictures", len(unused))
	}
	return m.Bucket.Remove(ctx, unused)
}
