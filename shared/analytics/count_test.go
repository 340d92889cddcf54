package analytics_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

const today = wall.Day("2026-11-24")

// visits is a tenant with posts, on a real engine, and its visitors.
type visits struct {
	*testing.T
	now     time.Time
	ref     wall.TableRef
	table   *dynamo.TenantTable
	counter analytics.Counter
	sent    int
}

// newVisits makes a tenant with posts 0 to n-1 on Instagram.
func newVisits(t *testing.T, n int) *visits {
	t.Helper()
	db := enginetest.DynamoDB(t)
	tenant := wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant")}
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), tenant.Ref()))
	tables := dynamo.NewTables(dynamo.OneClient{Client: db})
	v := &visits{T: t, now: noon, ref: tenant.Ref()}
	v.counter = analytics.Counter{
		Open:  func(ctx context.Context, ref wall.TableRef) (analytics.Store, error) { return tables.Open(ctx, ref) },
		Clock: func() time.Time { return v.now },
	}
	var err error
	v.table, err = tables.Open(t.Context(), v.ref)
	must(t, err)
	_, err = v.table.SetUp(t.Context(), tenant, "hmt_key")
	must(t, err)
	var changes []wall.PostChange
	for i := range n {
		changes = append(changes, wall.PostChange{Post: wall.Post{
			ID: post(i), Network: wall.Instagram, Text: fmt.Sprint("post ", i), PublishedAt: noon, Status: wall.Visible,
		}})
	}
	v.change(changes)
	return v
}

func (v *visits) change(changes []wall.PostChange) {
	v.Helper()
	data, err := v.table.LoadSync(v.Context())
	must(v.T, err)
	must(v.T, v.table.SaveChanges(v.Context(), data.State, changes))
}

func post(i int) string { return wall.PostID(wall.Instagram, fmt.Sprint(i)) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// message is what one visitor did: a view, and what is told of posts.
func (v *visits) message(day wall.Day, posts map[string]wall.PostCounts) wall.EventsMessage {
	v.sent++
	return wall.EventsMessage{ID: fmt.Sprint("m", v.sent), Ref: v.ref, Day: day, Views: 1, Posts: posts}
}

func (v *visits) count(messages ...wall.EventsMessage) {
	v.Helper()
	must(v.T, v.counter.Count(v.Context(), messages))
}

func (v *visits) on(day wall.Day) wall.DayCounts {
	v.Helper()
	days, err := v.table.Days(v.Context(), day, day)
	must(v.T, err)
	if len(days) == 0 {
		return wall.DayCounts{Day: day}
	}
	return days[0]
}

type seen = map[string]wall.PostCounts

func TestVisitsAreCounted(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 2)
	v.count(
		v.message(today, seen{post(0): {Impressions: 2}, post(1): {Impressions: 1, Clicks: 1}}),
		v.message(today.Plus(-1), seen{post(0): {Impressions: 5}}),
	)
	v.count(v.message(today, seen{post(0): {Clicks: 3}}), v.message(today, nil))
	want := wall.DayCounts{
		Day: today, Views: 3, Rev: 2, Networks: map[wall.Network]wall.PostCounts{wall.Instagram: {Impressions: 3, Clicks: 4}},
		Posts: seen{post(0): {Impressions: 2, Clicks: 3}, post(1): {Impressions: 1, Clicks: 1}},
	}
	if diff := cmp.Diff(want, v.on(today)); diff != "" {
		t.Error(diff)
	}
	if before := v.on(today.Plus(-1)); before.Views != 1 || before.Posts[post(0)].Impressions != 5 {
		t.Errorf("the day before: %+v", before)
	}
}

func TestCopiesAreCountedOnce(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 1)
	first, second := v.message(today, seen{post(0): {Impressions: 1}}), v.message(today, nil)
	v.count(first, second, first) // a sender that tried again
	v.count(second)               // a queue that delivered again
	v.now = v.now.Add(24 * time.Hour)
	v.count(first, v.message(today, nil)) // a replay of the dead letters, with one that is new
	if got := v.on(today); got.Views != 3 || got.Posts[post(0)].Impressions != 1 {
		t.Errorf("counted %+v", got)
	}
}

// lost is a store that dies after some writes, before it can tell that it wrote.
type lost struct {
	analytics.Store
	writes *int
}

var errKilled = errors.New("killed")

func (l lost) SaveDay(ctx context.Context, d wall.DayCounts, messages []string) ([]string, error) {
	marked, err := l.Store.SaveDay(ctx, d, messages)
	if *l.writes--; *l.writes < 0 {
		return nil, errKilled
	}
	return marked, err
}

// TestKilledAfterEveryWrite kills the counting after its first write, its
// second, and so on, and shows that another delivery of all completes it.
func TestKilledAfterEveryWrite(t *testing.T) {
	t.Parallel()
	for writes := 0; ; writes++ {
		v := newVisits(t, 1)
		var messages []wall.EventsMessage
		for i := range 120 { // three transactions
			messages = append(messages, v.message(today.Plus(i%2), seen{post(0): {Impressions: 1}}))
		}
		left, dying := writes, v.counter
		dying.Open = func(ctx context.Context, ref wall.TableRef) (analytics.Store, error) {
			store, err := v.counter.Open(ctx, ref)
			return lost{store, &left}, err
		}
		err := dying.Count(t.Context(), messages)
		if err != nil && !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		v.count(messages...)
		for _, day := range []wall.Day{today, today.Plus(1)} {
			if got := v.on(day); got.Views != 60 || got.Posts[post(0)].Impressions != 60 {
				t.Errorf("killed after %d writes: %+v", writes, got)
			}
		}
		if err == nil {
			if writes < 3 {
				t.Errorf("it was done after %d writes: the test proves little", writes)
			}
			return
		}
	}
}

// TestManyCountAtOnce has five functions count the same busy wall, with every
// message delivered to two of them.
func TestManyCountAtOnce(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 3)
	const functions, batches, size = 5, 6, 4
	queue := make([][]wall.EventsMessage, functions)
	for f := range functions {
		for range batches * size {
			m := v.message(today, seen{post(f % 3): {Impressions: 1}})
			queue[f] = append(queue[f], m)
			queue[(f+1)%functions] = append(queue[(f+1)%functions], m)
		}
	}
	var all sync.WaitGroup
	for _, messages := range queue {
		all.Go(func() {
			for i := 0; i < len(messages); i += size {
				if err := v.counter.Count(t.Context(), messages[i:i+size]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	const want = functions * batches * size
	if got := v.on(today); got.Views != want || got.Networks[wall.Instagram].Impressions != want {
		t.Errorf("counted %+v, want %d views", got, want)
	}
}

func TestPostsOfNobodyAreNotCounted(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 1)
	forged := seen{post(0): {Impressions: 1}}
	for i := range 49 {
		forged[fmt.Sprint("twitter:forged-", i)] = wall.PostCounts{Impressions: 1, Clicks: 1}
	}
	v.count(v.message(today, forged))
	got := v.on(today)
	if len(got.Posts) != 1 || len(got.Networks) != 1 || got.Networks[wall.Instagram] != (wall.PostCounts{Impressions: 1}) {
		t.Errorf("counted %+v", got)
	}
}

func TestMostSeenPostsOfAnEventStay(t *testing.T) {
	t.Parallel()
	const posts, kept = 400, 300
	v := newVisits(t, posts)
	for first := 0; first < posts; first += 50 {
		shown := seen{}
		for i := first; i < first+50; i++ {
			shown[post(i)] = wall.PostCounts{Impressions: int64(i + 1)}
		}
		v.count(v.message(today, shown))
	}
	v.count(v.message(today, seen{post(0): {Clicks: 1}})) // of those that had to go
	got := v.on(today)
	if total := got.Networks[wall.Instagram].Impressions; len(got.Posts) != kept || total != posts*(posts+1)/2 {
		t.Errorf("%d posts, %d impressions in all", len(got.Posts), total)
	}
	for _, i := range []int{0, posts - 1, posts - kept + 1} {
		if _, ok := got.Posts[post(i)]; !ok {
			t.Errorf("post %d is gone", i)
		}
	}
}

func TestOldMessagesAreDropped(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 0)
	last, tooOld := today.Plus(-wall.MarksKept), today.Plus(-wall.MarksKept-1)
	v.count(v.message(last, nil), v.message(tooOld, nil))
	if v.on(last).Views != 1 || v.on(tooOld).Views != 0 {
		t.Errorf("counted %+v and %+v", v.on(last), v.on(tooOld))
	}
}

func TestAnothersTableIsLeftAlone(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 1)
	stray := v.message(today, seen{post(0): {Impressions: 1}})
	stray.Ref.TenantID = "t_other"
	v.count(stray)
	if got := v.on(today); got.Views != 0 {
		t.Errorf("counted %+v", got)
	}
}
