package feedsync_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/moderation"
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

func TestAPostOfTwoFeedsIsOnePost(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	first, second := p.addFeed(wall.Instagram), p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer(posts(1, 1), nil)
	p.sync(1)
	p.wantWall("1")
	want := []string{first.ID, second.ID}
	slices.Sort(want)
	if got := p.post("1").FeedIDs; !slices.Equal(got, want) {
		t.Errorf("the post is of %v, want %v", got, want)
	}
	p.removeFeed(first)
	p.wantWall("1")
	p.removeFeed(second)
	p.wantWall("")
}

// Instagram tells more of an account's own media than its hashtag search does.
func TestAPostOfTwoFeedsIsToldByTheOneThatKnowsMore(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	own, err := wall.NewFeed("", wall.Instagram, wall.Query{Account: true}, p.now)
	must(t, err)
	must(t, p.table.AddFeed(t.Context(), own, wall.Unlimited))
	text, found := "with @lea", 1 // by the hashtag
	p.upstream[wall.Instagram].fetch = func(r wall.FetchRequest) (wall.FetchResult, error) {
		list := posts(1, found)
		list[0].Text = "with lea"
		if r.Query.Account {
			list = list[:1]
			list[0].Text, list[0].Author = text, wall.Author{Name: "Bon Goût"}
		}
		return wall.FetchResult{Posts: list}, nil
	}
	want := func(want string) {
		t.Helper()
		if got := p.post("1"); got.Text != want || got.Author.Name != "Bon Goût" || len(got.FeedIDs) != 2 {
			t.Errorf("the post is %+v", got)
		}
	}
	p.sync(1)
	want(text)
	found = 2 // the hashtag's answer alone is new
	p.sync(2)
	want(text)
	text = "with @lea, edited"
	p.sync(3)
	want(text)
	p.removeFeed(own)
	p.wantWall("2 1")
}

func TestEditsAndWithdrawals(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Twitter)
	p.upstream[wall.Twitter].answer(posts(1, 3), nil)
	p.sync(1)
	edited := posts(4, 4)
	edited[0].Text = "edited"
	p.upstream[wall.Twitter].respond(wall.FetchResult{Posts: edited, Removed: []string{"twitter:2"}}, nil)
	p.sync(2)
	p.wantWall("4 3 1")
	same := posts(3, 3)
	same[0].Text = "edited in place"
	p.upstream[wall.Twitter].answer(same, nil)
	p.sync(3)
	if got := p.post("3").Text; got != "edited in place" {
		t.Errorf("the post reads %q", got)
	}
}

func TestAnEditDoesNotBringBackWhatAModeratorHid(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Twitter)
	p.upstream[wall.Twitter].answer(posts(1, 3), nil)
	p.sync(1)
	hidden, pinned := p.post("1"), p.post("2")
	hidden.Status, hidden.Moderated = wall.Hidden, true
	pinned.Pinned = true
	must(t, p.table.SaveChanges(t.Context(), p.load().State, []wall.PostChange{{Post: hidden}, {Post: pinned}}))
	p.upstream[wall.Twitter].respond(wall.FetchResult{
		Posts: posts(4, 5), Removed: []string{"twitter:1", "twitter:2"},
		Replaced: map[string]string{"twitter:1": "twitter:4", "twitter:2": "twitter:5"},
	}, nil)
	p.sync(2)
	p.wantWall("5 3")
	if !p.post("5").Pinned {
		t.Error("a pinned post that was edited is pinned no more")
	}
}

func TestModeratorsDecisionStands(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer(posts(1, 2), nil)
	p.sync(1)
	hidden := p.post("1")
	hidden.Status, hidden.Moderated = wall.Hidden, true
	must(t, p.table.SaveChanges(t.Context(), p.load().State, []wall.PostChange{{Post: hidden}}))
	edited := posts(1, 2)
	edited[0].Text = "edited by its author"
	p.upstream[wall.Instagram].answer(edited, nil)
	p.sync(2)
	p.wantWall("2")
	if got := p.post("1"); got.Status != wall.Hidden || got.Text != "edited by its author" {
		t.Errorf("the hidden post is %s and reads %q", got.Status, got.Text)
	}
}

func TestAModeratorInTheMiddleOfASyncWins(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer(posts(1, 2), nil)
	p.sync(1)
	edited := posts(1, 2)
	edited[0].Text = "edited"
	p.upstream[wall.Instagram].answer(edited, nil)
	p.calls.before("TransactWriteItems", func() {
		hidden := p.post("1")
		hidden.Status, hidden.Moderated = wall.Hidden, true
		must(t, p.table.SaveChanges(t.Context(), p.load().State, []wall.PostChange{{Post: hidden}}))
	})
	asked := p.upstream[wall.Instagram].asked()
	p.sync(2)
	p.wantWall("2")
	if n := p.upstream[wall.Instagram].asked() - asked; n != 1 {
		t.Errorf("the sync that started again asked the network %d times", n)
	}
}

// A person decides about posts that a sync is about to change, wherever the sync
// is at that moment: the decision stands, and the network's new text too.
func TestAModeratorBesideASyncWins(t *testing.T) {
	t.Parallel()
	for step := 0; ; step++ {
		p := newPlatform(t)
		p.addFeed(wall.Instagram)
		p.upstream[wall.Instagram].answer(posts(1, 3), nil)
		p.sync(1)
		edited := posts(1, 3)
		edited[0].Text, edited[1].Text = "edited", "edited"
		p.upstream[wall.Instagram].answer(edited, nil)
		open := func(context.Context, wall.TableRef) (moderation.Store, error) { return p.table, nil }
		people := moderation.Moderator{Open: open, Clock: func() time.Time { return p.now }}
		p.tenant.KeyHash = "known"
		p.calls.reset()
		decided := p.calls.beforeRequest(step, func() {
			hide := moderation.Decision{Status: new(wall.Hidden)}
			_, err := people.Decide(t.Context(), p.tenant, []string{"instagram:1", "instagram:3"}, hide)
			must(t, err)
		})
		p.sync(2)
		if !decided() {
			if step < 4 {
				t.Errorf("the sync was done after %d requests: the test proves little", step)
			}
			return
		}
		p.wantWall("2")
		if got := p.post("1"); got.Status != wall.Hidden || !got.Moderated || got.Text != "edited" {
			t.Errorf("before request %d: the post is %s and reads %q", step, got.Status, got.Text)
		}
	}
}

func TestRulesAtWork(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	list := posts(1, 2)
	list[1].Text = "quelle merde"
	p.upstream[wall.Instagram].answer(list, nil)
	p.sync(1)
	p.wantWall("1")
	if got := p.post("2"); got.Status != wall.Hidden || got.Reason == "" {
		t.Errorf("the blocked post is %s because of %q", got.Status, got.Reason)
	}
}

func TestReviewsExpire(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	f := p.addFeed(wall.Google)
	end := p.now.Add(48 * time.Hour)
	place := &wall.Place{Rating: 4.4, Count: 120}
	p.upstream[wall.Google].respond(wall.FetchResult{Posts: posts(1, 2), ExpiresAt: end, Place: place}, nil)
	p.sync(1)
	p.wantWall("2 1")
	if got := p.load().State; got.Feeds[f.ID].NextTick != 289 || !got.StaleAt.Equal(end) {
		t.Errorf("next at tick %d, stale at %s", got.Feeds[f.ID].NextTick, got.StaleAt)
	}
	p.upstream[wall.Google].answer(nil, &wall.UpstreamError{Class: wall.ClassQuota, Message: "spent"})
	p.now = end
	p.wantWall("") // also when no sync has run since
	p.sync(600)
	p.wantWall("")
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

func TestPicturesAreRefreshedBeforeTheyExpire(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	withPicture := func(signature string, expires time.Time) []wall.Post {
		list := posts(1, 1)
		list[0].Media = []wall.Media{{Kind: wall.Image, URL: "https://cdn.example/1.jpg?sig=" + signature, ExpiresAt: expires}}
		return list
	}
	p.upstream[wall.Instagram].answer(withPicture("a", p.now.Add(2*time.Hour)), nil)
	p.sync(1)
	p.upstream[wall.Instagram].answer(withPicture("b", p.now.Add(3*time.Hour)), nil)
	p.calls.reset()
	p.sync(2)
	if reads, writes := p.calls.count(); reads > 3 || writes != 1 {
		t.Errorf("a new signature alone took %d reads and %d writes", reads, writes)
	}
	p.now = p.now.Add(100 * time.Minute)
	p.sync(3)
	if got := p.post("1").Media[0].URL; !strings.HasSuffix(got, "sig=b") {
		t.Errorf("shortly before its end the address is %s", got)
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

func TestOldPostsExpireButAFeedKeepsItsNewest(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	p.upstream[wall.Instagram].answer(posts(1, 70), nil)
	p.sync(1)
	p.upstream[wall.Instagram].answer(nil, nil)
	p.now = p.now.Add(feedsync.Retention + 24*time.Hour)
	p.sync(200) // the day is not over: nothing is looked for
	if got := len(p.wall()); got != 70 {
		t.Fatalf("the wall shows %d posts", got)
	}
	p.sync(400)
	if got := p.wall(); len(got) != 50 || got[0] != "70" {
		t.Errorf("the wall shows %d posts", len(got))
	}
	if got := p.post("1").ExpiresAt; !got.Equal(p.now) {
		t.Errorf("the oldest post expires %s", got)
	}
}

func TestAPostWhoseTimeTheNetworkDoesNotTellIsAsOldAsWeKnowIt(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.addFeed(wall.Instagram)
	list := posts(1, 1)
	list[0].PublishedAt = time.Time{}
	p.upstream[wall.Instagram].answer(list, nil)
	p.sync(1)
	seen := p.now
	p.now = p.now.Add(time.Hour)
	list[0].Text = "edited"
	p.sync(2)
	if got := p.post("1"); !got.PublishedAt.Equal(seen) || got.Text != "edited" {
		t.Errorf("the post %q is of %s, want %s", got.Text, got.PublishedAt, seen)
	}
}
