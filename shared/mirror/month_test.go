package mirror_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/mirror"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/snapshot"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	page   = "104523998877001"
	listed = 5 // posts that the page lists; of older ones nobody tells any more
	shelf  = 6 // minutes for which a picture's address works
)

// TestAMonthLater lives through a month of a page whose pictures' addresses work
// for minutes: at its end the wall shows every picture of every post, from our
// own store alone.
func TestAMonthLater(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	simulated := p.simulate()
	start := p.now
	const days = 30
	for day := range days {
		p.now = start.Add(time.Duration(day) * 24 * time.Hour)
		simulated.publish(day)
		simulated.sync()
		if day%5 == 4 { // the work on pictures stands still until their addresses are dead
			p.now = p.now.Add((shelf + 4) * time.Minute)
			p.work()
			p.wantMissing(day)
			p.now = p.now.Add(wall.TickDuration)
			simulated.sync()
		}
		p.work()
	}
	p.now = start.Add(days * 24 * time.Hour)
	posts, err := p.table.ListWall(t.Context(), "", 100, func(wall.Post) bool { return true })
	must(t, err)
	if len(posts) != days {
		t.Fatalf("the wall has %d posts", len(posts))
	}
	for _, post := range posts {
		media := post.ShownMedia(p.tenant.ID)
		if len(media) != 1 || !strings.HasPrefix(media[0].URL, "/media/") {
			t.Errorf("%s shows %+v", post.ID, media)
			continue
		}
		p.read(media[0].URL)
		for entry := range strings.SplitSeq(media[0].Srcset, ", ") {
			address, _, _ := strings.Cut(entry, " ")
			p.read(address)
		}
	}
	stored, err := p.table.Snapshot(t.Context())
	must(t, err)
	shown, err := snapshot.Decompress(stored.Page)
	must(t, err)
	if bytes.Contains(shown, []byte("/upstream/")) {
		t.Errorf("visitors are told of the network's addresses: %.300s", shown)
	}
}

// TestARemovedFeedTakesItsPictures with it, out of the bucket.
func TestARemovedFeedTakesItsPictures(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	simulated := p.simulate()
	simulated.publish(0)
	simulated.sync()
	p.work()
	if len(p.stored()) == 0 {
		t.Fatal("nothing was copied")
	}
	for _, f := range p.load().Feeds {
		must(t, p.table.RemoveFeed(t.Context(), f))
	}
	must(t, simulated.syncer.Sync(t.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tidy: true}))
	p.work()
	if left := p.stored(); len(left) > 0 {
		t.Errorf("left are %v", left)
	}
}

// simulation is the simulated Facebook, and a tenant's syncs of it.
type simulation struct {
	*platform
	server *httptest.Server
	syncer feedsync.Syncer
	posts  []map[string]any
	shelf  int // minutes for which a picture's address works
}

func (p *platform) simulate() *simulation {
	p.Helper()
	s := &simulation{platform: p, shelf: shelf}
	var handler http.Handler
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	p.Cleanup(s.server.Close)
	handler = upstream.New(upstream.Config{Base: s.server.URL, Now: func() time.Time { return p.now }})
	base := s.server.URL + "/upstream/facebook"
	tables := dynamo.NewTables(dynamo.OneClient{Client: enginetest.DynamoDB(p.T)})
	networks := network.All(network.Settings{BaseURLs: map[wall.Network]string{wall.Facebook: base}})
	s.syncer = feedsync.Syncer{
		Open: func(ctx context.Context, ref wall.TableRef) (feedsync.Store, error) { return tables.Open(ctx, ref) },
		Refresher: feedsync.Refresher{
			Networks: map[wall.Network]feedsync.Network{wall.Facebook: networks[wall.Facebook]}, Shared: operator{}, Budget: noLimits{},
		},
		Health: nobody{}, Pictures: p.queue, Clock: func() time.Time { return p.now },
	}
	must(p.T, p.table.AddFeed(p.Context(), wall.Feed{
		ID: "f_page", Network: wall.Facebook, Query: wall.Query{PageID: page}, Enabled: true, Rev: 1,
	}, 3))
	p.mirror.HTTP = safehttp.New(safehttp.Options{MaxBody: mirror.MaxBytes, Trusted: []string{s.server.URL}})
	p.Cleanup(p.mirror.HTTP.CloseIdleConnections)
	return s
}

// publish puts a post on the page. Its listing ends behind the latest.
func (s *simulation) publish(day int) {
	s.Helper()
	post := map[string]any{
		"id": fmt.Sprintf("12200000000%04d", day), "text": fmt.Sprintf("Jour %d", day), "at": s.now.Add(-time.Minute),
		"media": []map[string]any{{"scene": "sea", "variant": day, "Width": 90, "Height": 60}},
	}
	s.posts = append([]map[string]any{post}, s.posts...)
	s.posts = s.posts[:min(len(s.posts), listed)]
	s.announce()
}

// announce tells the network what the page has.
func (s *simulation) announce() {
	s.Helper()
	body, err := json.Marshal(map[string]any{"facebook": map[string]any{"pictureHours": float64(s.shelf) / 60, "posts": map[string]any{page: s.posts}}})
	must(s.T, err)
	request, err := http.NewRequestWithContext(s.Context(), http.MethodPut, s.server.URL+"/upstream/control", bytes.NewReader(body))
	must(s.T, err)
	answer, err := http.DefaultClient.Do(request)
	must(s.T, err)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		s.Fatalf("control: %s", answer.Status)
	}
}

func (s *simulation) sync() {
	s.Helper()
	must(s.T, s.table.RequestRefresh(s.Context(), "f_page"))
	must(s.T, s.syncer.Sync(s.Context(), wall.SyncMessage{Ref: s.tenant.Ref(), Tick: wall.TickAt(s.now)}))
}

// wantMissing expects the day's picture not to be there yet.
func (p *platform) wantMissing(day int) {
	p.Helper()
	post := p.post(fmt.Sprintf("facebook:%s_12200000000%04d", page, day))
	if c := post.Media[0].Copy; c.Done() || c.Tries != 1 {
		p.Fatalf("on day %d the copy is %+v", day, c)
	}
}

type operator struct{}

func (operator) Pool(context.Context, wall.Network) ([]wall.Credential, error) {
	return []wall.Credential{{AccessToken: "token"}}, nil
}
func (operator) Refresh(context.Context) error { return nil }

// Open opens a tenant's own.
func (operator) Open(context.Context, wall.TableRef, []byte) (wall.Credential, error) {
	return wall.Credential{AccessToken: "own"}, nil
}

type noLimits struct{}

func (noLimits) Reserve(_ context.Context, r budget.Request) (budget.Grant, error) {
	return budget.Grant{Limit: r.Limit, Calls: r.Calls}, nil
}
func (noLimits) Pick(context.Context, []string, []string, time.Time) (int, error) { return 0, nil }
func (noLimits) Settle(context.Context, budget.Grant, int) error                  { return nil }
func (noLimits) Note(context.Context, budget.Grant, wall.Token) error             { return nil }

type nobody struct{}

func (nobody) SetHealth(context.Context, string, map[string]wall.FeedError) error { return nil }
