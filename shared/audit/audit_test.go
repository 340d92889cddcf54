package audit_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// book is the audit of a new tenant on a real engine, with a clock of its own.
type book struct {
	*testing.T
	audit.Log
	tenant wall.Tenant
	table  *dynamo.TenantTable
	now    time.Time
}

func newBook(t *testing.T, db *dynamodb.Client) *book {
	t.Helper()
	b := &book{
		T: t, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
		tenant: wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant"), Status: wall.Active, KeyHash: "hash"},
	}
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), b.tenant.Ref()))
	tables := dynamo.NewTables(dynamo.OneClient{Client: db})
	var err error
	b.table, err = tables.Open(t.Context(), b.tenant.Ref())
	must(t, err)
	_, err = b.table.SetUp(t.Context(), b.tenant, "hmt_key")
	must(t, err)
	b.Log = audit.Log{
		Open:  func(ctx context.Context, ref wall.TableRef) (wall.AuditStore, error) { return tables.Open(ctx, ref) },
		Clock: func() time.Time { return b.now },
	}
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write records entries number 0 to n-1, a minute apart.
func (b *book) write(n int) {
	b.Helper()
	claire := audit.As(b.Context(), audit.Actor{Subject: "u1", Email: "claire@bon-gout.com"})
	for i := range n {
		audit.Record(claire, b.Open, b.tenant, audit.Entry(claire, b.now, "feed.added", fmt.Sprint(i), "number %d", i))
		b.now = b.now.Add(time.Minute)
	}
}

// read lists all pages of a size: the entries' targets, pages parted by bars.
func (b *book) read(limit int) string {
	b.Helper()
	var pages []string
	cursor := ""
	for {
		page, err := b.List(b.Context(), b.tenant, cursor, limit)
		must(b.T, err)
		var targets []string
		for _, e := range page.Entries {
			targets = append(targets, e.Target)
		}
		pages = append(pages, strings.Join(targets, " "))
		if cursor = page.NextCursor; cursor == "" {
			return strings.Join(pages, " | ")
		}
	}
}

func TestAudit(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		for name, test := range map[string]func(*testing.T, *dynamodb.Client){
			"the newest entry comes first, page by page": pages,
			"an entry says all of a change":              whole,
			"entries end after a year":                   ends,
			"a change that is refused leaves no entry":   refused,
			"bad cursors and limits are refused":         badInput,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, db)
			})
		}
	})
}

func pages(t *testing.T, db *dynamodb.Client) {
	b := newBook(t, db)
	if got := b.read(3); got != "" {
		t.Errorf("an empty list is %q", got)
	}
	b.write(7)
	if got, want := b.read(3), "6 5 4 | 3 2 1 | 0"; got != want {
		t.Errorf("listed %q, want %q", got, want)
	}
	if got, want := b.read(7), "6 5 4 3 2 1 0"; got != want {
		t.Errorf("listed %q, want %q", got, want)
	}
}

func whole(t *testing.T, db *dynamodb.Client) {
	b := newBook(t, db)
	at := b.now
	b.write(1)
	page, err := b.List(t.Context(), b.tenant, "", 10)
	must(t, err)
	want := wall.AuditEntry{
		At: at, By: "claire@bon-gout.com", Subject: "u1", Action: "feed.added", Target: "0", Detail: "number 0",
	}
	if len(page.Entries) == 1 {
		want.ID = page.Entries[0].ID
	}
	if len(page.Entries) != 1 || page.Entries[0] != want || want.ID == "" {
		t.Errorf("listed %+v, want %+v", page.Entries, want)
	}
}

// The engine has not removed the old ones yet: reads leave them out.
func ends(t *testing.T, db *dynamodb.Client) {
	b := newBook(t, db)
	b.write(4)
	b.now = b.now.Add(wall.AuditRetention - 2*time.Minute)
	if got := b.read(10); got != "3" {
		t.Errorf("a year later: %q", got)
	}
	if got := b.read(1); got != "3" {
		t.Errorf("a year later, one by one: %q", got)
	}
}

func refused(t *testing.T, db *dynamodb.Client) {
	b := newBook(t, db)
	for i, query := range []string{"one", "two"} {
		f, err := wall.NewFeed("", wall.Instagram, wall.Query{Hashtags: []string{query}}, b.now)
		must(t, err)
		err = b.table.AddFeed(t.Context(), f, 1, audit.Entry(t.Context(), b.now, "feed.added", query, ""))
		if i == 0 {
			must(t, err)
		} else if !wall.IsCode(err, wall.PlanLimit) {
			t.Errorf("the second feed: %v", err)
		}
	}
	if got := b.read(10); got != "one" {
		t.Errorf("the audit says %q", got)
	}
}

func badInput(t *testing.T, db *dynamodb.Client) {
	b, other := newBook(t, db), newBook(t, db)
	b.write(2)
	other.write(2)
	theirs, err := other.List(t.Context(), other.tenant, "", 1)
	must(t, err)
	for name, cursor := range map[string]string{
		"another tenant's": theirs.NextCursor, "not base64": "*", "too short": "AAAA", "far too long": strings.Repeat("A", 4000),
	} {
		if _, err := b.List(t.Context(), b.tenant, cursor, 1); !wall.IsCode(err, wall.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, limit := range []int{-1, 0, 101} {
		if _, err := b.List(t.Context(), b.tenant, "", limit); !wall.IsCode(err, wall.Invalid) {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
}
