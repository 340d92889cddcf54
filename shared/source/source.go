// Package source is what tenants share: queries on the operator's credentials.
// Each is asked once, whoever wants it, and all who want it get what it found.
// It holds public posts as their network gave them, and nothing of a tenant.
package source

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Source is where a shared query stands.
type Source struct {
	Next     int64 // first tick at which it is asked again, or its posts are checked: who moves it on does it
	Fetch    int64 // the tick at which it is asked again, when a check comes before; 0 when that is Next
	Check    int64 // first tick at which its posts are checked again; 0 when they cannot be
	Asked    int64 // the tick at which a job was asked about its posts; 0 when there is no answer to wait for
	Interval int64 // ticks between the last turn and the next
	Pace     wall.Pace
	Rev      int64 // advances with its posts; 0 before the first answer
	Cursor   string
	Digest   string // of the last answer: the same one brings nothing new
	Calls    int    // that the last answer took
	Account  string // which of the operator's accounts asks
	Failures int
	Error    wall.ErrorClass // why the last turn failed; empty when it did not
	Message  string          // in words
	Until    time.Time       // when the network answers again, if it said so

	PicturesUntil time.Time // when the first picture address of the last answer stops working
}

// shortInterval is an interval, in ticks, that may be lost when whoever took a
// turn dies with it: an hour.
const shortInterval = 12

// Lease is how many ticks a turn moves the source on before it is asked. A short
// interval needs no further write when nothing changed; a long one is promised
// only when the answer is there, lest a process that dies costs a day.
func (s Source) Lease() int64 {
	if s.Interval > shortInterval {
		return 1
	}
	return max(1, s.Interval)
}

// Due is the first tick at which the source is asked again.
func (s Source) Due() int64 {
	if s.Fetch > 0 {
		return s.Fetch
	}
	return s.Next
}

// Scheduled is the source with its next turn: to be asked at one tick, and its
// posts checked at another, unless that is 0.
func (s Source) Scheduled(fetch, check int64) Source {
	s.Next, s.Fetch, s.Check = fetch, 0, check
	if check > 0 && check < fetch {
		s.Next, s.Fetch = check, fetch
	}
	return s
}

// Window is what a source has found: the newest posts, and what was withdrawn.
type Window struct {
	Posts     []wall.Post
	Removed   []string          `json:",omitempty"`
	Replaced  map[string]string `json:",omitempty"` // of the removed, by id: the posts in their places
	Place     *wall.Place       `json:",omitempty"`
	Skipped   int               `json:",omitempty"`
	ExpiresAt time.Time         `json:",omitzero"`
	// Absent are posts that the last answer should have had, and had not.
	Absent []string `json:",omitempty"`
	// Looked are the ticks at which posts were asked for by id.
	Looked map[string]int64 `json:",omitempty"`
}

// Store keeps sources, for all functions that run at the same time.
type Store interface {
	// LeadSource moves a source whose time has come at the tick on by its
	// lease, 1 at first. It answers the source as it was before, and whether
	// the caller was the one who moved it.
	LeadSource(ctx context.Context, key string, tick int64, expires time.Time) (s Source, leads bool, err error)
	// SaveSource stores what came of a turn that moved the source on to held,
	// with its posts if they changed. Changed when somebody has had a turn since.
	SaveSource(ctx context.Context, key string, s Source, held int64, w *Window, expires time.Time) error
	// Source reads a source; one that is not there is the zero value.
	Source(ctx context.Context, key string) (Source, error)
	// SourceWindow reads its posts; none when they are not there any more.
	SourceWindow(ctx context.Context, key string) (Window, error)

	Watches
}

// Keep is how long a source that nobody asks for is kept. X would not take an
// older cursor.
const Keep = 7 * 24 * time.Hour

// Split is a query as its network is asked for it: Instagram answers one
// hashtag a call, so that feeds which share one share its calls.
func Split(n wall.Network, q wall.Query) []wall.Query {
	if n != wall.Instagram || len(q.Hashtags) < 2 {
		return []wall.Query{q}
	}
	all := make([]wall.Query, len(q.Hashtags))
	for i, tag := range q.Hashtags {
		all[i] = wall.Query{Hashtags: []string{tag}}
	}
	return all
}

// Key names a source. The order of hashtags does not matter.
func Key(n wall.Network, q wall.Query) string {
	q.Hashtags = slices.Sorted(slices.Values(q.Hashtags))
	return string(n) + ":" + wall.Fingerprint([]byte(q.String()))
}

// mostPosts bounds a window: more than any wall shows at first.
const mostPosts = 300

// Add is the window with an answer: what the answer has is as it says, the rest
// stays. Reviews are not kept beyond their answer: Google's terms.
func (w Window) Add(r wall.FetchResult) Window {
	next := Window{Place: r.Place, Skipped: r.Skipped, ExpiresAt: r.ExpiresAt, Absent: w.Absent, Looked: w.Looked}
	fresh := map[string]bool{}
	for _, p := range r.Posts {
		if !fresh[p.ID] {
			fresh[p.ID] = true
			next.Posts = append(next.Posts, p)
		}
	}
	next.Removed, next.Replaced = slices.Clone(r.Removed), map[string]string{}
	maps.Copy(next.Replaced, r.Replaced)
	if r.ExpiresAt.IsZero() {
		for _, p := range w.Posts {
			if !fresh[p.ID] && !slices.Contains(r.Removed, p.ID) {
				next.Posts = append(next.Posts, p)
			}
		}
		for _, id := range w.Removed {
			if !fresh[id] && !slices.Contains(next.Removed, id) {
				next.Removed = append(next.Removed, id)
				if by, replaced := w.Replaced[id]; replaced {
					next.Replaced[id] = by
				}
			}
		}
	}
	slices.SortStableFunc(next.Posts, func(a, b wall.Post) int {
		return cmp.Or(b.PublishedAt.Compare(a.PublishedAt), cmp.Compare(b.ID, a.ID))
	})
	next.Posts = next.Posts[:min(len(next.Posts), mostPosts)]
	next.Removed = next.Removed[:min(len(next.Removed), mostPosts)]
	return next
}

// Told is the window with what became of some of its posts, at a tick.
func (w Window) Told(ids []string, r wall.FetchResult, tick int64) Window {
	r.Place, r.Skipped, r.ExpiresAt = w.Place, w.Skipped, w.ExpiresAt
	next := w
	if len(r.Posts)+len(r.Removed) > 0 {
		next = w.Add(r)
	}
	next.Looked = map[string]int64{}
	for _, p := range next.Posts {
		if at, known := w.Looked[p.ID]; known {
			next.Looked[p.ID] = at
		}
		if slices.Contains(ids, p.ID) {
			next.Looked[p.ID] = tick
		}
	}
	next.Absent = slices.DeleteFunc(slices.Clone(w.Absent), func(id string) bool { return next.Looked[id] == tick || slices.Contains(r.Removed, id) })
	return next
}

// Result is the window as an answer.
func (w Window) Result() wall.FetchResult {
	return wall.FetchResult{Posts: w.Posts, Removed: w.Removed, Replaced: w.Replaced, Place: w.Place, Skipped: w.Skipped, ExpiresAt: w.ExpiresAt}
}

// PicturesUntil is when the first picture address of an answer stops working. What
// the network lists no more has no fresh ones: waiting for them would be in vain.
func PicturesUntil(answer []wall.Post) time.Time {
	var first time.Time
	for _, p := range answer {
		if end := p.PicturesUntil(); !end.IsZero() && (first.IsZero() || end.Before(first)) {
			first = end
		}
	}
	return first
}
