package feedsync_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestNewPostsReachTheWall(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer(posts(1, 3), nil)
	p.sync(1)
	p.wantWall("3 2 1")
	p.upstream[wall.Instagram].answer(posts(2, 5), nil)
	p.sync(2)
	p.wantWall("5 4 3 2 1")
	s := p.load().State.Feeds[f.ID]
	if s.NextTick != 3 || !s.LastSync.Equal(p.now) || s.Error != nil {
		t.Errorf("the feed's state is %+v", s)
	}
}

func TestNothingNewCostsOneWrite(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	p.addFeed(wall.Facebook)
	p.upstream[wall.Instagram].answer(posts(1, 3), nil)
	p.sync(1)
	p.calls.reset()
	p.sync(2)
	if reads, writes := p.calls.count(); reads > 3 || writes != 1 {
		t.Errorf("a sync without news took %d reads and %d writes: %v", reads, writes, p.calls.names())
	}
}

func TestNothingDueCostsNoWrite(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Google)
	p.sync(1)
	p.calls.reset()
	p.sync(2)
	if _, writes := p.calls.count(); writes != 0 {
		t.Errorf("%d writes: %v", writes, p.calls.names())
	}
}

func TestDuplicateAndLateMessagesChangeNothing(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	p.sync(5)
	asked := p.upstream[wall.Instagram].asked()
	p.calls.reset()
	p.sync(5)
	p.sync(4)
	if _, writes := p.calls.count(); writes != 0 || p.upstream[wall.Instagram].asked() != asked {
		t.Errorf("%d writes, asked %d times more", writes, p.upstream[wall.Instagram].asked()-asked)
	}
}

// An alarm waits for syncs that end after their tick. Duplicates, and what people ask for, have no tick to keep.
func TestALateSyncSaysSo(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	var told []time.Duration
	late := p.syncer()
	late.Late = func(_ context.Context, behind time.Duration) { told = append(told, behind) }
	tick := wall.TickAt(p.now)
	for _, behind := range []time.Duration{4 * time.Minute, 11 * time.Minute, 12 * time.Minute} {
		late.Clock = func() time.Time { return wall.TickTime(tick).Add(behind) }
		must(t, late.Sync(t.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tick: tick}))
		must(t, late.Sync(t.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tick: tick}))
		must(t, late.Sync(t.Context(), wall.SyncNow(p.tenant.Ref())))
		tick += 10
	}
	if want := []time.Duration{11 * time.Minute, 12 * time.Minute}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}

func TestAForeignMessageIsDropped(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	forged := p.tenant.Ref()
	forged.TenantID = "t_other"
	must(t, p.syncer().Sync(t.Context(), wall.SyncMessage{Ref: forged, Tick: 1}))
	if n := p.upstream[wall.Instagram].asked(); n != 0 {
		t.Errorf("a message that names another tenant asked the network %d times", n)
	}
}

func TestInterval(t *testing.T) {
	t.Parallel()
	own := []byte("sealed")
	for name, test := range map[string]struct {
		feed wall.Feed
		want time.Duration
	}{
		"Instagram":            {wall.Feed{Network: wall.Instagram}, 5 * time.Minute},
		"Google on shared key": {wall.Feed{Network: wall.Google}, 24 * time.Hour},
		"Google on own key":    {wall.Feed{Network: wall.Google, SealedCredential: own}, 6 * time.Hour},
	} {
		if got := time.Duration(feedsync.Interval(test.feed)) * wall.TickDuration; got != test.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
