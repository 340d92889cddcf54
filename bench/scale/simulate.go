package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// A day in which the feeds are added, and the week that is measured.
const (
	measured = 7 * 288
	lasts    = arrival + measured
)

var dawn = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

// run is one simulation under way.
type simulation struct {
	scenario
	refresher feedsync.Refresher
	room      budget.Room
	memory    *memory
	vendors   map[wall.Network]*vendor
	due       [][]*feed // by tick since dawn
	result    result
}

// simulate lets a day and a week pass.
func simulate(s scenario) (result, error) {
	began := time.Now()
	sim := newSimulation(s)
	first := wall.TickAt(dawn)
	for tick := range int64(lasts) {
		if tick == arrival {
			sim.beginMeasuring()
		}
		now := sim.due[tick]
		slices.SortStableFunc(now, func(a, b *feed) int { return int(a.offset - b.offset) })
		for _, f := range now {
			if err := sim.turn(f, first, tick); err != nil {
				return result{}, err
			}
		}
		sim.due[tick] = nil
	}
	sim.end()
	sim.result.took = time.Since(began)
	return sim.result, nil
}

func newSimulation(s scenario) *simulation {
	m := newMemory()
	sim := &simulation{
		scenario: s, memory: m, room: budget.Room{Ledgers: m, Sources: m}, vendors: map[wall.Network]*vendor{},
		due: make([][]*feed, lasts), result: newResult(s),
	}
	networks := map[wall.Network]feedsync.Network{}
	for _, n := range wall.Networks() {
		sim.vendors[n] = newVendor(n, dawn.AddDate(0, 0, -7))
		networks[n] = sim.vendors[n]
	}
	pool := operator(s.Accounts)
	for n, credentials := range pool {
		for _, c := range credentials {
			sim.vendors[n].shared[budget.Account(n, c)] = true
		}
	}
	sim.refresher = feedsync.Refresher{
		Networks: networks, Shared: pool, Own: owners{}, Sources: m,
		Budget: budget.NewKeeper(m, budget.Limits{TwitterMonthlyUSD: s.TwitterUSD, GoogleDailyCalls: s.GoogleDaily}),
	}
	for _, f := range populate(s) {
		sim.due[f.begins] = append(sim.due[f.begins], f)
		sim.result.feeds++
		sim.result.naive.add(f)
	}
	return sim
}

// turn refreshes a feed whose time has come; a new one has to fit first.
func (s *simulation) turn(f *feed, first, tick int64) error {
	ctx, now := context.Background(), wall.TickTime(first+tick).Add(f.offset)
	if f.state.NextTick == 0 && !f.HasOwnCredential() {
		if err := s.room.Fits(ctx, f.Feed, now); wall.IsCode(err, wall.Invalid) {
			s.result.refused[f.Network]++
			return nil
		} else if err != nil {
			return err
		}
	}
	f.state = s.refresher.Turn(ctx, f.ref, f.Feed, f.state, first+tick, now)
	s.result.turns++
	if f.state.Error == nil && !f.state.LastSync.IsZero() && f.state.LastSync.Equal(now) {
		s.result.refreshed(f, tick)
	} else if f.state.Error != nil {
		s.result.failed++
	}
	next := f.state.NextTick
	if check := f.state.CheckTick; check > 0 && check < next {
		next = check
	}
	if next -= first; next <= tick {
		return fmt.Errorf("feed %s is due again at once: %+v", f.ID, f.state)
	} else if next < lasts {
		s.due[next] = append(s.due[next], f)
	} else {
		s.result.refreshed(f, lasts) // its turn is beyond the end: it waits until then
	}
	return nil
}

// beginMeasuring forgets what the first day cost.
func (s *simulation) beginMeasuring() {
	s.memory.reads, s.memory.writes, s.result.turns = 0, 0, 0
	for _, v := range s.vendors {
		v.calls, v.sharedPosts, v.checkCalls, v.checkPosts = 0, 0, 0, 0
	}
}

func (s *simulation) end() {
	for n, v := range s.vendors {
		s.result.calls[n], s.result.broken = v.calls, s.result.broken+v.broken
		s.result.checks[n] = v.checkCalls
	}
	s.result.reads, s.result.writes = s.memory.reads, s.memory.writes
	s.result.posts, s.result.checkPosts = s.vendors[wall.Twitter].sharedPosts, s.vendors[wall.Twitter].checkPosts
	s.result.messages = s.Tenants * measured
}

// operator has the shared credentials: a pool on Instagram, else one.
type credentials map[wall.Network][]wall.Credential

func operator(accounts int) credentials {
	all := credentials{}
	for _, n := range wall.Networks() {
		all[n] = []wall.Credential{{AccessToken: "shared", BearerToken: "shared", APIKey: "shared"}}
	}
	all[wall.Instagram] = nil
	for i := range accounts {
		all[wall.Instagram] = append(all[wall.Instagram], wall.Credential{AccessToken: "shared", UserID: fmt.Sprintf("1784140000000%04d", i)})
	}
	return all
}

func (c credentials) Pool(_ context.Context, n wall.Network) ([]wall.Credential, error) {
	return c[n], nil
}
func (credentials) Refresh(context.Context) error { return nil }

// owners open tenants' own credentials: what is sealed is its token.
type owners struct{}

func (owners) Open(_ context.Context, _ wall.TableRef, sealed []byte) (wall.Credential, error) {
	token := wall.Secret(sealed)
	return wall.Credential{AccessToken: token, BearerToken: token, APIKey: token}, nil
}
