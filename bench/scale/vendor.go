package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/feedsync"
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
	checkCalls, checkPosts     int             // of these, those of checks of posts that are known
	shared                     map[string]bool // accounts that are the operator's
	looked                     []string        // posts of the job under way
	told                       map[string]bool // posts that a job has named
}

var (
	_ feedsync.Finder  = (*vendor)(nil)
	_ feedsync.Auditor = (*vendor)(nil)
)

func newVendor(n wall.Network, begin time.Time) *vendor {
	return &vendor{
		network: n, begin: begin, asked: map[string]time.Time{}, ids: map[string]bool{}, rates: map[string]float64{},
		windows: map[string][]time.Time{}, tags: map[string]map[string]time.Time{}, shared: map[string]bool{}, told: map[string]bool{},
	}
}

// Fetch answers one post, another one whenever something was published, and
// counts all that was. Facebook lists the latest, but for those that are deleted
// by then, and X gives some of the new ones.
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
	if v.network == wall.Facebook || v.network == wall.Twitter {
		result.Posts = v.latest(query, total, rate, min(read, listed), r.Now)
	}
	return result, nil
}

// listed is how many posts of an answer are told apart.
const listed = 5

// latest are the posts that were published last: on X those that are new, on
// Facebook all, but for those that were deleted a day after their publication.
func (v *vendor) latest(query string, total int, rate float64, fresh int, now time.Time) []wall.Post {
	n := listed
	if v.network == wall.Twitter {
		n = fresh
	}
	var posts []wall.Post
	for i := total; i > max(0, total-n); i-- {
		id, at := fmt.Sprintf("%s/%d", query, i), v.begin.Add(time.Duration(float64(i)/rate*float64(24*time.Hour)))
		if v.network == wall.Facebook && isChanged(id) && now.Sub(at) > 24*time.Hour {
			continue
		}
		posts = append(posts, wall.Post{ID: id, Network: v.network, Text: id, PublishedAt: at})
	}
	return posts
}

// isChanged: one of 20 posts is deleted on Facebook, and edited on X.
func isChanged(id string) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return h.Sum32()%20 == 0
}

// Lookup tells that posts are there as they were, except those that Facebook does
// not list any more. Facebook counts each as a call, X bills each.
func (v *vendor) Lookup(_ context.Context, r wall.LookupRequest) (wall.FetchResult, error) {
	var result wall.FetchResult
	for _, id := range r.IDs {
		if isChanged(id) && v.network == wall.Facebook {
			result.Removed = append(result.Removed, id)
			continue
		}
		result.Posts = append(result.Posts, wall.Post{ID: id, Network: v.network, Text: id})
	}
	account := budget.Account(v.network, r.Credential)
	if v.network == wall.Twitter {
		v.checking(account, 1, r.Now)
		result.PostsRead = len(r.IDs)
		if v.shared[account] {
			v.sharedPosts += len(r.IDs)
			v.checkPosts += len(r.IDs)
		}
		return result, nil
	}
	v.checking(account, len(r.IDs), r.Now)
	return result, nil
}

// Compliance answers a job at the next question.
func (v *vendor) Compliance(_ context.Context, r wall.ComplianceRequest) (wall.ComplianceResult, error) {
	v.checking("jobs of "+budget.Account(v.network, r.Credential), 2, r.Now) // create and upload; look and download
	if r.Job == "" {
		v.looked = r.IDs
		return wall.ComplianceResult{Job: "job"}, nil
	}
	var result wall.ComplianceResult
	for _, id := range v.looked {
		if isChanged(id) && !v.told[id] {
			v.told[id] = true
			result.Edited = append(result.Edited, id)
		}
	}
	return result, nil
}

// checking counts calls that ask what became of posts.
func (v *vendor) checking(account string, n int, now time.Time) {
	for range n {
		v.calls++
		v.checkCalls++
		if v.network == wall.Twitter {
			v.take(account, 15*time.Minute, 450, now)
		} else {
			v.take(account, time.Hour, 200, now)
		}
	}
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
