package main

import (
	"context"
	"fmt"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// vendor is a network as numbers. It counts what it is asked against its real
// limits, to the second, and knows nothing of our budgets.
type vendor struct {
	network wall.Network
	begin   time.Time
	asked   map[string]time.Time // queries, and when they were asked last
	ids     map[string]bool      // hashtags that were looked up
	rates   map[string]float64   // posts a day, by query
	windows map[string][]time.Time
	tags    map[string]map[string]time.Time // by account, and when each began to count

	calls, sharedPosts, broken int
	shared                     map[string]bool // accounts that are the operator's
}

func newVendor(n wall.Network, begin time.Time) *vendor {
	return &vendor{
		network: n, begin: begin, asked: map[string]time.Time{}, ids: map[string]bool{}, rates: map[string]float64{},
		windows: map[string][]time.Time{}, tags: map[string]map[string]time.Time{}, shared: map[string]bool{},
	}
}

// Fetch answers one post, another one whenever something was published, and
// counts all that was.
func (v *vendor) Fetch(_ context.Context, r wall.FetchRequest) (wall.FetchResult, error) {
	account := budget.Account(v.network, r.Credential)
	query := r.Query.String()
	key := account + query
	v.call(account, r)
	before, known := v.asked[key]
	if !known {
		before = r.Now.Add(-3 * 24 * time.Hour)
	}
	v.asked[key] = r.Now
	rate, known := v.rates[query]
	if !known {
		rate = postsADay(v.network, r.Query)
		v.rates[query] = rate
	}
	total := int(rate * r.Now.Sub(v.begin).Hours() / 24)
	read := min(total-int(rate*before.Sub(v.begin).Hours()/24), r.Limit)
	if v.network == wall.Twitter && v.shared[account] {
		v.sharedPosts += read
	}
	result := wall.FetchResult{PostsRead: read, Cursor: "c"}
	if v.network == wall.Google {
		result.ExpiresAt = r.Now.Add(48 * time.Hour)
	}
	if read > 0 || v.network != wall.Twitter { // X gives what is new, the others all
		result.Posts = []wall.Post{{ID: "newest", Network: v.network, Text: fmt.Sprint(total), PublishedAt: v.begin}}
	}
	return result, nil
}

// call counts the calls of a fetch, and whether a limit was broken by them.
func (v *vendor) call(account string, r wall.FetchRequest) {
	n := 1
	for _, tag := range r.Query.Hashtags {
		if v.network == wall.Instagram {
			v.tag(account, tag, r.Now)
			if !v.ids[tag] {
				v.ids[tag] = true
				n++
			}
		}
	}
	for range n {
		v.calls++
		switch v.network {
		case wall.Instagram, wall.Facebook:
			v.take(account, time.Hour, 200, r.Now)
		case wall.Twitter:
			v.take(account, 15*time.Minute, 450, r.Now)
		}
	}
}

// take counts a call of a rolling window.
func (v *vendor) take(account string, window time.Duration, limit int, now time.Time) {
	recent := v.windows[account]
	for len(recent) > 0 && !recent[0].After(now.Add(-window)) {
		recent = recent[1:]
	}
	if v.windows[account] = append(recent, now); len(recent) >= limit {
		v.broken++
	}
}

// tag counts a hashtag for 7 days from when it was first asked for.
func (v *vendor) tag(account, tag string, now time.Time) {
	const week = 7 * 24 * time.Hour
	held := v.tags[account]
	if held == nil {
		held = map[string]time.Time{}
		v.tags[account] = held
	}
	for name, since := range held {
		if now.Sub(since) >= week {
			delete(held, name)
		}
	}
	if _, counted := held[tag]; !counted {
		held[tag] = now
		if len(held) > 30 {
			v.broken++
		}
	}
}
