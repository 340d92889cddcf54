package upstream

import (
	"slices"
	"time"
)

// window is a time in which so many calls are taken.
type window struct {
	length time.Duration
	limit  int
	// fixed windows open with a call and end as a whole; others roll: each call
	// is forgiven when it is as old as the window is long.
	fixed bool
}

// windows are the times of the calls that count, by what they count for.
type windows map[string][]time.Time

// take counts a call if the window allows it, and tells how many were made in it
// before, and when there is room again, or the window ends.
func (all windows) take(what string, w window, now time.Time) (used int, free time.Time, ok bool) {
	recent := all[what]
	if w.fixed && len(recent) > 0 && !recent[0].After(now.Add(-w.length)) {
		recent = nil
	}
	recent = slices.DeleteFunc(recent, func(t time.Time) bool { return !t.After(now.Add(-w.length)) })
	used, ok = len(recent), len(recent) < w.limit
	if ok {
		recent = append(recent, now)
	}
	all[what] = recent
	free = now.Add(w.length)
	if len(recent) > 0 {
		free = recent[0].Add(w.length)
	}
	return used, free, ok
}

// take counts the call, or that it is one too many.
func (c *call) take(what string, w window) (used int, free time.Time, ok bool) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	used, free, ok = c.net.windows.take(what, w, c.now)
	if !ok {
		c.net.calls.OverLimit++
	}
	return used, free, ok
}
