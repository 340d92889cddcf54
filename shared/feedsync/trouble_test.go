package feedsync_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestAFailureStaysOnItsFeed(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	good, bad := p.addFeed(wall.Instagram), p.addFeed(wall.Twitter)
	p.upstream[wall.Instagram].answer(posts(1, 1), nil)
	until := p.now.Add(17 * time.Minute)
	p.upstream[wall.Twitter].answer(nil, &wall.UpstreamError{Class: wall.ClassThrottled, Message: "too many calls", Until: until})
	p.sync(1)
	p.wantWall("1")
	feeds := p.load().State.Feeds
	if feeds[good.ID].Error != nil {
		t.Errorf("the good feed says %+v", feeds[good.ID].Error)
	}
	e := feeds[bad.ID].Error
	if e == nil || e.Class != wall.ClassThrottled || e.Message != "too many calls" || !e.Until.Equal(until) || !e.Since.Equal(p.now) {
		t.Fatalf("the bad feed says %+v", e)
	}
	if next := feeds[bad.ID].NextTick; next != 5 {
		t.Errorf("17 minutes from tick 1 the next try is at tick %d", next)
	}
	health, err := p.registry.Health(t.Context(), p.tenant.ID)
	must(t, err)
	if len(health) != 1 || health[bad.ID].Message != "too many calls" {
		t.Errorf("the registry knows %+v", health)
	}
	p.upstream[wall.Twitter].answer(nil, nil)
	p.sync(5)
	if e := p.load().State.Feeds[bad.ID].Error; e != nil {
		t.Errorf("the healed feed says %+v", e)
	}
	health, err = p.registry.Health(t.Context(), p.tenant.ID)
	must(t, err)
	if len(health) != 0 {
		t.Errorf("the registry still knows %+v", health)
	}
}

// The registry says how feeds fail at present: it follows an error that becomes
// another one, a feed that gets a new credential, and one that goes.
func TestTheRegistryForgetsWhatIsOver(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f, other := p.addFeed(wall.Twitter), p.addFeed(wall.Instagram)
	fails := func(n wall.Network, class wall.ErrorClass) {
		p.upstream[n].answer(nil, &wall.UpstreamError{Class: class, Message: string(class)})
	}
	want := func(when string, want map[string]wall.ErrorClass) {
		t.Helper()
		got, err := p.registry.Health(t.Context(), p.tenant.ID)
		must(t, err)
		classes := map[string]wall.ErrorClass{}
		for id, e := range got {
			classes[id] = e.Class
		}
		if diff := cmp.Diff(want, classes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	fails(wall.Twitter, wall.ClassTransient)
	fails(wall.Instagram, wall.ClassGone)
	p.sync(1)
	want("at first", map[string]wall.ErrorClass{f.ID: wall.ClassTransient, other.ID: wall.ClassGone})
	fails(wall.Twitter, wall.ClassAuth)
	p.sync(100)
	want("another failure", map[string]wall.ErrorClass{f.ID: wall.ClassAuth, other.ID: wall.ClassGone})
	mended := f
	mended.SealedCredential = []byte("sealed")
	must(t, p.table.UpdateFeed(t.Context(), f, mended, wall.Unlimited))
	p.upstream[wall.Twitter].answer(nil, nil)
	p.sync(200)
	want("a new credential", map[string]wall.ErrorClass{other.ID: wall.ClassGone})
	p.removeFeed(other)
	p.tidyUp()
	want("the feed is removed", map[string]wall.ErrorClass{})
}

func TestAProblemWithAPartIsSaidBesideThePosts(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeedOf(wall.Instagram, true)
	problem := &wall.UpstreamError{Class: wall.ClassGone, Message: "#lyoon: Instagram does not know this hashtag"}
	result := wall.FetchResult{Posts: posts(1, 1), Problem: problem, Cursor: "c"}
	p.upstream[wall.Instagram].respond(result, nil)
	p.sync(1)
	since := p.now
	p.now = p.now.Add(wall.TickDuration)
	p.sync(2)
	p.wantWall("1")
	s := p.load().State.Feeds[f.ID]
	if s.Error == nil || s.Error.Message != problem.Message || !s.Error.Since.Equal(since) || s.NextTick != 3 || s.Cursor != "c" || s.Failures != 0 {
		t.Errorf("the feed's state is %+v, its error %+v", s, s.Error)
	}
	result.Problem = nil
	p.upstream[wall.Instagram].respond(result, nil)
	p.sync(3)
	if e := p.load().State.Feeds[f.ID].Error; e != nil {
		t.Errorf("the mended feed says %+v", e)
	}
}

func TestAFeedThatKeepsFailingIsAskedLessOften(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer(nil, errors.New("connection reset"))
	var asked []int64
	for tick := int64(1); tick <= 50; tick++ {
		before := p.upstream[wall.Instagram].asked()
		p.sync(tick)
		if p.upstream[wall.Instagram].asked() > before {
			asked = append(asked, tick)
		}
	}
	if got, want := fmt.Sprint(asked), "[1 2 3 4 6 10 18 30 42]"; got != want {
		t.Errorf("asked at %s, want %s", got, want)
	}
	if e := p.load().State.Feeds[f.ID].Error; e == nil || strings.Contains(e.Message, "reset") || e.Message == "" {
		t.Errorf("an unexpected failure reads %+v", e)
	}
}

func TestANetworkThatIsMistakenIsAskedAgainInAMonth(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer(nil, &wall.UpstreamError{Class: wall.ClassThrottled, Message: "wait", Until: p.now.AddDate(68, 0, 0)})
	p.sync(1)
	if next := p.load().State.Feeds[f.ID].NextTick; next != 1+31*24*12 {
		t.Errorf("it is asked again at tick %d", next)
	}
}

func TestADeadCursorIsForgotten(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Twitter)
	up := p.upstream[wall.Twitter]
	up.respond(wall.FetchResult{Posts: posts(1, 1), Cursor: "since-1"}, nil)
	p.sync(1)
	up.fetch = func(r wall.FetchRequest) (wall.FetchResult, error) {
		if r.Cursor != "" {
			return wall.FetchResult{}, &wall.UpstreamError{Class: wall.ClassCursor, Message: "too old"}
		}
		return wall.FetchResult{Posts: posts(2, 2), Cursor: "since-2"}, nil
	}
	p.sync(2)
	p.wantWall("2 1")
}

func TestAReplacedSharedTokenIsUsedAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Facebook)
	p.shared.next = wall.Credential{AccessToken: "new"}
	p.upstream[wall.Facebook].fetch = func(r wall.FetchRequest) (wall.FetchResult, error) {
		if string(r.Credential.AccessToken) != "new" {
			return wall.FetchResult{}, &wall.UpstreamError{Class: wall.ClassAuth, Message: "expired"}
		}
		return wall.FetchResult{Posts: posts(1, 1)}, nil
	}
	p.sync(1)
	p.wantWall("1")
}
