package feedsync_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// finding is a network that can be asked for single posts.
type finding struct {
	*upstream
	mu     sync.Mutex
	asked  [][]string
	lookup func(ids []string) (wall.FetchResult, error)
}

func (f *finding) Lookup(_ context.Context, r wall.LookupRequest) (wall.FetchResult, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, r.IDs)
	return f.lookup(r.IDs)
}

// checked is a tenant with a page's posts 1 to 3, of which the page lists 1 and 3
// from tick 2 on, and a neighbour who follows the same page.
type checked struct {
	*platform
	network   *finding
	neighbour *platform
	feed      wall.Feed
}

func newChecked(t *testing.T, own bool) *checked {
	t.Helper()
	c := &checked{platform: newPlatform(t)}
	c.network = &finding{upstream: c.upstream[wall.Facebook]}
	c.neighbour = c.platform.neighbour()
	c.feed = c.addFeedOf(wall.Facebook, own)
	c.neighbour.addFeedOf(wall.Facebook, own)
	c.network.answer(posts(1, 3), nil)
	c.tick(1)
	list := posts(1, 3)
	c.network.answer([]wall.Post{list[0], list[2]}, nil)
	return c
}

func (c *checked) tick(tick int64) {
	c.Helper()
	for _, q := range []*platform{c.platform, c.neighbour} {
		syncer := q.syncer()
		syncer.Refresher.Networks[wall.Facebook] = c.network
		must(c.T, syncer.Sync(c.Context(), wall.SyncMessage{Ref: q.tenant.Ref(), Tick: tick}))
	}
}

// facebook are ids as posts have them.
func facebook(numbers ...string) []string {
	for i, n := range numbers {
		numbers[i] = wall.PostID(wall.Facebook, n)
	}
	return numbers
}

// there is a post as its network has it.
func there(id, text string) wall.Post {
	list := posts(1, 3)
	p := list[slices.IndexFunc(list, func(p wall.Post) bool { return wall.PostID(wall.Facebook, p.ID) == id })]
	p.ID, p.Network = id, wall.Facebook
	if text != "" {
		p.Text = text
	}
	return p
}

// TestWhatTheListingLacksIsAskedFor plays what a network may say of a post that it
// has stopped listing: only its own word, from somebody whom it shows the others,
// takes a post off the walls.
func TestWhatTheListingLacksIsAskedFor(t *testing.T) {
	t.Parallel()
	gone := func(id string) wall.FetchResult { return wall.FetchResult{Removed: []string{id}} }
	for name, test := range map[string]struct {
		lookup func(ids []string) (wall.FetchResult, error)
		want   string
		text   string
	}{
		"gone": {func(ids []string) (wall.FetchResult, error) {
			if ids[0] == facebook("2")[0] {
				return gone(ids[0]), nil
			}
			return wall.FetchResult{Posts: []wall.Post{there(ids[0], "")}}, nil
		}, "3 1", ""},
		"all are said to be gone": {func(ids []string) (wall.FetchResult, error) { return gone(ids[0]), nil }, "3 2 1", "post 2"},
		"the second answer fails": {func(ids []string) (wall.FetchResult, error) {
			if ids[0] == facebook("2")[0] {
				return gone(ids[0]), nil
			}
			return wall.FetchResult{}, &wall.UpstreamError{Class: wall.ClassThrottled}
		}, "3 2 1", "post 2"},
		"not told": {func([]string) (wall.FetchResult, error) { return wall.FetchResult{}, nil }, "3 2 1", "post 2"},
		"throttled": {func([]string) (wall.FetchResult, error) {
			return wall.FetchResult{}, &wall.UpstreamError{Class: wall.ClassThrottled}
		}, "3 2 1", "post 2"},
		"edited": {func(ids []string) (wall.FetchResult, error) {
			return wall.FetchResult{Posts: []wall.Post{there(ids[0], "edited")}}, nil
		}, "3 2 1", "edited"},
		"as it was": {func(ids []string) (wall.FetchResult, error) {
			return wall.FetchResult{Posts: []wall.Post{there(ids[0], "")}}, nil
		}, "3 2 1", "post 2"},
	} {
		for _, own := range []bool{false, true} {
			t.Run(name+map[bool]string{false: ", shared", true: ", own"}[own], func(t *testing.T) {
				t.Parallel()
				c := newChecked(t, own)
				c.network.lookup = test.lookup
				c.tick(2)
				c.tick(3)
				for _, q := range []*platform{c.platform, c.neighbour} {
					q.wantWall(test.want)
					if test.text != "" && q.post("2").Text != test.text {
						t.Errorf("the post reads %q", q.post("2").Text)
					}
				}
				if e := c.load().State.Feeds[c.feed.ID].Error; e != nil {
					t.Errorf("the feed says %+v", e)
				}
			})
		}
	}
}

// TestTenantsShareALookup: what one has found out is known to all.
func TestTenantsShareALookup(t *testing.T) {
	t.Parallel()
	c := newChecked(t, false)
	c.network.lookup = func(ids []string) (wall.FetchResult, error) {
		return wall.FetchResult{Posts: []wall.Post{there(ids[0], "")}}, nil
	}
	for tick := int64(2); tick < 6; tick++ {
		c.tick(tick)
	}
	if len(c.network.asked) != 1 || !slices.Equal(c.network.asked[0], facebook("2")) {
		t.Errorf("asked for %v", c.network.asked)
	}
}

// TestWhatPeopleDecidedStays: an edit changes what a post says, and neither its
// place nor who may see it.
func TestWhatPeopleDecidedStays(t *testing.T) {
	t.Parallel()
	c := newChecked(t, false)
	pinned, hidden := c.post("2"), c.neighbour.post("2")
	pinned.Pinned = true
	hidden.Status, hidden.Moderated = wall.Hidden, true
	must(t, c.table.ChangePosts(t.Context(), []wall.PostChange{{Post: pinned}}))
	must(t, c.neighbour.table.ChangePosts(t.Context(), []wall.PostChange{{Post: hidden}}))
	c.network.lookup = func(ids []string) (wall.FetchResult, error) {
		return wall.FetchResult{Posts: []wall.Post{there(ids[0], "edited")}}, nil
	}
	c.tick(2)
	c.tick(3)
	c.wantWall("2 3 1")
	c.neighbour.wantWall("3 1")
	if p := c.neighbour.post("2"); p.Text != "edited" || p.Status != wall.Hidden {
		t.Errorf("the hidden post is %+v", p)
	}
}

// TestALookupThatFailedIsTriedAgain within the hour, without waiting for news.
func TestALookupThatFailedIsTriedAgain(t *testing.T) {
	t.Parallel()
	c := newChecked(t, false)
	c.network.lookup = func([]string) (wall.FetchResult, error) {
		return wall.FetchResult{}, &wall.UpstreamError{Class: wall.ClassThrottled}
	}
	c.tick(2)
	c.network.lookup = func(ids []string) (wall.FetchResult, error) {
		if ids[0] == facebook("2")[0] {
			return wall.FetchResult{Removed: ids}, nil
		}
		return wall.FetchResult{Posts: []wall.Post{there(ids[0], "")}}, nil
	}
	for tick := int64(3); tick < 16; tick++ {
		c.tick(tick)
	}
	c.wantWall("3 1")
	c.neighbour.wantWall("3 1")
}

// TestNoRoomForALookup: a check waits where the limits leave no room, and asks when
// they do.
func TestNoRoomForALookup(t *testing.T) {
	t.Parallel()
	c := newChecked(t, false)
	c.network.lookup = func([]string) (wall.FetchResult, error) { return wall.FetchResult{}, nil }
	c.budget = noLookups{}
	c.neighbour.budget = noLookups{}
	c.tick(2)
	c.tick(3)
	if c.wantWall("3 2 1"); len(c.network.asked) > 0 {
		t.Errorf("asked for %v", c.network.asked)
	}
}

// noLookups grants refreshes alone, which ask for a page and not for some posts.
type noLookups struct{ noBudget }

func (noLookups) Reserve(ctx context.Context, r budget.Request) (budget.Grant, error) {
	if r.Query.PageID == "" {
		return budget.Grant{}, &wall.UpstreamError{Class: wall.ClassThrottled, Message: "no room"}
	}
	return noBudget{}.Reserve(ctx, r)
}
