package mirror

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// fetches are the pictures of one message that are on their way at the same
// time. Only one is decoded at a time.
const fetches = 3

// work is the work on one message, and what came of it.
type work struct {
	Mirror
	tenantID string
	now      time.Time

	mu     sync.Mutex
	copies map[string]result // by slotKey
}

// result is what came of one picture.
type result struct {
	wall.Copy
	faded bool // its address has ended: the network tells another with the post
}

// slotKey tells the pictures of a message apart. A portrait is the same in all
// of its author's posts.
func slotKey(postID string, s wall.Slot) string {
	if s.Portrait {
		postID = ""
	}
	return postID + "\n" + s.Begin().Of
}

// job is a picture to be copied.
type job struct {
	postID string
	slot   wall.Slot
}

// copyAll copies the pictures that are wanted, and answers the posts that there
// was no time for.
func (w *work) copyAll(ctx context.Context, ids []string, stored map[string]wall.Post) (left []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, workTime)
	defer cancel()
	var running errgroup.Group
	running.SetLimit(fetches)
	jobs := w.jobs(ids, stored)
	for _, j := range jobs {
		running.Go(func() error { return w.copy(ctx, j) })
	}
	err = running.Wait()
	for _, j := range jobs {
		if _, done := w.copies[slotKey(j.postID, j.slot)]; !done {
			left = append(left, j.postID)
		}
	}
	return slices.Compact(left), err
}

// jobs are the pictures to be copied, each once.
func (w *work) jobs(ids []string, stored map[string]wall.Post) []job {
	var jobs []job
	seen := map[string]bool{}
	for _, id := range ids {
		p := stored[id].Clone()
		if p.Withdrawn(w.now) {
			continue
		}
		for _, s := range p.Slots() {
			if key := slotKey(id, s); s.Wants(w.now) && !seen[key] {
				seen[key] = true
				jobs = append(jobs, job{id, s})
			}
		}
	}
	return jobs
}

// copy copies a picture, and notes what came of it; nothing if time was over.
// Its error is that of our own store.
func (w *work) copy(ctx context.Context, j job) error {
	made, files, err := w.make(ctx, j)
	came := result{Copy: made}
	if ctx.Err() != nil {
		return nil //nolint:nilerr // another message does it
	}
	if err != nil {
		slog.WarnContext(ctx, "picture not copied", "tenant", w.tenantID, "post", j.postID, "error", err)
		came = result{failed(j.slot.Begin(), err, w.now), faded(j.slot, err, w.now)}
	}
	for _, f := range files {
		if err := w.Bucket.Put(ctx, f.Key(), f.MediaType(), f.data); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.copies[slotKey(j.postID, j.slot)] = came
	return nil
}

// recipe changes when the same picture shall give other renditions.
const recipe = "1"

// make fetches a picture and renders it.
func (w *work) make(ctx context.Context, j job) (wall.Copy, []file, error) {
	data, err := fetch(ctx, w.HTTP, j.slot.Address)
	if err != nil {
		return wall.Copy{}, nil, err
	}
	select {
	case w.workshop <- struct{}{}:
		defer func() { <-w.workshop }()
	case <-ctx.Done():
		return wall.Copy{}, nil, ctx.Err()
	}
	owner := j.postID
	if j.slot.Portrait {
		owner = "" // all of the author's posts share it
	}
	sum := sha256.Sum256(append([]byte(recipe+"\n"+owner+"\n"), data...))
	return render(w.tenantID, data, j.slot, hex.EncodeToString(sum[:16]))
}

// patience is how long a picture that could not be had is left alone, by how
// often it was tried. After the last it is given up.
func patience(tries int) time.Duration {
	waits := [wall.CopyTries]time.Duration{2 * time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}
	return waits[min(tries, len(waits))-1]
}

// failed is the state of a picture that could not be copied. What is no picture
// does not become one by trying again.
func failed(c wall.Copy, err error, now time.Time) wall.Copy {
	c.Tries++
	if errors.As(err, new(*hopeless)) {
		c.Tries = wall.CopyTries
	}
	c.NextTry = now.Add(patience(c.Tries))
	return c
}

// faded reports whether a picture could not be had because its address has ended.
func faded(s wall.Slot, err error, now time.Time) bool {
	return s.EndsBy(now) || s.Expires() && errors.As(err, new(gone))
}

// purge takes the copies of posts away that nobody may see any more.
func (w *work) purge(ctx context.Context, stored map[string]wall.Post) error {
	var keys []string
	for _, p := range stored {
		if p.Withdrawn(w.now) {
			keys = append(keys, p.PictureFiles(w.tenantID)...)
		}
	}
	return w.Bucket.Remove(ctx, keys)
}

// outcome is what has to be stored of the work.
type outcome struct {
	changes []wall.PostChange // posts whose pictures are other than stored
	next    time.Time         // when the first that could not be had is tried again
	faded   []string          // posts with addresses that have ended
}

func (w *work) outcome(ids []string, stored map[string]wall.Post) (o outcome) {
	for _, id := range ids {
		p, known := stored[id]
		if !known {
			continue
		}
		after, differs, faded := w.changed(p.Clone())
		if differs {
			o.changes = append(o.changes, wall.PostChange{Post: after})
		}
		if faded {
			o.faded = append(o.faded, id)
		}
		if at := after.PicturesAt(); !at.IsZero() && (o.next.IsZero() || at.Before(o.next)) {
			o.next = at
		}
	}
	return o
}

// changed is a post with what came of its pictures. An address that has ended
// sooner than it said is noted as such, so that another is worth a write.
func (w *work) changed(p wall.Post) (after wall.Post, differs, faded bool) {
	shown := !p.Withdrawn(w.now)
	for _, s := range p.Slots() {
		made, tried := w.copies[slotKey(p.ID, s)]
		switch {
		case !shown && s.Copy.Done():
			made.Copy = wall.Copy{Color: s.Copy.Color} // it is copied anew when the post is shown again
		case !shown || !tried || !s.Wants(w.now):
			continue
		}
		*s.Copy, differs = made.Copy, true
		if made.faded && !s.EndsBy(w.now) {
			*s.Until = w.now
		}
		faded = faded || made.faded
	}
	return p, differs, faded
}
