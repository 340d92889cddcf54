package budget_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var noon = time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC)

func newKeeper(t *testing.T, limits budget.Limits) *budget.Keeper {
	t.Helper()
	db, table := enginetest.DynamoDB(t), enginetest.Name("registry")
	if err := dynamo.EnsureRegistry(t.Context(), db, table); err != nil {
		t.Fatal(err)
	}
	return budget.NewKeeper(dynamo.NewRegistry(db, table), limits)
}

func reserve(t *testing.T, k *budget.Keeper, r budget.Request) budget.Grant {
	t.Helper()
	g, err := k.Reserve(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func wantSpent(t *testing.T, k *budget.Keeper, r budget.Request, until time.Time) {
	t.Helper()
	_, err := k.Reserve(t.Context(), r)
	var upstream *wall.UpstreamError
	if !errors.As(err, &upstream) || upstream.Class != wall.ClassQuota || upstream.Message == "" {
		t.Fatalf("got %v, want a spent quota", err)
	}
	if !upstream.Until.Equal(until) {
		t.Errorf("until %s, want %s", upstream.Until, until)
	}
}

func settle(t *testing.T, k *budget.Keeper, g budget.Grant, used int) {
	t.Helper()
	if err := k.Settle(t.Context(), g, used); err != nil {
		t.Fatal(err)
	}
}

func posts(limit int, now time.Time) budget.Request {
	return budget.Request{Network: wall.Twitter, Account: "a", Limit: limit, Now: now}
}

func TestXMoney(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{TwitterMonthlyUSD: 1}) // 200 posts
	january := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)

	settle(t, k, reserve(t, k, posts(100, noon)), 3)   // 197 left
	settle(t, k, reserve(t, k, posts(100, noon)), 102) // one more page than asked: 95 left
	settle(t, k, reserve(t, k, posts(50, noon)), 50)   // 45 left
	if g := reserve(t, k, posts(100, noon)); g.Limit != 45 {
		t.Errorf("granted %d, want what is left", g.Limit)
	} // the process dies here: what it may have read stays counted
	rotated := posts(100, noon)
	rotated.Account = "b"
	wantSpent(t, k, rotated, january)
	wantSpent(t, k, posts(100, january.Add(-time.Second)), january)
	if g := reserve(t, k, posts(100, january)); g.Limit != 100 {
		t.Errorf("granted %d in the new month", g.Limit)
	}
}

func TestXAnswersNoFewerThanTenPosts(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{TwitterMonthlyUSD: 0.5})
	settle(t, k, reserve(t, k, posts(100, noon)), 91)
	wantSpent(t, k, posts(100, noon), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
}

func TestXWithoutMoneyIsNotAsked(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{})
	wantSpent(t, k, posts(100, noon), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
}

func TestXMoneyIsNeverExceededTogether(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{TwitterMonthlyUSD: 1})
	var granted atomic.Int64
	together(50, func(int) {
		if g, err := k.Reserve(t.Context(), posts(13, noon)); err == nil {
			granted.Add(int64(g.Limit))
		}
	})
	if got := granted.Load(); got > 200 || got <= 190 {
		t.Errorf("%d posts granted of 200, in parts of 10 to 13", got)
	}
}

func TestGoogleCallsOfACalifornianDay(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{GoogleDailyCalls: 2})
	call := func(at time.Time) budget.Request {
		return budget.Request{Network: wall.Google, Limit: 5, Now: at}
	}
	midnight := time.Date(2026, 12, 25, 8, 0, 0, 0, time.UTC) // in California
	for range 2 {
		g := reserve(t, k, call(noon))
		settle(t, k, g, 0) // a call is a call, whatever it brought
	}
	wantSpent(t, k, call(noon), midnight)
	wantSpent(t, k, call(midnight.Add(-time.Second)), midnight)
	reserve(t, k, call(midnight))
	summer := time.Date(2026, 7, 1, 6, 59, 0, 0, time.UTC)
	for range 2 {
		reserve(t, k, call(summer))
	}
	wantSpent(t, k, call(summer), time.Date(2026, 7, 1, 7, 0, 0, 0, time.UTC))
}

func TestFacebookHasNoCapOfItsOwn(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{})
	g := reserve(t, k, budget.Request{Network: wall.Facebook, Limit: 100, Now: noon})
	settle(t, k, g, 3)
	if g.Limit != 100 {
		t.Errorf("granted %d", g.Limit)
	}
}

func hashtags(account string, now time.Time, tags ...string) budget.Request {
	return budget.Request{
		Network: wall.Instagram, Account: account, Query: wall.Query{Hashtags: tags}, Limit: 50, Now: now,
	}
}

// fill makes an account ask for hashtags, an hour after each other.
func fill(t *testing.T, k *budget.Keeper, account string, n int) {
	t.Helper()
	for i := range n {
		reserve(t, k, hashtags(account, noon.Add(time.Duration(i)*time.Hour), fmt.Sprintf("tag%d", i)))
	}
}

func TestInstagramHashtagsOfAWeek(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{})
	fill(t, k, "1", 30)
	const window = 7*24*time.Hour + time.Hour // and our margin
	day := noon.Add(30 * time.Hour)
	wantSpent(t, k, hashtags("1", day, "new"), noon.Add(window))
	wantSpent(t, k, hashtags("1", day, "tag3", "new", "newer"), noon.Add(window+time.Hour))
	reserve(t, k, hashtags("1", day, "tag3", "tag4")) // asked again: free
	reserve(t, k, hashtags("2", day, "new"))          // another account
	own := hashtags("1", day)
	own.Query = wall.Query{Account: true}
	reserve(t, k, own)

	reserve(t, k, hashtags("1", noon.Add(window), "new")) // tag0 has ended
	wantSpent(t, k, hashtags("1", noon.Add(window), "tag0"), noon.Add(window+time.Hour))
}

func TestHashtagAskedAgainDoesNotStayLonger(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{})
	fill(t, k, "1", 30)
	const week = 7 * 24 * time.Hour
	reserve(t, k, hashtags("1", noon.Add(6*24*time.Hour), "tag0"))
	reserve(t, k, hashtags("1", noon.Add(week+time.Hour), "new"))
}

func TestHashtagAskedAtTheEndBeginsANewWeek(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{})
	fill(t, k, "1", 30)
	const week = 7 * 24 * time.Hour
	reserve(t, k, hashtags("1", noon.Add(week), "tag0")) // for Instagram perhaps anew
	wantSpent(t, k, hashtags("1", noon.Add(week+time.Hour), "new"), noon.Add(week+2*time.Hour))
}

func TestInstagramHashtagsAreNeverExceededTogether(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{})
	var granted, refused atomic.Int64
	together(50, func(i int) {
		_, err := k.Reserve(t.Context(), hashtags("1", noon, fmt.Sprintf("tag%d", i)))
		var upstream *wall.UpstreamError
		switch {
		case err == nil:
			granted.Add(1)
		case errors.As(err, &upstream):
			refused.Add(1)
		default:
			t.Error(err)
		}
	})
	if granted.Load() != 30 || refused.Load() != 20 {
		t.Errorf("%d granted and %d refused, want 30 and 20", granted.Load(), refused.Load())
	}
}

func TestPickStaysWithTheAccountOfAHashtag(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{})
	fill(t, k, "full", 30)
	reserve(t, k, hashtags("half", noon, "a", "b"))
	pool := []string{"full", "empty", "half"}
	for tags, want := range map[string]string{
		"tag7":   "full",  // it has it
		"a b":    "half",  // it has both
		"a new":  "half",  // it has one
		"new":    "empty", // the first with room
		"tag7 c": "empty", // full has no room for c
	} {
		got, err := k.Pick(t.Context(), pool, strings.Fields(tags), noon)
		if err != nil || pool[got] != want {
			t.Errorf("%q: account %s, %v, want %s", tags, pool[got], err, want)
		}
	}
	if got, err := k.Pick(t.Context(), []string{"full"}, []string{"new"}, noon); err != nil || got != 0 {
		t.Errorf("the only account is not picked: %d, %v", got, err)
	}
	fill(t, k, "full too", 30)
	if got, err := k.Pick(t.Context(), []string{"full", "full too"}, []string{"new"}, noon); err != nil || got != 0 {
		t.Errorf("not the first of full accounts: %d, %v", got, err)
	}
}

func TestOutageOfOurStoreIsNotANetworksFault(t *testing.T) {
	t.Parallel()
	k := budget.NewKeeper(dynamo.NewRegistry(enginetest.DynamoDB(t), "not_there"), budget.Limits{TwitterMonthlyUSD: 1, GoogleDailyCalls: 1})
	for _, r := range []budget.Request{posts(10, noon), hashtags("1", noon, "a"), {Network: wall.Google, Now: noon}} {
		_, err := k.Reserve(t.Context(), r)
		var upstream *wall.UpstreamError
		if err == nil || errors.As(err, &upstream) {
			t.Errorf("%s: got %v", r.Network, err)
		}
	}
}

func together(n int, do func(i int)) {
	var running sync.WaitGroup
	for i := range n {
		running.Go(func() { do(i) })
	}
	running.Wait()
}

func calls(n int, now time.Time) budget.Request {
	return budget.Request{Network: wall.Facebook, Account: "1", Limit: 100, Calls: n, Now: now}
}

func TestCallsOfARollingHour(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{MetaHourlyCalls: 10})
	reserve(t, k, calls(6, noon))
	settle(t, k, reserve(t, k, calls(4, noon.Add(20*time.Minute))).Observed(2, wall.Usage{}, nil), 50)
	late := noon.Add(59 * time.Minute)
	reserve(t, k, calls(2, late))
	_, err := k.Reserve(t.Context(), calls(1, late))
	var upstream *wall.UpstreamError
	if !errors.As(err, &upstream) || upstream.Class != wall.ClassThrottled {
		t.Fatalf("got %v", err)
	}
	if first := noon.Add(65 * time.Minute); upstream.Until.Before(first) { // its tick has left the hour
		t.Errorf("until %s, before %s", upstream.Until, first)
	}
	reserve(t, k, calls(6, upstream.Until))
}

// TestTurnsAreShared keeps more queries than fit coming back when they may: all
// are asked equally often, as often as the limit allows.
func TestTurnsAreShared(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{MetaHourlyCalls: 40})
	var due [30]time.Time // 30 queries, 36 calls an hour in turns: one each in 50 minutes
	var asked [30]int
	for at := noon; at.Before(noon.Add(5 * time.Hour)); at = at.Add(wall.TickDuration) {
		for q := range due {
			if due[q].After(at) {
				continue
			}
			r := calls(1, at)
			r.First = asked[q] == 0
			g, err := k.Reserve(t.Context(), r)
			var refused *wall.UpstreamError
			if errors.As(err, &refused) {
				due[q] = refused.Until
				continue
			}
			asked[q]++
			wait, _ := g.Wait(0)
			due[q] = at.Add(max(wall.TickDuration, wait.Truncate(wall.TickDuration)))
		}
	}
	for q, n := range asked {
		if n < 4 || n > 7 {
			t.Errorf("query %d was asked %d times in 5 hours, want about 6", q, n)
		}
	}
}

func TestWithRoomNobodyWaits(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{TwitterMonthlyUSD: 100})
	for i := range 10 {
		g := reserve(t, k, posts(100, noon.Add(time.Duration(i)*wall.TickDuration)))
		if wait, pace := g.Wait(3); wait >= wall.TickDuration || pace == wall.PaceMoney {
			t.Errorf("fetch %d waits for %s because of %q", i, wait, pace)
		}
		settle(t, k, g.Observed(1, wall.Usage{}, nil), 3)
	}
}

func TestMoneyIsWaitedForByThoseWhoSpendIt(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{TwitterMonthlyUSD: 10}) // 2,000 posts
	for range 8 {
		settle(t, k, reserve(t, k, posts(100, noon)).Observed(1, wall.Usage{}, nil), 100)
	}
	g := reserve(t, k, posts(10, noon))
	if wait, pace := g.Wait(0); wait >= wall.TickDuration {
		t.Errorf("who read nothing waits for %s because of %q", wait, pace)
	}
	if wait, pace := g.Wait(10); wait < time.Hour || pace != wall.PaceMoney {
		t.Errorf("who read 10 posts waits for %s because of %q", wait, pace)
	}
}

func TestTheNetworksCountIsTakenOver(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{MetaHourlyCalls: 100})
	g := reserve(t, k, calls(1, noon)).Observed(1, wall.Usage{Fraction: 0.98}, nil)
	settle(t, k, g, 0)
	reserve(t, k, calls(2, noon))
	if _, err := k.Reserve(t.Context(), calls(1, noon)); err == nil {
		t.Error("more is asked than the network has left")
	}
}

func TestABlockedAccountRests(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{})
	until := noon.Add(30 * time.Minute) // then one feed tries for all
	blocked := &wall.UpstreamError{Class: wall.ClassThrottled, Message: "blocked", Until: noon.Add(24 * time.Hour)}
	settle(t, k, reserve(t, k, hashtags("1", noon, "a")).Observed(1, wall.Usage{}, blocked), 0)
	_, err := k.Reserve(t.Context(), hashtags("1", noon.Add(time.Minute), "a"))
	var upstream *wall.UpstreamError
	if !errors.As(err, &upstream) || !upstream.Until.Equal(until) || upstream.Message != "blocked" {
		t.Fatalf("got %v", err)
	}
	reserve(t, k, hashtags("1", until, "a"))
	if got, err := k.Pick(t.Context(), []string{"1", "2"}, []string{"a"}, noon.Add(time.Minute)); err != nil || got != 1 {
		t.Errorf("account %d, %v is picked while the first rests", got, err)
	}
}

func TestOwnCredentialsHaveLimitsOfTheirOwn(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, budget.Limits{MetaHourlyCalls: 1})
	own := budget.Request{Network: wall.Twitter, Own: true, Account: "a", Limit: 100, Now: noon}
	if g := reserve(t, k, own); g.Limit != 100 {
		t.Errorf("granted %d: the operator's money is none of its business", g.Limit)
	}
	mine := calls(1, noon)
	mine.Own = true
	reserve(t, k, calls(1, noon))
	reserve(t, k, mine)
	if _, err := k.Reserve(t.Context(), mine); err == nil {
		t.Error("a tenant's own token has no limit")
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	db, table := enginetest.DynamoDB(t), enginetest.Name("registry")
	if err := dynamo.EnsureRegistry(t.Context(), db, table); err != nil {
		t.Fatal(err)
	}
	registry := dynamo.NewRegistry(db, table)
	k := budget.NewKeeper(registry, budget.Limits{TwitterMonthlyUSD: 1, GoogleDailyCalls: 30})
	var told []budget.Status
	k.Watch = func(_ context.Context, all []budget.Status) { told = append(told, all...) }
	reserve(t, k, hashtags("1", noon, "a", "b"))
	settle(t, k, reserve(t, k, posts(100, noon)), 90)
	settle(t, k, reserve(t, k, posts(90, noon.Add(time.Second))), 90)
	own := calls(3, noon)
	own.Own = true
	reserve(t, k, own)
	all, err := budget.Report(t.Context(), registry, noon)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range all {
		lines = append(lines, fmt.Sprintf("%s %s %s %d/%d ends=%s runs=%s", s.Network, s.Account, s.Limit, s.Used, s.Amount,
			s.Ends.Format("01-02"), s.Runs.Format("01-02")))
	}
	want := []string{
		"instagram 1 hashtags a week 2/30 ends=01-01 runs=01-01",
		"instagram 1 calls an hour 1/200 ends=01-01 runs=01-01",
		"twitter  posts a month 180/200 ends=01-01 runs=12-27", // 180 in 23.5 days, so 20 in 2.6
		"twitter  calls in 15 minutes 2/450 ends=01-01 runs=01-01",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	if len(told) != 4 { // two of Instagram, two of X; the second of X comes too soon, own ones are their owners' matter
		t.Errorf("told %+v", told)
	}
}
