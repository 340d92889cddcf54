package dynamo_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// TestPeople is the contract of what people do, on both engines.
func TestPeople(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		contract := map[string]func(*testing.T, *dynamodb.Client){
			"posts are decided about by their revision":  decidedPosts,
			"posts are listed by time, from anywhere":    listedPosts,
			"settings change by their revision":          settingsRevisions,
			"a refresh can be asked for once in a while": askOnce,
		}
		for name, test := range contract {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, db)
			})
		}
	})
}

func decidedPosts(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	must(t, table.SaveChanges(t.Context(), load(t, table).State, posts(120)))
	before := load(t, table).State
	list, err := table.ListWall(t.Context(), "", 200, all)
	must(t, err)
	var hidden []wall.PostChange
	for _, p := range list {
		p.Status, p.Moderated = wall.Hidden, true
		hidden = append(hidden, wall.PostChange{Post: p.Post})
	}
	must(t, table.ChangePosts(t.Context(), hidden))
	after := load(t, table).State
	if after.Gen != before.Gen+2 || after.Ver != before.Ver { // two transactions; no sync needs to start again
		t.Errorf("before %+v, after %+v", before, after)
	}
	wantCode(t, table.ChangePosts(t.Context(), hidden[:1]), wall.Changed)
	wantCode(t, table.SaveChanges(t.Context(), after, []wall.PostChange{{Post: list[0].Post}}), wall.Changed) // a sync that had read it before
	if left, err := table.ListWall(t.Context(), "", 200, all); err != nil || len(left) != 0 {
		t.Errorf("%d posts are left on the wall, %v", len(left), err)
	}
}

func listedPosts(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	must(t, table.SaveChanges(t.Context(), load(t, table).State, posts(105)))
	var after wall.Position
	var got []wall.WallPost
	for {
		page := 0
		for p, err := range table.PostsAfter(t.Context(), after) {
			must(t, err)
			if page++; page > 40 {
				break
			}
			got, after = append(got, p), p.Position
		}
		if page <= 40 {
			break
		}
	}
	if len(got) != 105 || got[0].Text != "post 104" || got[104].Text != "post 0" {
		t.Errorf("%d posts: %s", len(got), ids(got))
	}
}

func settingsRevisions(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	before := load(t, table)
	next := before.Widget
	next.Theme = wall.ThemeDark
	must(t, table.SaveWidget(t.Context(), next))
	wantCode(t, table.SaveWidget(t.Context(), next), wall.Changed)
	after := load(t, table)
	if after.Widget.Theme != wall.ThemeDark || after.Widget.Rev != before.Widget.Rev+1 || after.State.Gen != before.State.Gen+1 {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func askOnce(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	f := feed(t)
	must(t, table.AddFeed(t.Context(), f, 1))
	ask := func(after time.Duration) error {
		return table.RequestRefreshOnce(t.Context(), f.ID, noon.Add(after), time.Minute)
	}
	must(t, ask(0))
	must(t, table.SaveState(t.Context(), load(t, table).State)) // a sync in between forgets nothing
	wantCode(t, ask(59*time.Second), wall.TooManyRequests)
	taken := load(t, table).State
	taken.Feeds[f.ID] = wall.FeedState{NextTick: 7, Taken: "a message whose sync has died"}
	must(t, table.SaveState(t.Context(), taken))
	must(t, ask(time.Minute))
	if s := load(t, table).State.Feeds[f.ID]; s.NextTick != 0 || s.Taken != "" {
		t.Errorf("the feed that was asked for is %+v", s)
	}
	must(t, table.RemoveFeed(t.Context(), load(t, table).Feeds[0]))
}
