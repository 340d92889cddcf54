package feedsync_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	networks "github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// realLimits are those that the simulated networks enforce, and that the
// platform is told.
const realLimits = `{
	"instagram": {"limits": {"calls": 50, "hashtags": 30}},
	"facebook":  {"limits": {"calls": 50}},
	"twitter":   {"limits": {"calls": 450, "monthlyPosts": 1000}},
	"google":    {"limits": {"calls": 600, "dailyCalls": 8}}}`

func toldLimits() budget.Limits {
	return budget.Limits{MetaHourlyCalls: 50, TwitterMonthlyUSD: 5, GoogleDailyCalls: 8}
}

// crowd is 50 tenants and the networks that they share.
type crowd struct {
	*platform
	tenants []*platform
	server  *httptest.Server
	clock   atomic.Int64 // unix seconds
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{platform: newPlatform(t)}
	c.clock.Store(c.now.Unix())
	c.server = httptest.NewServer(networks.New(networks.Config{Now: c.at, Seed: 1}))
	t.Cleanup(c.server.Close)
	c.control(realLimits)
	c.shared.current = wall.Credential{AccessToken: "t", UserID: "17841400000000001", BearerToken: "t", APIKey: "t"}
	c.shared.next = c.shared.current
	for i := range 50 {
		q := c.neighbour()
		c.tenants = append(c.tenants, q)
		q.add(wall.Instagram, wall.Query{Hashtags: []string{fmt.Sprintf("tag%d", i%40), "bongout"}})
		switch i % 3 {
		case 0:
			q.add(wall.Facebook, wall.Query{PageID: fmt.Sprintf("1045239988%05d", i)})
		case 1:
			q.add(wall.Twitter, wall.Query{Hashtags: []string{fmt.Sprintf("conf%d", i/6)}})
		default:
			q.add(wall.Google, wall.Query{PlaceID: fmt.Sprintf("ChIJb0nG0ut_%05d", i)})
		}
	}
	return c
}

func (c *crowd) at() time.Time { return time.Unix(c.clock.Load(), 0).UTC() }

func (p *platform) add(n wall.Network, q wall.Query) {
	p.Helper()
	f, err := wall.NewFeed("", n, q, p.now)
	must(p.T, err)
	must(p.T, p.table.AddFeed(p.Context(), f, wall.Unlimited))
}

func (c *crowd) control(settings string) map[string]struct{ Calls networks.Calls } {
	c.Helper()
	request, err := http.NewRequestWithContext(c.Context(), http.MethodPut, c.server.URL+"/upstream/control", strings.NewReader(settings))
	must(c.T, err)
	response, err := http.DefaultClient.Do(request)
	must(c.T, err)
	defer func() { _ = response.Body.Close() }()
	var state map[string]struct{ Calls networks.Calls }
	must(c.T, json.NewDecoder(response.Body).Decode(&state))
	return state
}

// process is a fetcher that has just started: it knows nothing.
func (c *crowd) process(limits budget.Limits) feedsync.Refresher {
	bases, all := map[wall.Network]string{}, map[wall.Network]feedsync.Network{}
	for _, n := range wall.Networks() {
		bases[n] = c.server.URL + "/upstream/" + string(n)
	}
	for name, n := range network.All(network.Settings{BaseURLs: bases}) {
		all[name] = n
	}
	return feedsync.Refresher{
		Networks: all, Shared: c.shared, Own: c.shared, Sources: c.registry, Budget: budget.NewKeeper(c.registry, limits),
	}
}

// tick dispatches a tick to all tenants twice, at the same time, to two
// processes; some of their syncs are killed, and delivered again.
func (c *crowd) tick(tick int64, processes [2]feedsync.Refresher, random *rand.Rand) {
	c.Helper()
	c.clock.Store(wall.TickTime(tick).Add(time.Minute).Unix())
	slots := make(chan struct{}, 8)
	var running sync.WaitGroup
	for i, q := range c.tenants {
		q.calls.mu.Lock()
		if q.calls.limit = -1; random.IntN(10) == 0 {
			q.calls.limit = random.IntN(3)
		}
		q.calls.mu.Unlock()
		for p := range processes {
			running.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				s := q.syncer()
				s.Refresher, s.Clock = processes[(p+i)%2], c.at
				message := wall.SyncMessage{Ref: q.tenant.Ref(), Tick: tick}
				err := s.Sync(c.Context(), message)
				if errors.Is(err, errKilled) {
					q.calls.mu.Lock()
					q.calls.limit = -1
					q.calls.mu.Unlock()
					err = s.Sync(c.Context(), message)
				}
				if err != nil && !errors.Is(err, errKilled) && !wall.IsCode(err, wall.Changed) {
					c.Error(err)
				}
			})
		}
	}
	running.Wait()
}

// TestThePlatformNeverBreaksALimit runs 50 tenants, whose feeds are more than
// the networks allow, through an hour and more, and through their posts' check, with two dispatchers at once,
// kills, and processes that start anew. The networks refuse what is too much.
func TestThePlatformNeverBreaksALimit(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same at every run
	first := wall.TickAt(c.now)
	var processes [2]feedsync.Refresher
	for tick := first; tick < first+15; tick++ {
		if i := tick - first; i%4 == 0 {
			processes[i/4%2] = c.process(toldLimits()) // a restart
			if i == 0 {
				processes[1] = c.process(toldLimits())
			}
		}
		c.tick(tick, processes, random)
	}
	for tick := first + 280; tick < first+285; tick++ { // the next day, when all posts are checked
		c.tick(tick, processes, random)
	}
	jobs := 0
	for n, state := range c.control("{}") {
		jobs += state.Calls.Paths["2/compliance/jobs"]
		t.Logf("%s: %d calls, %d beyond a limit", n, state.Calls.Calls, state.Calls.OverLimit)
		if state.Calls.Calls == 0 || state.Calls.OverLimit > 0 {
			t.Errorf("%s was asked %d times, %d beyond a limit", n, state.Calls.Calls, state.Calls.OverLimit)
		}
	}
	if jobs == 0 {
		t.Error("X was never asked which posts must go")
	}
	c.wantContent()
}

// wantContent: whoever fits has posts, and a feed without any says why.
func (c *crowd) wantContent() {
	c.Helper()
	silent := 0
	for _, q := range c.tenants {
		data := q.load()
		for _, f := range data.Feeds {
			if s := data.State.Feeds[f.ID]; s.LastSync.IsZero() && s.Error == nil {
				silent++
			}
		}
		if len(q.wall()) == 0 {
			c.Errorf("a wall is empty: %+v", data.State.Feeds)
		}
	}
	if silent > 0 {
		c.Errorf("%d feeds have neither posts nor a reason", silent)
	}
}

// TestLimitsLoweredAtRunTime halves what the operator allows while all runs.
func TestLimitsLoweredAtRunTime(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same at every run
	first := wall.TickAt(c.now)
	running := [2]feedsync.Refresher{c.process(toldLimits()), c.process(toldLimits())}
	for tick := first; tick < first+2; tick++ {
		c.tick(tick, running, random)
	}
	lower := toldLimits()
	lower.MetaHourlyCalls, lower.GoogleDailyCalls = 20, 4
	lowered := [2]feedsync.Refresher{c.process(lower), c.process(lower)}
	before := c.control("{}")
	for tick := first + 2; tick < first+8; tick++ {
		c.tick(tick, lowered, random)
	}
	after := c.control("{}")
	for _, n := range []wall.Network{wall.Instagram, wall.Facebook, wall.Google} {
		had, has := before[string(n)].Calls.Calls, after[string(n)].Calls.Calls
		limit := map[wall.Network]int{wall.Google: 4}[n]
		if n != wall.Google {
			limit = 20
		}
		if has > max(had, limit) {
			t.Errorf("%s: %d calls before, %d after only %d were allowed", n, had, has, limit)
		}
	}
	c.wantContent()
}
