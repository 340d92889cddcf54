package source

import (
	"context"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Watch is the posts of a source that a network's jobs look through. One job does
// it for all sources that have asked since the one before.
type Watch struct {
	IDs []string // the newest last
	At  int64    // the tick at which the source asked
}

// Verdict is what a job found of a source's posts.
type Verdict struct {
	At     int64 // that of the watch
	Gone   []string
	Edited []string
}

// Watches keep them, for all functions that run at the same time.
type Watches interface {
	SaveWatch(ctx context.Context, n wall.Network, key string, w Watch, expires time.Time) error
	// Watch reads that of a source; one that is not there is the zero value.
	Watch(ctx context.Context, n wall.Network, key string) (Watch, error)
	// Watches lists those of all sources, by key.
	Watches(ctx context.Context, n wall.Network) (map[string]Watch, error)
	SaveVerdict(ctx context.Context, n wall.Network, key string, v Verdict, expires time.Time) error
	// Verdict reads that of a source; one that is not there is the zero value.
	Verdict(ctx context.Context, n wall.Network, key string) (Verdict, error)
}

// mostWatched bounds a watch: what a wall's visitors scroll to, and then some.
const mostWatched = 1000

// With is the watch with the posts of a window, asked for at a tick.
func (w Watch) With(posts []wall.Post, tick int64) Watch {
	next := Watch{IDs: slices.Clone(w.IDs), At: tick}
	known := map[string]bool{}
	for _, id := range w.IDs {
		known[id] = true
	}
	for _, p := range slices.Backward(posts) {
		if !known[p.ID] {
			next.IDs = append(next.IDs, p.ID)
		}
	}
	next.IDs = next.IDs[max(0, len(next.IDs)-mostWatched):]
	return next
}

// Without is the watch without posts that are gone.
func (w Watch) Without(gone []string) Watch {
	left := Watch{At: w.At}
	for _, id := range w.IDs {
		if !slices.Contains(gone, id) {
			left.IDs = append(left.IDs, id)
		}
	}
	return left
}

// Verdict is what a job that looked through the posts of many found of these.
func (w Watch) Verdict(gone, edited map[string]bool) Verdict {
	v := Verdict{At: w.At}
	for _, id := range w.IDs {
		switch {
		case gone[id]:
			v.Gone = append(v.Gone, id)
		case edited[id]:
			v.Edited = append(v.Edited, id)
		}
	}
	return v
}
