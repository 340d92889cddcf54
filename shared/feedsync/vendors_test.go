package feedsync_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// vendor is a vendor's server, for the real client of its network.
type vendor struct {
	status atomic.Int32
	body   atomic.Value
}

func (v *vendor) answer(status int, body string) {
	v.status.Store(int32(status))
	v.body.Store(body)
}

// ServeHTTP gives the answer of the moment.
func (v *vendor) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(int(v.status.Load()))
	_, _ = w.Write([]byte(v.body.Load().(string)))
}

// vendor lets syncs ask a server by the real client of a network.
func (p *platform) vendor(n wall.Network) (*vendor, func(tick int64)) {
	p.Helper()
	v := &vendor{}
	server := httptest.NewServer(v)
	p.Cleanup(server.Close)
	syncer := p.syncer()
	syncer.Refresher.Networks[n] = network.All(network.Settings{BaseURLs: map[wall.Network]string{n: server.URL}})[n]
	return v, func(tick int64) {
		p.Helper()
		must(p.T, syncer.Sync(p.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tick: tick}))
	}
}

// place is a place with reviews of these numbers.
func place(reviews ...int) string {
	var list []string
	for _, n := range reviews {
		list = append(list, fmt.Sprintf(`{"name": "places/p/reviews/%d", "rating": 5, "text": {"text": "Bien"}, "publishTime": "2026-11-2%dT09:30:51.160034990Z"}`, n, n))
	}
	return `{"id": "p", "rating": 4.6, "userRatingCount": 412, "reviews": [` + strings.Join(list, ", ") + `]}`
}

const dayIsSpent = `{"error": {"code": 429, "message": "Quota exceeded for quota metric 'GetPlaceRequest' and limit 'GetPlaceRequest per day'.", "status": "RESOURCE_EXHAUSTED"}}`

// TestReviewsAreGone48HoursAfterTheirLastFetch follows a place for days: its
// terms let nobody keep reviews, and each answer is only a sample of them.
func TestReviewsAreGone48HoursAfterTheirLastFetch(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Google)
	google, sync := p.vendor(wall.Google)
	start := p.now
	at := func(hours time.Duration, want string) {
		t.Helper()
		p.now = start.Add(hours * time.Hour)
		sync(int64(hours)*12 + 1)
		p.wantWall(want)
	}
	google.answer(http.StatusOK, place(1, 2))
	at(0, "2 1")
	google.answer(http.StatusOK, place(2, 3)) // 1 is not in this sample
	at(24, "3 2 1")
	google.answer(http.StatusTooManyRequests, dayIsSpent)
	at(47, "3 2 1")
	at(48, "3 2")
	if e := p.load().State.Feeds[f.ID].Error; e == nil || e.Class != wall.ClassQuota {
		t.Errorf("the feed says %+v", e)
	}
	at(71, "3 2")
	at(72, "")
	google.answer(http.StatusOK, place(3))
	at(96, "3")
}

// TestWhatCannotBeReadIsSaidOnTheFeed plays an answer with items that are no
// posts: the others arrive, and the feed says how many were left out.
func TestWhatCannotBeReadIsSaidOnTheFeed(t *testing.T) {
	t.Parallel()
	for n, want := range map[wall.Network]int{wall.Instagram: 8, wall.Facebook: 5, wall.Twitter: 6, wall.Google: 5} {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			body, err := os.ReadFile(filepath.Join("..", "network", string(n), "testdata", "broken_items.json"))
			must(t, err)
			p := newPlatform(t)
			f := p.addFeed(n)
			upstream, sync := p.vendor(n)
			upstream.answer(http.StatusOK, strings.Replace(string(body), "{", `{"id": "17843853986012965",`, 1)) // also a hashtag's look-up
			sync(1)
			if got := p.load().State.Feeds[f.ID].Skipped; got != want || len(p.wall()) == 0 {
				t.Errorf("the feed says that %d were left out, want %d; the wall shows %v", got, want, p.wall())
			}
		})
	}
}
