package feedsync_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/moderation"
	"github.com/hashmytag/hashmytag/shared/wall"
)

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
