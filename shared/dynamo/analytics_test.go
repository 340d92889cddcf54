package dynamo_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var _ analytics.Store = (*dynamo.TenantTable)(nil)

// TestCounts is the contract of the counts of visitors, on both engines.
func TestCounts(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		contract := map[string]func(*testing.T, *dynamodb.Client){
			"days come in their order":              daysInOrder,
			"a marked message changes nothing":      markedMessage,
			"only the quicker of two counts a day":  quickerCount,
			"another tenant's counts are shut":      otherTenantsCounts,
			"counts and marks are told to expire":   countsExpire,
			"a day full of posts is kept":           fullDay,
			"a full transaction of messages passes": manyMarks,
		}
		for name, test := range contract {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, db)
			})
		}
	})
}

func counts(day wall.Day, views int64) wall.DayCounts {
	return wall.DayCounts{
		Day: day, Views: views, Networks: map[wall.Network]wall.PostCounts{wall.Google: {Impressions: views, Clicks: 1}},
		Posts: map[string]wall.PostCounts{"google:é/<1>": {Impressions: views, Clicks: 1}},
	}
}

func saveDay(t *testing.T, table *dynamo.TenantTable, d wall.DayCounts, messages ...string) []string {
	t.Helper()
	marked, err := table.SaveDay(t.Context(), d, messages)
	must(t, err)
	return marked
}

func days(t *testing.T, table *dynamo.TenantTable, from, to wall.Day) []wall.DayCounts {
	t.Helper()
	all, err := table.Days(t.Context(), from, to)
	must(t, err)
	return all
}

func daysInOrder(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	saved := map[wall.Day]wall.DayCounts{}
	for i, day := range []wall.Day{"2026-12-01", "2026-11-30", "2025-11-30", "2026-11-29"} {
		saved[day] = counts(day, int64(i))
		saveDay(t, table, saved[day], string(day))
	}
	var want []wall.DayCounts
	for _, day := range []wall.Day{"2026-11-29", "2026-11-30", "2026-12-01"} {
		d := saved[day]
		d.Rev = 1
		want = append(want, d)
	}
	if diff := cmp.Diff(want, days(t, table, "2026-11-29", "2026-12-01")); diff != "" {
		t.Error(diff)
	}
	if got := days(t, table, "2026-11-30", "2026-11-30"); len(got) != 1 || got[0].Day != "2026-11-30" {
		t.Errorf("one day: %v", got)
	}
	if got := days(t, table, "2024-01-01", "2024-12-31"); len(got) != 0 {
		t.Errorf("a year before: %v", got)
	}
}

func markedMessage(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	saveDay(t, table, counts("2026-11-24", 1), "a", "b")
	before := days(t, table, "2026-11-24", "2026-11-24")
	next := before[0]
	next.Views = 100
	marked := saveDay(t, table, next, "c", "b", "d", "a")
	slices.Sort(marked)
	if !slices.Equal(marked, []string{"a", "b"}) {
		t.Errorf("marked: %v", marked)
	}
	if diff := cmp.Diff(before, days(t, table, "2026-11-24", "2026-11-24")); diff != "" {
		t.Errorf("the day has changed: %s", diff)
	}
	if marked := saveDay(t, table, next, "c", "d"); marked != nil {
		t.Errorf("the new messages were marked with the refusal: %v", marked)
	}
	if marked := saveDay(t, table, counts("2026-11-25", 1), "c"); !slices.Equal(marked, []string{"c"}) {
		t.Errorf("on another day: marked %v", marked)
	}
}

func quickerCount(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	saveDay(t, table, counts("2026-11-24", 1), "a")
	_, err := table.SaveDay(t.Context(), counts("2026-11-24", 2), []string{"b"})
	wantCode(t, err, wall.Changed)
	read := days(t, table, "2026-11-24", "2026-11-24")[0]
	saveDay(t, table, read, "b")
	_, err = table.SaveDay(t.Context(), read, []string{"c"})
	wantCode(t, err, wall.Changed)
}

func otherTenantsCounts(t *testing.T, db *dynamodb.Client) {
	tenant := wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant")}
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), tenant.Ref()))
	own := open(t, db, tenant.Ref())
	_, err := own.Days(t.Context(), "2026-11-24", "2026-11-24")
	wantCode(t, err, wall.NotFound) // not set up
	_, err = own.SetUp(t.Context(), tenant, "hmt_first")
	must(t, err)
	saveDay(t, own, counts("2026-11-24", 1), "a")
	_, err = open(t, db, wall.TableRef{TenantID: "t_other", Table: tenant.Table}).Days(t.Context(), "2026-11-24", "2026-11-24")
	wantCode(t, err, wall.NotFound)
}

// A mark must live longer than its message is counted, which is for
// wall.MarksKept days.
func countsExpire(t *testing.T, db *dynamodb.Client) {
	tenant := wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant")}
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), tenant.Ref()))
	table := open(t, db, tenant.Ref())
	saveDay(t, table, counts("2026-11-24", 1), "a")
	out, err := db.Scan(t.Context(), &dynamodb.ScanInput{TableName: &tenant.Table, ConsistentRead: aws.Bool(true)})
	must(t, err)
	expire := map[string]string{}
	for _, it := range out.Items {
		var read struct {
			PK        string `dynamodbav:"pk"`
			ExpiresAt int64  `dynamodbav:"expiresAt"`
		}
		must(t, attributevalue.UnmarshalMap(it, &read))
		expire[read.PK] = time.Unix(read.ExpiresAt, 0).UTC().Format(time.DateOnly)
	}
	if diff := cmp.Diff(map[string]string{"A": "2027-12-30", "M#a": "2026-12-11"}, expire); diff != "" {
		t.Error(diff)
	}
}

func fullDay(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	d := counts("2026-11-24", 1)
	for i := range 300 {
		d.Posts[fmt.Sprintf("google:ChZDSUhNMG9nS0VJQ0FnSUNhdlBIMHVBRR%024d", i*7919)] = wall.PostCounts{Impressions: int64(i), Clicks: int64(i % 7)}
	}
	saveDay(t, table, d, "a")
	if got := days(t, table, "2026-11-24", "2026-11-24")[0]; len(got.Posts) != 301 {
		t.Errorf("%d posts", len(got.Posts))
	}
}

func manyMarks(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	var messages []string
	for i := range 50 {
		messages = append(messages, fmt.Sprint(i))
	}
	saveDay(t, table, counts("2026-11-24", 1), messages...)
	read := days(t, table, "2026-11-24", "2026-11-24")[0]
	if marked := saveDay(t, table, read, messages...); len(marked) != 50 {
		t.Errorf("%d are marked", len(marked))
	}
}
