package feedsync_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestAHundredTenantsAskOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenants := []*platform{p}
	for len(tenants) < 100 {
		tenants = append(tenants, p.neighbour())
	}
	for _, q := range tenants {
		q.addFeed(wall.Instagram)
	}
	for tick := int64(1); tick <= 2; tick++ {
		p.upstream[wall.Instagram].answer(posts(1, int(tick)), nil)
		var together sync.WaitGroup
		for _, q := range tenants {
			together.Go(func() { q.sync(tick) })
		}
		together.Wait()
		if n := p.upstream[wall.Instagram].asked(); n != int(tick) {
			t.Errorf("at tick %d the network had been asked %d times", tick, n)
		}
	}
	for _, q := range tenants { // who was quicker than the answer has it a tick later
		q.sync(3)
		q.wantWall("2 1")
	}
}

func TestWhoComesLaterGetsWhatWasFound(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Twitter)
	p.upstream[wall.Twitter].answer(posts(1, 3), nil)
	p.sync(1)
	p.upstream[wall.Twitter].answer(posts(4, 4), nil) // X gives what is new, no more
	p.sync(2)
	q := p.neighbour()
	q.addFeed(wall.Twitter)
	q.sync(2)
	q.wantWall("4 3 2 1")
	p.upstream[wall.Twitter].answer(nil, errors.New("down"))
	q = p.neighbour()
	q.addFeed(wall.Twitter)
	q.sync(3)
	q.wantWall("4 3 2 1")
	if n := p.upstream[wall.Twitter].asked(); n != 3 {
		t.Errorf("the network was asked %d times", n)
	}
}

func TestFeedsThatShareAHashtagShareItsCalls(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.upstream[wall.Instagram].answer(posts(1, 1), nil)
	for _, tags := range [][]string{{"lyon", "food"}, {"food", "lyon"}, {"food", "wine"}} {
		q := p.neighbour()
		f, err := wall.NewFeed("", wall.Instagram, wall.Query{Hashtags: tags}, p.now)
		must(t, err)
		must(t, q.table.AddFeed(t.Context(), f, wall.Unlimited))
		q.sync(1)
		q.wantWall("1")
	}
	if n := p.upstream[wall.Instagram].asked(); n != 3 {
		t.Errorf("3 hashtags took %d fetches", n)
	}
}

func TestOwnCredentialsNeverShare(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	q := p.neighbour()
	p.addFeedOf(wall.Twitter, true)
	q.addFeedOf(wall.Twitter, true)
	p.upstream[wall.Twitter].answer(posts(1, 1), nil)
	p.sync(1)
	p.upstream[wall.Twitter].answer(posts(2, 2), nil)
	q.sync(1)
	p.wantWall("1")
	q.wantWall("2")
	for _, name := range p.asked.names() {
		if name != "UpdateItem" { // the health row
			t.Errorf("the registry was asked for %s", name)
		}
	}
}

// TestNothingOfATenantIsShared looks through all that the sources hold.
func TestNothingOfATenantIsShared(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer(posts(1, 2), nil)
	p.sync(1)
	window, err := p.registry.SourceWindow(t.Context(), source.Key(wall.Instagram, f.Query))
	must(t, err)
	if len(window.Posts) != 2 {
		t.Fatalf("%d posts are shared", len(window.Posts))
	}
	s, err := p.registry.Source(t.Context(), source.Key(wall.Instagram, f.Query))
	must(t, err)
	if all := fmt.Sprintf("%+v %+v", s, window); strings.Contains(all, p.tenant.ID) || strings.Contains(all, f.ID) {
		t.Errorf("the source names its tenant: %s", all)
	}
	for _, post := range window.Posts {
		if post.Status != "" || len(post.FeedIDs) > 0 || post.Moderated || post.Pinned || post.Rev != 0 {
			t.Errorf("the shared post is %+v", post)
		}
	}
}

// TestQuietRegistry counts the registry's requests of syncs that find nothing
// new: two for each call of a network, one for each feed that takes its answer.
func TestQuietRegistry(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.budget = budget.NewKeeper(p.registry, budget.Limits{TwitterMonthlyUSD: 100, GoogleDailyCalls: 30})
	leads, follows := p.neighbour(), p.neighbour()
	for _, q := range []*platform{leads, follows} {
		q.addFeed(wall.Instagram)
		q.addFeed(wall.Facebook)
	}
	first := wall.TickAt(p.now)
	for tick := first; tick < first+2; tick++ {
		leads.sync(tick)
		follows.sync(tick)
	}
	for i, q := range []*platform{leads, follows} {
		p.asked.reset()
		q.calls.reset()
		q.sync(first + 2)
		if want, got := 4-2*i, len(p.asked.names()); got > want {
			t.Errorf("%d requests to the registry, want %d: %v", got, want, p.asked.names())
		}
		if reads, writes := q.calls.count(); reads > 3 || writes != 1 {
			t.Errorf("%d reads and %d writes of the tenant's table: %v", reads, writes, q.calls.names())
		}
	}
}

func TestALeaderThatDiesLeavesItsTurnToTheNext(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	q := p.neighbour()
	p.addFeed(wall.Facebook)
	q.addFeed(wall.Facebook)
	p.upstream[wall.Facebook].answer(posts(1, 1), nil)
	p.sync(1)
	q.sync(1)
	p.upstream[wall.Facebook].answer(posts(2, 2), nil)
	p.asked.limit = 1 // it may take the turn, no more
	must(t, p.syncer().Sync(t.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tick: 2}))
	p.asked.limit = -1
	q.sync(2)
	q.wantWall("1")
	q.sync(3)
	q.wantWall("2 1")
	p.sync(4)
	p.wantWall("2 1")
}

func TestADailyTurnThatDiesCostsATick(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Google)
	p.upstream[wall.Google].answer(posts(1, 1), nil)
	p.sync(1)
	p.upstream[wall.Google].answer(posts(1, 2), nil)
	p.asked.limit = 1 // it may take the turn, no more
	must(t, p.syncer().Sync(t.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tick: 289}))
	p.asked.limit = -1
	p.sync(290)
	p.wantWall("2 1")
}

func TestAPersonNeedNotWaitForADailyTurn(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Google)
	p.upstream[wall.Google].answer(posts(1, 1), nil)
	p.sync(wall.TickAt(p.now))
	p.upstream[wall.Google].answer(posts(1, 2), nil)
	p.requestRefresh()
	p.syncNow()
	p.wantWall("2 1")
	if next, want := p.load().State.Feeds[f.ID].NextTick, wall.TickAt(p.now)+288; next != want {
		t.Errorf("the next turn is at tick %d, want %d", next, want)
	}
}

// TestAPersonsWishLeavesTheDaysCallsToThoseWhoWait: a person who asks again and
// again gets what is known and the time of the next turn, once the day's calls run
// ahead of the day; nobody else's daily turn is lost by it.
func TestAPersonsWishLeavesTheDaysCallsToThoseWhoWait(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.budget = budget.NewKeeper(p.registry, budget.Limits{GoogleDailyCalls: 8})
	google := p.upstream[wall.Google]
	google.respond(wall.FetchResult{Posts: posts(1, 1), ExpiresAt: p.now.Add(96 * time.Hour)}, nil)
	var all []*platform
	for i := range 4 {
		q := p.neighbour()
		q.add(wall.Google, wall.Query{PlaceID: fmt.Sprintf("ChIJplace%d", i)})
		q.sync(wall.TickAt(q.now))
		all = append(all, q)
	}
	wish := func(hours int, want int) {
		t.Helper()
		for _, q := range all {
			q.now = p.now.Add(time.Duration(hours) * time.Hour)
		}
		for range 5 {
			all[0].requestRefresh()
			all[0].syncNow()
		}
		if n := google.asked(); n != want {
			t.Errorf("after %d hours Google was asked %d times, want %d", hours, n, want)
		}
		s := all[0].load().State
		if f := s.Feeds[all[0].load().Feeds[0].ID]; f.Error != nil || f.NextTick <= wall.TickAt(all[0].now) {
			t.Errorf("the feed's state is %+v", f)
		}
	}
	wish(0, 4)  // noon UTC is 4 in the morning in California: 1 call of 8
	wish(13, 5) // 5 in the afternoon: 5 of 8
	wish(13, 5)
	for _, q := range all { // the next day's turns all come
		q.now = p.now.Add(37 * time.Hour)
		q.sync(wall.TickAt(q.now))
	}
	if n := google.asked(); n != 9 {
		t.Errorf("Google was asked %d times, want 9", n)
	}
}

// TestAPreviewOfWhatOthersAskForCostsNothing asks the network only for what nobody
// follows yet.
func TestAPreviewOfWhatOthersAskForCostsNothing(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer(posts(1, 2), nil)
	p.sync(1)
	refresher := p.syncer().Refresher
	for _, test := range []struct {
		tags  []string
		asked int
	}{{f.Query.Hashtags, 1}, {append([]string{"new"}, f.Query.Hashtags...), 2}} {
		f.Query.Hashtags = test.tags
		result, err := refresher.Preview(t.Context(), f, nil, 10, p.now)
		if err != nil || len(result.Posts) != 2 || p.upstream[wall.Instagram].asked() != test.asked {
			t.Errorf("%v: %d posts, asked %d times, %v", test.tags, len(result.Posts), p.upstream[wall.Instagram].asked(), err)
		}
	}
}

// TestPicturesOfPostsThatAreListedNoMoreAreNoNews: their addresses end, and nobody
// has fresh ones; the posts of all are not written again and again for that.
func TestPicturesOfPostsThatAreListedNoMoreAreNoNews(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	old := posts(1, 1)
	old[0].Media = []wall.Media{{Kind: wall.Image, URL: "https://cdn.example/1.jpg?oe=1", ExpiresAt: p.now.Add(time.Hour)}}
	p.upstream[wall.Instagram].answer(old, nil)
	first := wall.TickAt(p.now)
	p.sync(first)
	p.upstream[wall.Instagram].answer(posts(2, 2), nil)
	p.sync(first + 1)
	p.asked.reset()
	for tick := first + 2; tick < first+30; tick++ {
		p.now = wall.TickTime(tick)
		p.sync(tick)
	}
	if slices.Contains(p.asked.names(), "TransactWriteItems") {
		t.Errorf("the registry was asked %v", p.asked.names())
	}
}

func TestAFeedThatWaitsForItsTurnSaysSo(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.budget = budget.NewKeeper(p.registry, budget.Limits{MetaHourlyCalls: 2})
	q := p.neighbour()
	f := q.addFeed(wall.Facebook)
	q.upstream[wall.Facebook].answer(posts(1, 1), nil)
	first := wall.TickAt(p.now)
	for tick := first; tick < first+36; tick++ { // three hours
		q.now = wall.TickTime(tick)
		q.sync(tick)
		s := q.load().State.Feeds[f.ID]
		if s.Error != nil {
			t.Fatalf("at tick %d the feed says %+v", tick-first, s.Error)
		}
	}
	q.wantWall("1")
	if n := q.upstream[wall.Facebook].asked(); n < 4 || n > 6 {
		t.Errorf("2 calls an hour made %d calls in 3 hours", n)
	}
	s := q.load().State.Feeds[f.ID]
	if s.Pace != wall.PaceCalls || s.Interval < 5 || s.NextTick <= first+36 {
		t.Errorf("the feed's state is %+v", s)
	}
	if reason := s.Pace.Reason(f.Network); !strings.Contains(reason, "Facebook") {
		t.Errorf("the reason is %q", reason)
	}
}

func TestMoneyThatIsSpentIsAnErrorOfTheFeedUntilThen(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.budget = budget.NewKeeper(p.registry, budget.Limits{TwitterMonthlyUSD: 0.5})
	q := p.neighbour()
	f, other := q.addFeed(wall.Twitter), q.addFeed(wall.Facebook)
	q.upstream[wall.Twitter].respond(wall.FetchResult{Posts: posts(1, 1), PostsRead: 100}, nil)
	q.upstream[wall.Facebook].answer(posts(2, 2), nil)
	first := wall.TickAt(p.now)
	month := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	q.sync(first)
	q.now = q.now.Add(25 * time.Hour)
	q.upstream[wall.Facebook].answer(posts(3, 3), nil)
	q.sync(wall.TickAt(q.now))
	q.wantWall("3 2 1")
	s := q.load().State.Feeds
	if e := s[f.ID].Error; e == nil || e.Class != wall.ClassQuota || !e.Until.Equal(month) || s[f.ID].NextTick != wall.TickAt(month) {
		t.Errorf("the feed's state is %+v, its error %+v", s[f.ID], e)
	}
	if s[other.ID].Error != nil {
		t.Errorf("the other feed says %+v", s[other.ID].Error)
	}
	q.now = month
	q.sync(wall.TickAt(month))
	if e := q.load().State.Feeds[f.ID].Error; e != nil {
		t.Errorf("in the new month the feed says %+v", e)
	}
}
