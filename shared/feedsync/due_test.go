package feedsync_test

import (
	"errors"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestSyncNowRefreshesWhatIsDue(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Instagram)
	p.sync(wall.TickAt(p.now))
	p.upstream[wall.Instagram].answer(posts(1, 1), nil)
	p.syncNow()
	p.wantWall("")
	must(t, p.table.RequestRefresh(t.Context(), f.ID))
	p.syncNow()
	p.wantWall("1")
	if got := p.load().State.Tick; got != wall.TickAt(p.now) {
		t.Errorf("a sync that a person asked for moved the tick to %d", got)
	}
}

func TestSyncsThatPeopleAskForAtOnceAskANetworkOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	first := p.addFeed(wall.Instagram)
	var second wall.Feed
	p.upstream[wall.Facebook].answer(posts(2, 2), nil)
	p.upstream[wall.Instagram].fetch = func(wall.FetchRequest) (wall.FetchResult, error) {
		if second.ID == "" { // another feed is added while the first is being fetched
			second = p.addFeed(wall.Facebook)
			p.syncNow()
		}
		return wall.FetchResult{Posts: posts(1, 1)}, nil
	}
	p.syncNow()
	p.wantWall("2 1")
	for n, want := range map[wall.Network]int{wall.Instagram: 1, wall.Facebook: 1} {
		if got := p.upstream[n].asked(); got != want {
			t.Errorf("%s was asked %d times, want %d", n, got, want)
		}
	}
	for _, f := range []wall.Feed{first, second} {
		if s := p.load().State.Feeds[f.ID]; s.LastSync.IsZero() {
			t.Errorf("feed %s was left as %+v", f.Network, s)
		}
	}
}

func TestAKilledSyncThatAPersonAskedForGoesOn(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]func(*platform, wall.SyncMessage){
		"with its message's next delivery":        func(p *platform, m wall.SyncMessage) { must(p.T, p.syncer().Sync(p.Context(), m)) },
		"with the next tick, if that is lost":     func(p *platform, _ wall.SyncMessage) { p.sync(wall.TickAt(p.now) + 1) },
		"with a message that a person asks again": func(p *platform, _ wall.SyncMessage) { p.requestRefresh(); p.syncNow() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t)
			p.addFeed(wall.Google)
			p.upstream[wall.Google].answer(posts(1, 1), nil)
			message := wall.SyncNow(p.tenant.Ref())
			p.calls.limit = 1 // of the writes: the one that takes the feed
			if err := p.syncer().Sync(t.Context(), message); !errors.Is(err, errKilled) {
				t.Fatalf("the sync was not killed: %v", err)
			}
			p.calls.limit = -1
			next(p, message)
			p.wantWall("1")
		})
	}
}
