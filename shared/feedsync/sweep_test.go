package feedsync_test

import (
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

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
