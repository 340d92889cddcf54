package dynamo_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var _ budget.Store = (*dynamo.Registry)(nil)

// TestBudget is the contract of the budgets' store, on both engines.
func TestBudget(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		contract := map[string]func(*testing.T, *dynamo.Registry){
			"a counter ends at its limit":            counterEnds,
			"a counter is corrected":                 counterCorrected,
			"parallel takers never exceed the limit": parallelTakers,
			"ledgers are kept":                       ledgersKept,
			"one of two parallel changes is refused": parallelLedgers,
		}
		for name, test := range contract {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, newRegistry(t, db))
			})
		}
	})
}

func take(t *testing.T, r *dynamo.Registry, want, least, limit int64) int64 {
	t.Helper()
	got, err := r.TakeBudget(t.Context(), "x", want, least, limit, noon)
	if err != nil {
		t.Error(err)
	}
	return got
}

func counterEnds(t *testing.T, r *dynamo.Registry) {
	for _, step := range []struct{ want, least, limit, got int64 }{
		{10, 1, 0, 0},
		{60, 10, 100, 60},
		{60, 10, 100, 40},
		{60, 10, 100, 0},
		{10, 10, 105, 0},
		{10, 5, 105, 5},
		{10, 1, 50, 0}, // the operator lowered the limit
	} {
		if got := take(t, r, step.want, step.least, step.limit); got != step.got {
			t.Errorf("%+v: got %d", step, got)
		}
	}
}

func counterCorrected(t *testing.T, r *dynamo.Registry) {
	must(t, r.AdjustBudget(t.Context(), "x", -5)) // nothing there: nothing to correct
	take(t, r, 100, 1, 100)
	must(t, r.AdjustBudget(t.Context(), "x", -30))
	if got := take(t, r, 100, 1, 100); got != 30 {
		t.Errorf("got %d after 30 were given back", got)
	}
	must(t, r.AdjustBudget(t.Context(), "x", 20))
	if got := take(t, r, 100, 1, 119); got != 0 {
		t.Errorf("got %d beyond the limit", got)
	}
}

func parallelTakers(t *testing.T, r *dynamo.Registry) {
	var sum atomic.Int64
	var together sync.WaitGroup
	for range 50 {
		together.Go(func() { sum.Add(take(t, r, 7, 3, 100)) })
	}
	together.Wait()
	if got := sum.Load(); got > 100 || got < 98 {
		t.Errorf("%d taken of 100 by takers of 7, or 3 at least", got)
	}
}

func ledgersKept(t *testing.T, r *dynamo.Registry) {
	empty, err := r.Ledger(t.Context(), "instagram:1")
	must(t, err)
	if diff := cmp.Diff(budget.Ledger{}, empty); diff != "" {
		t.Fatal(diff)
	}
	want := budget.Ledger{
		Hashtags: map[string]time.Time{"été": noon, "pâtisserie": noon.Add(time.Hour)},
		Meters:   map[string]budget.Meter{"calls an hour": {Used: map[int64]int64{5954832: 7}, Queue: noon}},
		Blocked:  noon, Why: "so",
	}
	must(t, r.SaveLedger(t.Context(), "instagram:1", want, noon))
	must(t, r.SaveLedger(t.Context(), "google", budget.Ledger{}, noon))
	own := budget.Ledger{Why: "mine"}
	must(t, r.SaveLedger(t.Context(), "own:instagram:1", own, noon))
	if got, err := r.Ledger(t.Context(), "own:instagram:1"); err != nil || got.Why != "mine" || got.Rev != 1 {
		t.Errorf("a tenant's own ledger is %+v, %v", got, err)
	}
	want.Rev = 1
	got, err := r.Ledgers(t.Context())
	must(t, err)
	if diff := cmp.Diff(map[string]budget.Ledger{"instagram:1": want, "google": {Rev: 1}}, got); diff != "" {
		t.Error(diff)
	}
}

func parallelLedgers(t *testing.T, r *dynamo.Registry) {
	save := func(rev int64) error {
		return r.SaveLedger(t.Context(), "instagram:1", budget.Ledger{Rev: rev}, noon)
	}
	wantCode(t, save(3), wall.Changed)
	must(t, save(0))
	wantCode(t, save(0), wall.Changed)
	must(t, save(1))
	wantCode(t, save(1), wall.Changed)
}
