package dynamo_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// newTable makes a tenant's table that is set up.
func newTable(t *testing.T, db *dynamodb.Client) *dynamo.TenantTable {
	t.Helper()
	tenant := wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant"), CreatedAt: noon}
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), tenant.Ref()))
	table := open(t, db, tenant.Ref())
	if _, err := table.SetUp(t.Context(), tenant, "hmt_first"); err != nil {
		t.Fatal(err)
	}
	return table
}

func open(t *testing.T, db *dynamodb.Client, ref wall.TableRef) *dynamo.TenantTable {
	t.Helper()
	table, err := dynamo.NewTables(dynamo.OneClient{Client: db}).Open(t.Context(), ref)
	must(t, err)
	return table
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code wall.Code) {
	t.Helper()
	if !wall.IsCode(err, code) {
		t.Fatalf("got error %v, want %s", err, code)
	}
}

func load(t *testing.T, table *dynamo.TenantTable) wall.SyncData {
	t.Helper()
	data, err := table.LoadSync(t.Context())
	must(t, err)
	return data
}

func post(i int) wall.Post {
	return wall.Post{
		ID: wall.PostID(wall.Instagram, fmt.Sprint(i)), Network: wall.Instagram, FeedIDs: []string{"f_a"},
		Text: fmt.Sprintf("post %d", i), PublishedAt: noon.Add(time.Duration(i) * time.Minute), Status: wall.Visible,
	}
}

func posts(n int) []wall.PostChange {
	var changes []wall.PostChange
	for i := range n {
		changes = append(changes, wall.PostChange{Post: post(i)})
	}
	return changes
}

func ids(list []wall.WallPost) string {
	var out []string
	for _, p := range list {
		out = append(out, strings.TrimPrefix(p.ID, "instagram:"))
	}
	return strings.Join(out, " ")
}

func all(wall.Post) bool { return true }

// TestTenantTable is the contract of a tenant's table, on both engines.
func TestTenantTable(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		contract := map[string]func(*testing.T, *dynamodb.Client){
			"a new table is set up once":                 setUpOnce,
			"a table opened for another tenant is shut":  otherTenant,
			"only the quicker of two syncs is saved":     quickerSync,
			"posts come in the order of the wall":        wallOrder,
			"many posts are saved in several steps":      manyPosts,
			"big posts are saved in several steps":       bigPosts,
			"a moderator's decision is not overwritten":  moderatorWins,
			"removed posts are gone":                     removedPosts,
			"the snapshot of the later generation stays": laterSnapshot,
			"the plan limits enabled feeds":              planLimit,
			"parallel additions respect the limit":       parallelAdditions,
			"feeds change by their revision":             feedRevisions,
			"a feed's question decides about its cursor": feedCursor,
			"a refresh can be asked for":                 askForRefresh,
			"a token is kept by its feed's revision":     keepToken,
			"what owners are told is kept until sent":    keepNotices,
		}
		for name, test := range contract {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, db)
			})
		}
	})
}

func setUpOnce(t *testing.T, db *dynamodb.Client) {
	tenant := wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant"), CreatedAt: noon, Event: true}
	provisioner := dynamo.Provisioner{Client: db}
	must(t, provisioner.CreateTable(t.Context(), tenant.Ref()))
	must(t, provisioner.CreateTable(t.Context(), tenant.Ref()))
	table := open(t, db, tenant.Ref())
	for _, offered := range []wall.Secret{"hmt_first", "hmt_second"} {
		key, err := table.SetUp(t.Context(), tenant, offered)
		must(t, err)
		if string(key) != "hmt_first" {
			t.Errorf("offered %q, the table holds %q", string(offered), string(key))
		}
	}
	if data := load(t, table); data.Widget.Moderation.Mode != wall.ModerateHold {
		t.Errorf("an event's wall starts in mode %s", data.Widget.Moderation.Mode)
	}
}

func otherTenant(t *testing.T, db *dynamodb.Client) {
	tenant := wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant")}
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), tenant.Ref()))
	own := open(t, db, tenant.Ref())
	_, err := own.SetUp(t.Context(), tenant, "hmt_first")
	must(t, err)
	other := open(t, db, wall.TableRef{TenantID: "t_other", Table: tenant.Table})
	_, err = other.LoadSync(t.Context())
	wantCode(t, err, wall.NotFound)
	_, err = other.Key(t.Context())
	wantCode(t, err, wall.NotFound)
}

func quickerSync(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	state := load(t, table).State
	state.Tick = 7
	state.Feeds = map[string]wall.FeedState{"f_a": {
		NextTick: 8, LastSync: noon, Cursor: "c", Digest: "d", Failures: 2, Skipped: 1, PicturesUntil: noon.Add(time.Hour),
		Error: &wall.FeedError{Class: wall.ClassAuth, Message: "m", Since: noon, Until: noon.Add(time.Minute)},
		Place: &wall.Place{Rating: 4.5, Count: 12, URL: "https://maps.example/p"},
	}}
	must(t, table.SaveState(t.Context(), state))
	wantCode(t, table.SaveState(t.Context(), state), wall.Changed)
	wantCode(t, table.SaveChanges(t.Context(), state, posts(1)), wall.Changed)
	got := load(t, table).State
	if got.Ver != state.Ver+1 || got.Tick != 7 || got.Gen != state.Gen {
		t.Errorf("state is %+v", got)
	}
	f, want := got.Feeds["f_a"], state.Feeds["f_a"]
	if *f.Error != *want.Error || *f.Place != *want.Place {
		t.Errorf("error and place are %+v, %+v", f.Error, f.Place)
	}
	f.Error, f.Place, want.Error, want.Place = nil, nil, nil, nil
	if f != want {
		t.Errorf("feed's state is %+v, want %+v", f, want)
	}
}

func wallOrder(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	changes := posts(5)
	changes[1].Post.Pinned = true
	changes[3].Post.Status = wall.Hidden
	must(t, table.SaveChanges(t.Context(), load(t, table).State, changes))
	list, err := table.ListWall(t.Context(), "", 10, all)
	must(t, err)
	if got := ids(list); got != "1 4 2 0" {
		t.Errorf("the wall shows %s", got)
	}
	list, err = table.ListWall(t.Context(), list[1].Position, 1, all)
	must(t, err)
	if got := ids(list); got != "2" {
		t.Errorf("behind the second comes %s", got)
	}
	list, err = table.ListWall(t.Context(), "", 10, func(p wall.Post) bool { return !p.Pinned })
	must(t, err)
	if got := ids(list); got != "4 2 0" {
		t.Errorf("the filter leaves %s", got)
	}
}

func manyPosts(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	before := load(t, table).State
	must(t, table.SaveChanges(t.Context(), before, posts(250)))
	after := load(t, table).State
	if after.Gen != before.Gen+3 || after.Ver != before.Ver+1 {
		t.Errorf("three transactions should advance gen %d to %d and ver once, got %+v", before.Gen, before.Gen+3, after)
	}
	list, err := table.ListWall(t.Context(), "", 1000, all)
	must(t, err)
	if len(list) != 250 {
		t.Errorf("the wall has %d posts", len(list))
	}
	stored, err := table.Posts(t.Context(), []string{"instagram:0", "instagram:249", "instagram:250"})
	must(t, err)
	if len(stored) != 2 || stored["instagram:249"].Text != "post 249" {
		t.Errorf("read %v", stored)
	}
}

func bigPosts(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	changes := posts(60)
	for i := range changes {
		changes[i].Post.Text = strings.Repeat("é", 50_000)
	}
	must(t, table.SaveChanges(t.Context(), load(t, table).State, changes))
	list, err := table.ListWall(t.Context(), "", 1000, all)
	must(t, err)
	if len(list) != 60 {
		t.Errorf("the wall has %d posts", len(list))
	}
}

func moderatorWins(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	must(t, table.SaveChanges(t.Context(), load(t, table).State, posts(1)))
	read, err := table.Posts(t.Context(), []string{"instagram:0"})
	must(t, err)
	hidden := read["instagram:0"]
	hidden.Status, hidden.Moderated = wall.Hidden, true
	must(t, table.SaveChanges(t.Context(), load(t, table).State, []wall.PostChange{{Post: hidden}}))
	edited := read["instagram:0"]
	edited.Text = "edited upstream"
	wantCode(t, table.SaveChanges(t.Context(), load(t, table).State, []wall.PostChange{{Post: edited}}), wall.Changed)
	read, err = table.Posts(t.Context(), []string{"instagram:0"})
	must(t, err)
	if p := read["instagram:0"]; p.Status != wall.Hidden || !p.Moderated || p.Text != "post 0" {
		t.Errorf("the post is %+v", p)
	}
}

func removedPosts(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	must(t, table.SaveChanges(t.Context(), load(t, table).State, posts(2)))
	read, err := table.Posts(t.Context(), []string{"instagram:0"})
	must(t, err)
	must(t, table.SaveChanges(t.Context(), load(t, table).State, []wall.PostChange{{Post: read["instagram:0"], Remove: true}}))
	list, err := table.ListWall(t.Context(), "", 10, all)
	must(t, err)
	if got := ids(list); got != "1" {
		t.Errorf("the wall shows %s", got)
	}
}

func laterSnapshot(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	_, err := table.Snapshot(t.Context())
	wantCode(t, err, wall.NotFound)
	snap := wall.Snapshot{Gen: 2, ETag: "e2", UpdatedAt: noon, StaleAt: noon.Add(time.Hour), Limit: 24, Page: []byte("p"), Posts: []byte("q")}
	must(t, table.PutSnapshot(t.Context(), snap))
	wantCode(t, table.PutSnapshot(t.Context(), wall.Snapshot{Gen: 1, ETag: "e1", Page: []byte("p"), Posts: []byte("q")}), wall.Changed)
	got, err := table.Snapshot(t.Context())
	must(t, err)
	if got.Gen != 2 || got.ETag != "e2" || !got.StaleAt.Equal(snap.StaleAt) || string(got.Page) != "p" {
		t.Errorf("the snapshot is %+v", got)
	}
	must(t, table.MarkBuilt(t.Context(), 2, snap.StaleAt))
	must(t, table.MarkBuilt(t.Context(), 1, time.Time{}))
	if s := load(t, table).State; s.Built != 2 || !s.StaleAt.Equal(snap.StaleAt) {
		t.Errorf("the state notes %d until %s", s.Built, s.StaleAt)
	}
}

func feed(t *testing.T) wall.Feed {
	t.Helper()
	f, err := wall.NewFeed("", wall.Instagram, wall.Query{Hashtags: []string{"été"}}, noon)
	must(t, err)
	return f
}

func planLimit(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	first, second := feed(t), feed(t)
	must(t, table.AddFeed(t.Context(), first, 1))
	wantCode(t, table.AddFeed(t.Context(), second, 1), wall.PlanLimit)
	paused := first
	paused.Enabled = false
	must(t, table.UpdateFeed(t.Context(), first, paused, 1))
	must(t, table.AddFeed(t.Context(), second, 1))
	paused.Rev++
	wantCode(t, table.UpdateFeed(t.Context(), paused, first, 1), wall.PlanLimit)
	must(t, table.AddFeed(t.Context(), feed(t), wall.Unlimited))
	if s := load(t, table).State; s.FeedCount != 2 {
		t.Errorf("%d feeds are counted", s.FeedCount)
	}
}

func parallelAdditions(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	var group sync.WaitGroup
	for range 10 {
		f := feed(t)
		group.Go(func() {
			for {
				err := table.AddFeed(context.WithoutCancel(t.Context()), f, 3)
				if !wall.IsCode(err, wall.Changed) {
					return
				}
			}
		})
	}
	group.Wait()
	if data := load(t, table); len(data.Feeds) != 3 || data.State.FeedCount != 3 {
		t.Errorf("%d feeds, %d counted", len(data.Feeds), data.State.FeedCount)
	}
}

func feedRevisions(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	f := feed(t)
	f.SealedCredential = []byte("sealed")
	f.CreatedAt = noon.Add(7 * time.Millisecond)
	must(t, table.AddFeed(t.Context(), f, 1))
	before := load(t, table)
	if got := before.Feeds[0]; got.Name != f.Name || !slices.Equal(got.Query.Hashtags, []string{"été"}) || string(got.SealedCredential) != "sealed" || !got.CreatedAt.Equal(f.CreatedAt) {
		t.Errorf("the feed is %+v", got)
	}
	renamed := f
	renamed.Name = "renamed"
	must(t, table.UpdateFeed(t.Context(), f, renamed, 1))
	wantCode(t, table.UpdateFeed(t.Context(), f, renamed, 1), wall.Changed)
	wantCode(t, table.RemoveFeed(t.Context(), f), wall.Changed)
	must(t, table.RemoveFeed(t.Context(), load(t, table).Feeds[0]))
	after := load(t, table)
	if len(after.Feeds) != 0 || len(after.State.Feeds) != 0 || after.State.FeedCount != 0 {
		t.Errorf("left: %+v", after)
	}
	if after.State.Ver <= before.State.Ver || after.State.Gen <= before.State.Gen {
		t.Error("a running sync would not notice the change")
	}
}

func feedCursor(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	f := feed(t)
	must(t, table.AddFeed(t.Context(), f, 1))
	state := load(t, table).State
	state.Feeds[f.ID] = wall.FeedState{NextTick: 99, Cursor: "cursor"}
	must(t, table.SaveState(t.Context(), state))
	renamed := f
	renamed.Name = "renamed"
	must(t, table.UpdateFeed(t.Context(), f, renamed, 1))
	if s := load(t, table).State.Feeds[f.ID]; s.Cursor != "cursor" || s.NextTick != 0 {
		t.Errorf("after a new name: %+v", s)
	}
	renamed.Rev++
	other := renamed
	other.Query = wall.Query{Hashtags: []string{"hiver"}}
	must(t, table.UpdateFeed(t.Context(), renamed, other, 1))
	if s := load(t, table).State.Feeds[f.ID]; s.Cursor != "" || s.NextTick != 0 {
		t.Errorf("after a new question: %+v", s)
	}
}

func askForRefresh(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	f := feed(t)
	must(t, table.AddFeed(t.Context(), f, 1))
	state := load(t, table).State
	state.Feeds[f.ID] = wall.FeedState{NextTick: 99, Cursor: "cursor"}
	must(t, table.SaveState(t.Context(), state))
	must(t, table.RequestRefresh(t.Context(), f.ID))
	if s := load(t, table).State.Feeds[f.ID]; s.NextTick != 0 || s.Cursor != "cursor" {
		t.Errorf("the feed's state is %+v", s)
	}
	wantCode(t, table.RequestRefresh(t.Context(), "f_none"), wall.NotFound)
}
