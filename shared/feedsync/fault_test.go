package feedsync_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// fourFeeds is a tenant with a feed of each network, which are simulated, on the
// operator's credentials.
type fourFeeds struct {
	*storm
	of map[wall.Network]wall.Feed
}

func newFourFeeds(t *testing.T) *fourFeeds {
	t.Helper()
	s := &fourFeeds{storm: newStormOf(t, 3), of: map[wall.Network]wall.Feed{}}
	s.keeper = budget.NewKeeper(s.registry, budget.Limits{TwitterMonthlyUSD: 50, GoogleDailyCalls: 50})
	s.control(`{"twitter": {"limits": {"calls": 450, "monthlyPosts": 10000}}, "google": {"limits": {"calls": 60, "dailyCalls": 50}}}`)
	for n, q := range map[wall.Network]wall.Query{
		wall.Instagram: {Hashtags: []string{"bongout"}}, wall.Facebook: {PageID: "104523998877001"},
		wall.Twitter: {Hashtags: []string{"techconf"}}, wall.Google: {PlaceID: "ChIJb0nG0ut_Ly0nR6900xQ1u5E"},
	} {
		f, err := wall.NewFeed("", n, q, s.now)
		must(t, err)
		must(t, s.table.AddFeed(t.Context(), f, wall.Unlimited))
		s.of[n] = f
	}
	return s
}

// sync lets some time pass, and does the tick.
func (s *fourFeeds) sync(after time.Duration) {
	s.Helper()
	s.pass(after)
	syncer := s.syncer()
	syncer.Refresher = feedsync.Refresher{Networks: s.networks, Shared: s, Own: s, Budget: s.keeper, Sources: s.registry}
	must(s.T, syncer.Sync(s.Context(), wall.SyncMessage{Ref: s.tenant.Ref(), Tick: wall.TickAt(s.now)}))
}

// shownOf are the ids of a network's posts on the wall.
func (s *fourFeeds) shownOf(n wall.Network) []string {
	s.Helper()
	var ids []string
	for id, p := range s.wallNow() {
		if p.Network == n {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// TestWhatANetworkTakesAway plays what networks do to an account while all runs.
// The wall keeps what it had, the feed says why and until when, the other feeds go
// on; and when it is over the feed does, too.
func TestWhatANetworkTakesAway(t *testing.T) {
	t.Parallel()
	const ok = `"faults": null`
	for name, test := range map[string]struct {
		network wall.Network
		taken   string
		class   wall.ErrorClass
		least   time.Duration // until it is asked again, as the feed says; 0 where nobody knows
		given   string
	}{
		"Instagram takes the account for spam":   {wall.Instagram, `"faults": [{"kind": "blocked"}]`, wall.ClassThrottled, 12 * time.Hour, ok},
		"Instagram blocks it for a rule":         {wall.Instagram, `"faults": [{"kind": "blocked", "code": 368}]`, wall.ClassThrottled, 12 * time.Hour, ok},
		"Instagram lowers its limit":             {wall.Instagram, `"limits": {"calls": 0}`, wall.ClassThrottled, 30 * time.Minute, `"limits": {"calls": 200}`},
		"Instagram allows fewer hashtags":        {wall.Instagram, `"faults": [{"kind": "answer", "status": 400, "body": "{\"error\": {\"code\": 18, \"message\": \"x\"}}"}]`, wall.ClassQuota, 12 * time.Hour, ok},
		"Facebook takes the token for spam":      {wall.Facebook, `"faults": [{"kind": "blocked"}]`, wall.ClassThrottled, 12 * time.Hour, ok},
		"Facebook's page has nothing left":       {wall.Facebook, `"faults": [{"kind": "quota", "retryAfter": 3600}]`, wall.ClassThrottled, 50 * time.Minute, ok},
		"Facebook lowers its limit":              {wall.Facebook, `"limits": {"calls": 0}`, wall.ClassThrottled, 30 * time.Minute, `"limits": {"calls": 200}`},
		"X's cap of the month is reached":        {wall.Twitter, `"limits": {"monthlyPosts": 0}`, wall.ClassQuota, time.Minute, `"limits": {"monthlyPosts": 10000}`},
		"X's credits are used up":                {wall.Twitter, `"faults": [{"kind": "credits"}]`, wall.ClassQuota, 0, ok},
		"X lowers its limit":                     {wall.Twitter, `"limits": {"calls": 0}`, wall.ClassThrottled, 10 * time.Minute, `"limits": {"calls": 450}`},
		"Google's day is spent by somebody else": {wall.Google, `"limits": {"dailyCalls": 0}`, wall.ClassQuota, time.Hour, `"limits": {"dailyCalls": 50}`},
		"Google has no billing any more":         {wall.Google, `"faults": [{"kind": "permission", "reason": "BILLING_DISABLED"}]`, wall.ClassPermission, 0, ok},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFourFeeds(t)
			s.sync(0)
			before := s.shownOf(test.network)
			s.control(fmt.Sprintf(`{%q: {%s}}`, test.network, test.taken))
			s.sync(24 * time.Hour)
			after := s.shownOf(test.network)
			for _, id := range before {
				if !slices.Contains(after, id) {
					t.Errorf("%s has left the wall", id)
				}
			}
			s.wantOnlyFailing(test.network, test.class, test.least)

			s.control(fmt.Sprintf(`{%q: {%s}}`, test.network, test.given))
			next := wall.TickTime(s.load().State.Feeds[s.of[test.network].ID].NextTick)
			s.sync(max(next.Sub(s.now), wall.TickDuration))
			if e := s.load().State.Feeds[s.of[test.network].ID].Error; e != nil {
				t.Errorf("when it is over the feed says %+v", e)
			}
		})
	}
}

// wantOnlyFailing: one feed says why it fails and until when, the others are well.
func (s *fourFeeds) wantOnlyFailing(n wall.Network, class wall.ErrorClass, least time.Duration) {
	s.Helper()
	states := s.load().State.Feeds
	for other, f := range s.of {
		state := states[f.ID]
		if other != n {
			if state.Error != nil || !state.LastSync.Equal(s.now) {
				s.Errorf("%s: last synced at %s, error %+v", other, state.LastSync, state.Error)
			}
			continue
		}
		e := state.Error
		switch {
		case e == nil || e.Class != class || len(e.Message) < 20:
			s.Errorf("the feed says %+v, want %s", e, class)
		case least > 0 && e.Until.Before(s.now.Add(least)):
			s.Errorf("the feed says until %s: %q", e.Until, e.Message)
		case state.NextTick <= wall.TickAt(s.now):
			s.Errorf("the feed is tried again at tick %d", state.NextTick)
		}
	}
}
