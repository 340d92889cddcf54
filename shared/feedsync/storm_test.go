package feedsync_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	simulator "github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/snapshot"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	calmTicks = 12
	// longNight is when the platform is off for longer than X searches back, and
	// dawn when all feeds have been read again after it.
	longNight = stormyTicks * 2 / 5
	dawn      = longNight + 10
	// impatience is how long a call may take while a network is slow, in real
	// time; else all have patience, because a loaded machine is slow too.
	impatience = 300 * time.Millisecond
	patience   = 20 * time.Second
)

// TestStorm syncs a tenant with the real clients against the simulated networks,
// which fail in every way that they know, while posts come, change and go. Nothing
// that a network has withdrawn is ever on the wall; and when the storm is over, all
// that was ever listed is, once and as it was last, but for what the network denied
// when it was asked for it; and all that is listed then.
func TestStorm(t *testing.T) {
	t.Parallel()
	s := newStorm(t)
	for tick := range stormyTicks {
		s.weather(tick)
		s.events()
		s.pass(s.pause(tick))
		s.rush(tick)
		if tick == dawn {
			s.dawn = s.now
		}
		s.syncTick()
		s.wantNothingForbidden(tick)
	}
	s.calm()
	for range calmTicks {
		s.pass(wall.TickDuration)
		s.syncTick()
	}
	s.wantAllWell()
	s.wantAllListed()
	s.wantComplete()
	s.wantWithinLimits()
}

// storm is a tenant whose networks are simulated.
type storm struct {
	*platform
	*rand.Rand
	clock    atomic.Pointer[time.Time]
	server   *httptest.Server // what the tenant's syncs ask
	ahead    *httptest.Server // the same world, an hour ahead
	http     *http.Client
	listed   *listings
	networks map[wall.Network]feedsync.Network
	keeper   *budget.Keeper
	feeds    []wall.Feed
	decks    map[wall.Network][]string // faults that are still to be dealt
	dealt    map[wall.Network]map[string]bool
	deleted  map[wall.Network][]string
	rushed   []string  // the posts of #rush, as control takes them
	dawn     time.Time // when all feeds had been read again after the long night
}

// The limits that the simulated networks have, and the operator's budgets.
const (
	monthlyUSD   = 10
	monthlyPosts = monthlyUSD * 200
	dailyCalls   = 30
	limits       = `{"instagram": {"limits": {"calls": 200, "businessCalls": 4800, "hashtags": 3}},
		"facebook": {"limits": {"calls": 200, "businessCalls": 4800}},
		"twitter": {"limits": {"calls": 450, "monthlyPosts": %d}, "spelling": "tweet"},
		"google": {"limits": {"calls": 60, "dailyCalls": %d}}}`
)

func newStorm(t *testing.T) *storm {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if given, err := strconv.ParseUint(os.Getenv("STORM_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("STORM_SEED=%d", seed)
	s := newStormOf(t, seed)
	s.addFeeds()
	return s
}

// newStormOf is a storm without feeds yet.
func newStormOf(t *testing.T, seed uint64) *storm {
	t.Helper()
	p := newPlatform(t)
	s := &storm{
		platform: p, Rand: rand.New(rand.NewPCG(seed, 1)),
		keeper: budget.NewKeeper(p.registry, budget.Limits{TwitterMonthlyUSD: monthlyUSD, GoogleDailyCalls: dailyCalls}),
		decks:  map[wall.Network][]string{}, dealt: map[wall.Network]map[string]bool{}, deleted: map[wall.Network][]string{},
	}
	s.pass(0)
	s.server = s.serve(seed, 0)
	s.ahead = s.serve(seed, time.Hour)
	s.listed = &listings{now: s.time, posts: map[string]sighting{}}
	s.connect()
	s.control(fmt.Sprintf(limits, monthlyPosts, dailyCalls))
	return s
}

func (s *storm) serve(seed uint64, ahead time.Duration) *httptest.Server {
	server := httptest.NewServer(simulator.New(simulator.Config{Seed: seed, Now: func() time.Time { return s.time().Add(ahead) }}))
	s.Cleanup(server.Close)
	return server
}

// connect makes the real clients, which remember what they were told.
func (s *storm) connect() {
	bases := map[wall.Network]string{}
	for _, n := range wall.Networks() {
		bases[n] = s.server.URL + "/upstream/" + string(n)
	}
	s.http = safehttp.New(safehttp.Options{Timeout: patience, MaxBody: 1 << 20, Trusted: slices.Collect(maps.Values(bases))})
	s.http.Transport = recorder{s.http.Transport, s.listed}
	s.networks = map[wall.Network]feedsync.Network{}
	for n, client := range network.All(network.Settings{BaseURLs: bases, HTTP: s.http}) {
		s.networks[n] = client
	}
}

// addFeeds adds feeds of every kind, with shared credentials and with own ones.
func (s *storm) addFeeds() {
	for _, f := range []struct {
		network wall.Network
		query   wall.Query
		own     bool
	}{
		{wall.Instagram, wall.Query{Hashtags: []string{"bongout", "fete"}}, false},
		{wall.Instagram, wall.Query{Hashtags: []string{"lookdujour"}}, false},
		{wall.Instagram, wall.Query{Account: true}, true},
		{wall.Facebook, wall.Query{PageID: "104523998877001"}, false},
		{wall.Facebook, wall.Query{PageID: "104523998877002"}, true},
		{wall.Twitter, wall.Query{Hashtags: []string{"techconf", "techconf2026"}}, false},
		{wall.Twitter, wall.Query{Hashtags: []string{"rush"}}, true},
		{wall.Google, wall.Query{PlaceID: "ChIJb0nG0ut_Ly0nR6900xQ1u5E"}, false},
		{wall.Google, wall.Query{PlaceID: "ChIJgR4nd_H0te1R1v4geC06400"}, true},
	} {
		feed, err := wall.NewFeed("", f.network, f.query, s.now)
		must(s.T, err)
		if f.own {
			feed.SealedCredential = []byte("own")
		}
		must(s.T, s.table.AddFeed(s.Context(), feed, wall.Unlimited))
		s.feeds = append(s.feeds, feed)
	}
}

// Pool and Refresh are the operator's credentials, which are never replaced.
func (s *storm) Pool(context.Context, wall.Network) ([]wall.Credential, error) {
	return []wall.Credential{credential("shared", "17841400000000099")}, nil
}

// Refresh reads them again.
func (s *storm) Refresh(context.Context) error { return nil }

// Open opens the tenant's credential; its Instagram account is the hotel's.
func (s *storm) Open(context.Context, wall.TableRef, []byte) (wall.Credential, error) {
	return credential("own", "17841400000000013"), nil
}

func credential(token wall.Secret, user string) wall.Credential {
	return wall.Credential{AccessToken: token, BearerToken: token, APIKey: token, UserID: user}
}

func (s *storm) time() time.Time { return *s.clock.Load() }

// pass lets time pass, for the networks too.
func (s *storm) pass(d time.Duration) {
	s.now = s.now.Add(d)
	now := s.now
	s.clock.Store(&now)
}

// pause is how long it takes until the next tick: sometimes the platform misses
// some, and once it misses a week.
func (s *storm) pause(tick int) time.Duration {
	switch {
	case tick == longNight:
		return 8 * 24 * time.Hour
	case s.IntN(10) == 0:
		return time.Duration(s.IntN(5*60)) * time.Minute
	}
	return wall.TickDuration
}

func (s *storm) syncTick() {
	s.Helper()
	syncer := s.syncer()
	syncer.Refresher = feedsync.Refresher{Networks: s.networks, Shared: s, Own: s, Budget: s.keeper}
	must(s.T, syncer.Sync(s.Context(), wall.SyncMessage{Ref: s.tenant.Ref(), Tick: wall.TickAt(s.now)}))
}

// calm ends the storm: no more faults, patience, and somebody refreshes all feeds.
func (s *storm) calm() {
	for n, dealt := range s.dealt {
		s.control(fmt.Sprintf(`{%q: {"faults": null}}`, n))
		if len(dealt) < len(faultsOf(n)) {
			s.Errorf("%s met only the faults %v", n, dealt)
		}
	}
	s.http.Timeout = patience
	for _, f := range s.feeds {
		must(s.T, s.table.RequestRefresh(s.Context(), f.ID))
	}
}

// wantAllWell shows that no feed has got stuck.
func (s *storm) wantAllWell() {
	s.Helper()
	states := s.load().State.Feeds
	for _, f := range s.feeds {
		state := states[f.ID]
		if e := state.Error; e != nil && e.Class == wall.ClassQuota && e.Until.After(s.now) {
			continue // the operator's budget is spent
		}
		if state.Error != nil || state.LastSync.Before(s.now.Add(-calmTicks*wall.TickDuration)) {
			s.Errorf("%s: last synced at %s, error %+v", f.Name, state.LastSync, state.Error)
		}
	}
}

// wallNow is what the wall shows, all of its pages.
func (s *storm) wallNow() map[string]wall.Post {
	s.Helper()
	data := s.load()
	list, err := s.table.ListWall(s.Context(), "", 100_000, func(p wall.Post) bool { return data.Shows(p, s.now) })
	must(s.T, err)
	shown := map[string]wall.Post{}
	for _, p := range list {
		if _, twice := shown[p.ID]; twice {
			s.Errorf("%s is on the wall twice", p.ID)
		}
		shown[p.ID] = p.Post
	}
	return shown
}

// wantNothingForbidden looks at the page that visitors get first, and now and
// then at the whole wall.
func (s *storm) wantNothingForbidden(tick int) {
	s.Helper()
	shown := s.firstPage()
	if tick%5 == 0 {
		shown = slices.AppendSeq(shown, maps.Keys(s.wallNow()))
	}
	for _, id := range shown {
		if seen := s.listed.posts[id]; !seen.mayShow(s.now) {
			s.Errorf("tick %d: %s is on the wall, and %s", tick, id, seen.why(s.now))
		}
	}
}

// firstPage is the ids of the posts that visitors get.
func (s *storm) firstPage() []string {
	s.Helper()
	stored, err := s.table.Snapshot(s.Context())
	if wall.IsCode(err, wall.NotFound) {
		return nil // nothing was ever listed
	}
	must(s.T, err)
	page, err := snapshot.First(s.tenant.ID, stored, wall.MaxLimit, s.now)
	must(s.T, err)
	var answer struct{ Posts []struct{ ID string } }
	must(s.T, json.Unmarshal(page.Body, &answer))
	var ids []string
	for _, post := range answer.Posts {
		ids = append(ids, post.ID)
	}
	return ids
}

// wantAllListed compares the wall with all that the networks ever listed.
func (s *storm) wantAllListed() {
	s.Helper()
	shown, counts := s.wallNow(), map[string]int{}
	for id, seen := range s.listed.posts {
		post, there := shown[id]
		kind, _, _ := strings.Cut(id, ":")
		counts[kind]++
		switch {
		case seen.denied && !there:
		case there != seen.mayShow(s.now):
			s.Errorf("%s: on the wall is %t; it was last listed at %s, and %s", id, there, seen.at, seen.why(s.now))
		case there && seen.text != "" && post.Text != seen.text:
			s.Errorf("%s reads %q, and the network has %q", id, post.Text, seen.text)
		}
		delete(shown, id)
	}
	if len(shown) > 0 {
		s.Errorf("on the wall, and never listed: %v", slices.Collect(maps.Keys(shown)))
	}
	s.Logf("listed: %v", counts)
	for _, n := range wall.Networks() {
		if counts[string(n)] < 5 {
			s.Errorf("%s listed only %d posts: the test proves little", n, counts[string(n)])
		}
	}
}

// wantWithinLimits asks the simulator whether any call went beyond a limit.
func (s *storm) wantWithinLimits() {
	s.Helper()
	for n, state := range s.control(`{}`) {
		s.Logf("%s: %d calls, %d refused", n, state.Calls.Calls, state.Calls.Refused)
		if state.Calls.OverLimit > 0 {
			s.Errorf("%s: %d calls went beyond its limits", n, state.Calls.OverLimit)
		}
		if state.Calls.Refused == 0 {
			s.Errorf("%s refused nothing: there was no storm", n)
		}
	}
}
