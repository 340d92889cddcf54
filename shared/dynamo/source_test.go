package dynamo_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var _ source.Store = (*dynamo.Registry)(nil)

// TestSource is the contract of the sources' store, on both engines.
func TestSource(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		contract := map[string]func(*testing.T, *dynamo.Registry){
			"one leads each turn":                 oneLeads,
			"a source is kept":                    sourceKept,
			"who is too slow does not save":       slowLeader,
			"a window is never too large to keep": largeWindow,
			"what jobs look through is kept":      watchesKept,
		}
		for name, test := range contract {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, newRegistry(t, db))
			})
		}
	})
}

func lead(t *testing.T, r *dynamo.Registry, tick int64) (source.Source, bool) {
	t.Helper()
	s, leads, err := r.LeadSource(t.Context(), "x", tick, noon)
	if err != nil {
		t.Error(err)
	}
	return s, leads
}

func oneLeads(t *testing.T, r *dynamo.Registry) {
	for tick := int64(7); tick < 10; tick++ {
		var leaders atomic.Int64
		var together sync.WaitGroup
		for range 30 {
			together.Go(func() {
				if _, leads := lead(t, r, tick); leads {
					leaders.Add(1)
				}
			})
		}
		together.Wait()
		if n := leaders.Load(); n != 1 {
			t.Errorf("tick %d had %d leaders", tick, n)
		}
	}
	if s, leads := lead(t, r, 3); leads || s.Next != 10 {
		t.Errorf("a late message leads: %t, the next turn is at %d", leads, s.Next)
	}
}

func sourceKept(t *testing.T, r *dynamo.Registry) {
	lead(t, r, 7)
	want := source.Source{
		Next: 12, Interval: 5, Pace: wall.PaceCalls, Rev: 1, Cursor: "c", Digest: "d", Calls: 2, Account: "1",
		Failures: 1, Error: wall.ClassThrottled, Message: "slower", Until: noon, PicturesUntil: noon,
	}
	window := source.Window{
		Posts:   []wall.Post{{ID: "twitter:1", Network: wall.Twitter, Text: "été", PublishedAt: noon}},
		Removed: []string{"twitter:0"}, Place: &wall.Place{Rating: 4.5, Count: 3}, Skipped: 1,
	}
	must(t, r.SaveSource(t.Context(), "x", want, 8, &window, noon))
	got, leads := lead(t, r, 11)
	if diff := cmp.Diff(want, got); diff != "" || leads {
		t.Errorf("leads: %t, %s", leads, diff)
	}
	posts, err := r.SourceWindow(t.Context(), "x")
	must(t, err)
	if diff := cmp.Diff(window, posts); diff != "" {
		t.Error(diff)
	}
	if _, leads := lead(t, r, 12); !leads {
		t.Error("its time has come, but nobody leads")
	}
	got, err = r.Source(t.Context(), "x")
	must(t, err)
	if got.Next != 17 { // moved on by its interval
		t.Errorf("the next turn is at %d", got.Next)
	}
}

func slowLeader(t *testing.T, r *dynamo.Registry) {
	lead(t, r, 7)
	lead(t, r, 8)
	wantCode(t, r.SaveSource(t.Context(), "x", source.Source{Next: 8}, 8, nil, noon), wall.Changed)
	wantCode(t, r.SaveSource(t.Context(), "x", source.Source{Next: 8}, 8, &source.Window{}, noon), wall.Changed)
	must(t, r.SaveSource(t.Context(), "x", source.Source{Next: 9, Interval: 1}, 9, nil, noon))
}

func largeWindow(t *testing.T, r *dynamo.Registry) {
	lead(t, r, 7)
	var found wall.FetchResult
	for i := range 400 {
		found.Posts = append(found.Posts, wall.Post{
			ID: wall.NewFeedID(), Text: wall.NewFeedID() + strings.Repeat(wall.NewFeedID(), 200), PublishedAt: noon.Add(time.Duration(i) * time.Second),
		})
	}
	window := source.Window{}.Add(found)
	must(t, r.SaveSource(t.Context(), "x", source.Source{}, 8, &window, noon))
	got, err := r.SourceWindow(t.Context(), "x")
	must(t, err)
	if n := len(got.Posts); n == 0 || n > 300 || !got.Posts[0].PublishedAt.Equal(noon.Add(399*time.Second)) {
		t.Errorf("%d posts kept, the newest of %s", n, got.Posts[0].PublishedAt)
	}
}

// watchesKept: what a source asks a network's job for, and what the job found.
func watchesKept(t *testing.T, r *dynamo.Registry) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	expires := time.Now().Add(time.Hour)
	w, err := r.Watch(t.Context(), wall.Twitter, "twitter:a")
	must(err)
	v, err := r.Verdict(t.Context(), wall.Twitter, "twitter:a")
	must(err)
	if len(w.IDs) > 0 || w.At != 0 || v.At != 0 {
		t.Errorf("before anybody asked: %+v, %+v", w, v)
	}
	want := map[string]source.Watch{"twitter:a": {IDs: []string{"twitter:1", "twitter:2"}, At: 7}, "twitter:b": {IDs: []string{"twitter:2"}, At: 8}}
	for key, w := range want {
		must(r.SaveWatch(t.Context(), wall.Twitter, key, w, expires))
	}
	must(r.SaveWatch(t.Context(), wall.Facebook, "facebook:a", source.Watch{IDs: []string{"facebook:1"}, At: 9}, expires))
	all, err := r.Watches(t.Context(), wall.Twitter)
	must(err)
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
	found := source.Verdict{At: 7, Gone: []string{"twitter:1"}, Edited: []string{"twitter:2"}}
	must(r.SaveVerdict(t.Context(), wall.Twitter, "twitter:a", found, expires))
	v, err = r.Verdict(t.Context(), wall.Twitter, "twitter:a")
	must(err)
	if diff := cmp.Diff(found, v); diff != "" {
		t.Error(diff)
	}
}
