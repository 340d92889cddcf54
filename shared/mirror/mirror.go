// Package mirror copies the networks' pictures into our own store, where terms
// allow it, so that walls keep them when the networks' addresses stop working,
// and visitors' browsers talk to nobody else.
//
// A message names posts whose pictures are to be looked at, and whatever it
// finds it brings into line: pictures are copied, and copies of hidden posts are
// taken away. Objects are stored before the post says that they are there, and
// removed before it says that they are not; their names come from what is in
// them. So a run that dies anywhere is completed by the next one, and two at the
// same time do the same. What is left over by all that (a message that was lost,
// a post that expired) a look at all posts and all objects finds, once a day.
package mirror

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Bucket is the store of pictures.
type Bucket interface {
	Put(ctx context.Context, key, contentType string, data []byte) error
	Remove(ctx context.Context, keys []string) error
	// Stored are the files whose names begin with prefix, and since when they are there.
	Stored(ctx context.Context, prefix string) (map[string]time.Time, error)
}

// Mirror works on the pictures of any tenant.
type Mirror struct {
	Open   func(ctx context.Context, ref wall.TableRef) (wall.PictureStore, error)
	Bucket Bucket
	HTTP   *http.Client // a safe one
	Queue  wall.PictureQueue
	Clock  func() time.Time

	workshop chan struct{} // room for one picture at a time: memory is bounded
}

// New makes a mirror.
func New(m Mirror) Mirror {
	m.workshop = make(chan struct{}, 1)
	return m
}

const (
	// workTime bounds the work of one message; what is left goes to another.
	workTime = 80 * time.Second
	// saveTries is how often copies are stored again when somebody changes their
	// posts at the same time.
	saveTries = 5
)

// Do does what a message asks for. An error is our own infrastructure's, and
// asks for the message to be delivered again; a picture that cannot be had is
// noted on its post.
func (m Mirror) Do(ctx context.Context, message wall.PictureMessage) error {
	store, err := m.Open(ctx, message.Ref)
	if err == nil {
		err = store.Owned(ctx)
	}
	if wall.IsCode(err, wall.NotFound) {
		slog.ErrorContext(ctx, "message dropped: the table is not its tenant's", "tenant", message.Ref.TenantID, "table", message.Ref.Table)
		return nil // and would not become so by trying again
	}
	if err != nil {
		return err
	}
	if err := m.remove(ctx, store, message); err != nil {
		return err
	}
	if message.Again || message.Look {
		return m.look(ctx, store, message)
	}
	return m.posts(ctx, store, message)
}

// remove takes copies away that posts do not have any more. A post that has
// them again meanwhile keeps them, and so do other tenants, whatever the message says.
func (m Mirror) remove(ctx context.Context, store wall.PictureStore, message wall.PictureMessage) error {
	if len(message.Gone) == 0 {
		return nil
	}
	kept := map[string]bool{}
	stored, err := store.Posts(ctx, slices.Collect(maps.Keys(message.Gone)))
	if err != nil {
		return err
	}
	for _, p := range stored {
		for _, key := range p.PictureFiles(message.Ref.TenantID) {
			kept[key] = true
		}
	}
	var gone []string
	for _, keys := range message.Gone {
		for _, key := range keys {
			if !kept[key] && wall.IsCopy(message.Ref.TenantID, key) {
				gone = append(gone, key)
			}
		}
	}
	return m.Bucket.Remove(ctx, gone)
}

// posts works on the pictures of the posts that a message names.
func (m Mirror) posts(ctx context.Context, store wall.PictureStore, message wall.PictureMessage) error {
	if len(message.Posts) == 0 {
		return nil
	}
	stored, err := store.Posts(ctx, message.Posts)
	if err != nil {
		return err
	}
	work := &work{Mirror: m, tenantID: message.Ref.TenantID, now: m.Clock(), copies: map[string]result{}}
	left, err := work.copyAll(ctx, message.Posts, stored)
	if err != nil {
		return err
	}
	if err := work.purge(ctx, stored); err != nil {
		return err
	}
	if err := work.save(ctx, store, message.Posts, stored); err != nil {
		return err
	}
	if len(left) > 0 {
		return m.Queue.SendPictures(ctx, wall.PictureMessage{Ref: message.Ref, Posts: left})
	}
	return nil
}

// save stores what came of the work on the posts, and brings it on the wall. It
// starts again when somebody else changes one of them.
func (w *work) save(ctx context.Context, store wall.PictureStore, ids []string, stored map[string]wall.Post) (err error) {
	for try := range saveTries {
		if try > 0 {
			if stored, err = store.Posts(ctx, ids); err != nil {
				return err
			}
		}
		o := w.outcome(ids, stored)
		if len(o.changes) == 0 {
			return nil
		}
		if err = store.ChangePosts(ctx, o.changes); wall.IsCode(err, wall.Changed) {
			continue
		}
		if err != nil {
			return err
		}
		if err := feedsync.Rebuild(ctx, store, w.tenantID, w.now); err != nil {
			return err
		}
		if err := store.NoteFaded(ctx, o.faded); err != nil {
			return err
		}
		return w.plan(ctx, store, o.next)
	}
	return err
}

// plan notes when the first of the pictures that could not be had is tried again.
func (w *work) plan(ctx context.Context, store wall.PictureStore, next time.Time) error {
	if next.IsZero() {
		return nil
	}
	data, err := store.LoadSync(ctx)
	if err != nil {
		return err
	}
	if seen := data.State.PicturesAt; seen.IsZero() || next.Before(seen) {
		return store.PlanPictures(ctx, next, seen)
	}
	return nil
}
