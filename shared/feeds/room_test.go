package feeds_test

import (
	"context"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// full is a platform whose shared credentials have no room for another page.
type full struct{ asked int }

func (f *full) Fits(_ context.Context, feed wall.Feed, _ time.Time) error {
	if f.asked++; feed.Query.PageID == "taken" {
		return nil
	}
	return wall.InvalidField("/query/pageId", "no-room-for-feed", "no room: connect a credential of your own")
}

// TestNoRoomIsSaidBeforeAFeedAsksForMore: whatever makes a feed ask the shared
// credentials for something new is refused while they have no room, and nothing
// else is.
func TestNoRoomIsSaidBeforeAFeedAsksForMore(t *testing.T) {
	t.Parallel()
	d := newDesk(t, limits())
	page := func(id string) wall.Query { return wall.Query{PageID: id} }
	token := &wall.Credential{AccessToken: "own"}
	add := func(a feeds.Addition) wall.Feed {
		t.Helper()
		a.Network = wall.Facebook
		f, err := d.Add(t.Context(), d.tenant, a)
		must(t, err)
		return f
	}
	running, paused := add(feeds.Addition{Query: page("104523998877001")}), add(feeds.Addition{Query: page("104523998877002"), Paused: true})
	own := add(feeds.Addition{Query: page("104523998877003"), Credential: token})
	room := &full{}
	d.Room = room

	yes, no, name := true, false, "another name"
	query := func(id string) *wall.Query { q := page(id); return &q }
	for what, test := range map[string]struct {
		feed   wall.Feed
		change feeds.Change
		full   bool
	}{
		"another page":              {running, feeds.Change{Query: query("104523998877004")}, true},
		"a page that others follow": {running, feeds.Change{Query: query("taken")}, false},
		"another name":              {running, feeds.Change{Name: &name}, false},
		"paused":                    {own, feeds.Change{Enabled: &no}, false},
		"resumed":                   {paused, feeds.Change{Enabled: &yes}, true},
		"another page while paused": {paused, feeds.Change{Query: query("104523998877005")}, false},
		"the shared credential":     {own, feeds.Change{Shared: true, Enabled: &yes}, true},
		"another page of its own":   {own, feeds.Change{Query: query("104523998877006"), Credential: token}, false},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := d.Change(t.Context(), d.tenant, test.feed.ID, test.change)
			if test.full {
				wantRefusal(t, err, wall.Invalid, "/query/pageId")
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	_, err := d.Resume(t.Context(), d.tenant, paused.ID)
	wantRefusal(t, err, wall.Invalid, "/query/pageId")
	if f, err := d.Pause(t.Context(), d.tenant, running.ID); err != nil || f.Enabled {
		t.Errorf("%+v, %v", f, err)
	}
}
