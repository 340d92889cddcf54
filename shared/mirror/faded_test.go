package mirror_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// shelved is a page with one picture, whose post is too old by now for the page's
// listing, and whose address has ended.
type shelved struct {
	*simulation
	post string
}

// TestAnAddressThatEnded: a picture that could not be had before its address ended
// is had with the address that the network tells of the post by its id, long before
// the daily check of old posts.
func TestAnAddressThatEnded(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]func(*shelved){
		"the work stood still": func(s *shelved) { s.outgrow() },
		"hidden, and shown again": func(s *shelved) {
			s.work()
			s.decide(wall.Hidden)
			s.outgrow()
			s.work()
			s.decide(wall.Visible)
		},
	} {
		for _, own := range []bool{false, true} {
			t.Run(name+map[bool]string{false: ", shared", true: ", own"}[own], func(t *testing.T) {
				t.Parallel()
				s := newShelved(t, own)
				before(s)
				s.work()
				if c := s.picture().Copy; c.Done() || c.Tries != 1 || !slices.Contains(s.load().State.Faded, s.post) {
					t.Fatalf("the copy is %+v, noted are %v", c, s.load().State.Faded)
				}
				s.tick()
				s.work()
				s.wantPicture()
				if noted := s.load().State.Faded; len(noted) > 0 {
					t.Errorf("noted are %v", noted)
				}
			})
		}
	}
}

// TestTheDailyCheckBringsAddresses, too: whatever else was lost.
func TestTheDailyCheckBringsAddresses(t *testing.T) {
	t.Parallel()
	for _, own := range []bool{false, true} {
		t.Run(map[bool]string{false: "shared", true: "own"}[own], func(t *testing.T) {
			t.Parallel()
			s := newShelved(t, own)
			s.outgrow()
			for hour := 0; !s.picture().ExpiresAt.After(s.now); hour++ {
				if hour > 26 {
					t.Fatalf("a day later the address is %+v", s.picture())
				}
				s.queue.messages = nil // lost
				s.now = s.now.Add(time.Hour - wall.TickDuration)
				s.tick()
			}
			s.work()
			s.wantPicture()
		})
	}
}

// TestNoRoomForAddresses: where limits leave no room nobody is asked, and with the
// picture's last try it ends.
func TestNoRoomForAddresses(t *testing.T) {
	t.Parallel()
	s := newShelved(t, false)
	s.outgrow()
	s.syncer.Refresher.Budget = listingsOnly{}
	s.work()
	for range 2 * wall.CopyTries {
		if at := s.load().State.PicturesAt; at.After(s.now) {
			s.now = at
		}
		s.tick()
		s.work()
	}
	s.tick()
	if noted := s.load().State.Faded; !s.picture().Copy.GivenUp() || len(noted) > 0 {
		t.Errorf("the copy is %+v, noted are %v", s.picture().Copy, noted)
	}
}

// listingsOnly grants refreshes, which ask for a page and not for some posts.
type listingsOnly struct{ noLimits }

func (listingsOnly) Reserve(ctx context.Context, r budget.Request) (budget.Grant, error) {
	if r.Query.PageID == "" {
		return budget.Grant{}, &wall.UpstreamError{Class: wall.ClassThrottled, Message: "no room"}
	}
	return noLimits{}.Reserve(ctx, r)
}

func newShelved(t *testing.T, own bool) *shelved {
	t.Helper()
	s := &shelved{newPlatform(t).simulate(), fmt.Sprintf("facebook:%s_12200000000%04d", page, 0)}
	registry := enginetest.Name("registry")
	must(t, dynamo.EnsureRegistry(t.Context(), enginetest.DynamoDB(t), registry))
	s.syncer.Refresher.Sources, s.syncer.Refresher.Own = dynamo.NewRegistry(enginetest.DynamoDB(t), registry), operator{}
	s.shelf = 3 * shelf // the network makes new addresses every 10 minutes
	if own {
		f := s.load().Feeds[slices.IndexFunc(s.load().Feeds, func(f wall.Feed) bool { return f.ID == "f_page" })]
		with := f
		with.SealedCredential = []byte("own")
		must(t, s.table.UpdateFeed(t.Context(), f, with, 3))
	}
	s.publish(0)
	s.tick()
	return s
}

// outgrow lets the page publish as many posts as a listing has, and time go by.
func (s *shelved) outgrow() {
	s.Helper()
	s.now = s.now.Add(6 * shelf * time.Minute)
	for i := range 100 {
		s.posts = append([]map[string]any{{
			"id": fmt.Sprintf("12300000000%04d", i), "text": fmt.Sprintf("Encore %d", i), "at": s.now.Add(time.Duration(i-200) * time.Second),
		}}, s.posts...)
	}
	s.announce()
	s.tick()
}

// tick lets 5 minutes go by.
func (s *shelved) tick() {
	s.Helper()
	s.now = s.now.Add(wall.TickDuration)
	must(s.T, s.syncer.Sync(s.Context(), wall.SyncMessage{Ref: s.tenant.Ref(), Tick: wall.TickAt(s.now)}))
}

// decide is a moderator's word.
func (s *shelved) decide(status wall.PostStatus) {
	s.Helper()
	post := s.platform.post(s.post)
	post.Status, post.Moderated = status, true
	s.store(post)
}

func (s *shelved) picture() wall.Media { return s.platform.post(s.post).Media[0] }

func (s *shelved) wantPicture() {
	s.Helper()
	media := s.platform.post(s.post).ShownMedia(s.tenant.ID)
	if len(media) != 1 || !strings.HasPrefix(media[0].URL, "/media/") {
		s.Fatalf("shown are %+v", media)
	}
	s.read(media[0].URL)
}
