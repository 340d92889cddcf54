package budget_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestAFeedThatDoesNotFitIsRefusedWithTheWayOut(t *testing.T) {
	t.Parallel()
	db, table := enginetest.DynamoDB(t), enginetest.Name("registry")
	if err := dynamo.EnsureRegistry(t.Context(), db, table); err != nil {
		t.Fatal(err)
	}
	registry := dynamo.NewRegistry(db, table)
	k := budget.NewKeeper(registry, budget.Limits{MetaHourlyCalls: 10, TwitterMonthlyUSD: 1})
	room := budget.Room{Ledgers: registry, Sources: registry}
	feed := func(n wall.Network, q wall.Query) wall.Feed { return wall.Feed{Network: n, Query: q} }
	tags := func(tags ...string) wall.Feed { return feed(wall.Instagram, wall.Query{Hashtags: tags}) }
	page := feed(wall.Facebook, wall.Query{PageID: "bongout"})
	check := func(f wall.Feed, pointer string) {
		t.Helper()
		err := room.Fits(t.Context(), f, noon)
		if pointer == "" && err == nil {
			return
		}
		var e *wall.Error
		if pointer == "" || !errors.As(err, &e) || e.Code != wall.Invalid || e.Fields[0].Pointer != pointer || !strings.Contains(e.Message, "your own") {
			t.Errorf("%s %s: got %v, want an error at %q", f.Network, f.Query, err, pointer)
		}
	}
	for _, f := range []wall.Feed{tags("a"), page, feed(wall.Twitter, wall.Query{Hashtags: []string{"a"}})} {
		check(f, "") // nothing was ever asked
	}
	for i := range 29 {
		reserve(t, k, hashtags("1", noon.Add(-time.Duration(29-i)*20*time.Minute), fmt.Sprintf("tag%d", i)))
	}
	check(tags("new"), "")
	check(tags("new", "tag3", "tag4"), "")
	check(tags("new", "newer"), "/query/hashtags")
	if _, err := k.Pick(t.Context(), []string{"1", "2"}, []string{"new"}, noon); err != nil {
		t.Fatal(err)
	}
	check(tags("new", "newer"), "") // on the second account

	for i := range 25 { // 9 calls an hour in turns; each first call takes two
		for range 9 {
			reserve(t, k, budget.Request{Network: wall.Facebook, Account: "1", Limit: 100, First: true, Now: noon.Add(-time.Duration(25-i) * 2 * time.Hour)})
		}
	}
	check(page, "")
	for range 20 {
		_, _ = k.Reserve(t.Context(), budget.Request{Network: wall.Facebook, Account: "1", Calls: 10, First: true, Limit: 100, Now: noon})
	}
	check(page, "/query/pageId")
	key := source.Key(wall.Facebook, page.Query)
	if _, _, err := registry.LeadSource(t.Context(), key, 7, noon); err != nil {
		t.Fatal(err)
	}
	if err := registry.SaveSource(t.Context(), key, source.Source{Rev: 1}, 8, nil, noon); err != nil {
		t.Fatal(err)
	}
	check(page, "") // others ask for it already
}
