package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// result is what came of a scenario.
type result struct {
	scenario
	took                                   time.Duration
	feeds, turns, failed                   int
	refused                                map[wall.Network]int
	gaps                                   map[wall.Network]histogram
	plans                                  map[wall.Plan]histogram
	calls                                  map[wall.Network]int // also with tenants' own credentials
	checks                                 map[wall.Network]int // of these, those that ask what became of posts
	checkPosts                             int                  // that X bills for it
	posts, broken, reads, writes, messages int
	naive                                  naive
}

// histogram is how much time feeds spent between refreshes so many ticks apart.
type histogram map[int64]int64

func newResult(s scenario) result {
	r := result{
		scenario: s, refused: map[wall.Network]int{}, calls: map[wall.Network]int{}, checks: map[wall.Network]int{},
		gaps: map[wall.Network]histogram{}, plans: map[wall.Plan]histogram{}, naive: naive{calls: map[wall.Network]float64{}},
	}
	for _, n := range wall.Networks() {
		r.gaps[n] = histogram{}
	}
	for _, p := range wall.Plans() {
		r.plans[p] = histogram{}
	}
	return r
}

// refreshed notes the time since the feed's refresh before.
func (r *result) refreshed(f *feed, tick int64) {
	if gap := tick - f.well; f.well > 0 && tick > arrival {
		r.gaps[f.Network][gap] += gap
		if f.Network != wall.Google { // whose day is the same on every plan
			r.plans[f.plan][gap] += gap
		}
	}
	f.well = max(1, tick)
}

// quantile is the time between two refreshes that a feed is in at that share of
// all moments.
func (h histogram) quantile(q float64) time.Duration {
	var sum, seen int64
	for _, n := range h {
		sum += n
	}
	for _, gap := range sorted(h) {
		if seen += h[gap]; float64(seen) >= q*float64(sum) {
			return time.Duration(gap) * wall.TickDuration
		}
	}
	return 0
}

// within is the share of time in which refreshes are at most so far apart.
func (h histogram) within(d time.Duration) float64 {
	var sum, in int64
	for gap, n := range h {
		if sum += n; time.Duration(gap)*wall.TickDuration <= d {
			in += n
		}
	}
	if sum == 0 {
		return 0
	}
	return float64(in) / float64(sum)
}

func (h histogram) add(other histogram) {
	for gap, n := range other {
		h[gap] += n
	}
}

func sorted(h histogram) []int64 {
	var keys []int64
	for k := range h {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// social is what all networks but Google spent.
func (r result) social() histogram {
	h := histogram{}
	for n, gaps := range r.gaps {
		if n != wall.Google {
			h.add(gaps)
		}
	}
	return h
}

// naive is a platform that asks for every feed every 5 minutes, for itself.
type naive struct {
	calls  map[wall.Network]float64 // a week, with shared credentials
	social float64                  // feeds but Google's, all of them
	shared map[wall.Network]float64
	posts  float64
}

func (n *naive) add(f *feed) {
	if n.shared == nil {
		n.shared = map[wall.Network]float64{}
	}
	if f.Network != wall.Google {
		n.social++
	}
	if f.HasOwnCredential() {
		return
	}
	n.shared[f.Network]++
	calls := 1.0
	if f.Network == wall.Instagram {
		calls = float64(len(f.Query.Hashtags))
	}
	n.calls[f.Network] += calls * measured
	if f.Network == wall.Twitter {
		n.posts += 7 * postsADay(f.Network, f.Query)
	}
}

// served is the share of the naive platform's feeds, but Google's, that are
// refreshed at all: who comes first each hour gets all that the limits allow.
func (n naive) served(accounts int) float64 {
	hours := 7 * 24.0
	capacity := map[wall.Network]float64{wall.Instagram: 200 * hours * float64(accounts), wall.Facebook: 200 * hours, wall.Twitter: 1800 * hours}
	well := n.social
	for network, most := range capacity {
		if asked := n.calls[network]; asked > most {
			well -= n.shared[network] * (1 - most/asked)
		}
	}
	return well / n.social
}

const (
	usdPerPost = 0.005 // X, pay per use
	usdPerCall = 0.025 // Google, Place Details Enterprise + Atmosphere, beyond 1,000 a month
	freeCalls  = 1000
	aMonth     = 30.4 / 7
)

func usd(posts, googleCalls float64) float64 {
	return aMonth*posts*usdPerPost + max(0, aMonth*googleCalls-freeCalls)*usdPerCall
}

// report prints the tables of docs/scale.md.
func report(w io.Writer, results []result) error {
	p := printer{w: w}
	p.line("| tenants | overlap | accounts | own | within 5 min | 15 min | 60 min | Instagram p50, p99 | Facebook p50, p99 | X p50, p99 | Google p50, p99 | refused | limits broken |")
	p.line("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, r := range results {
		h := r.social()
		p.line("| %d | %.0f %% | %d | %.0f %% | %.0f %% | %.0f %% | %.0f %% | %s | %s | %s | %s | %.1f %% | %d |",
			r.Tenants, 100*r.Overlap, r.Accounts, 100*r.Own,
			100*h.within(5*time.Minute), 100*h.within(15*time.Minute), 100*h.within(time.Hour),
			both(r.gaps[wall.Instagram]), both(r.gaps[wall.Facebook]), both(r.gaps[wall.Twitter]), both(r.gaps[wall.Google]),
			100*float64(r.refusals())/float64(r.feeds), r.broken)
	}
	p.line("\n| tenants | overlap | accounts | own | calls a week | naive | X and Google, a month | naive | served by naive | sync messages a week | registry reads, writes | per call |")
	p.line("|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, r := range results {
		p.line("| %d | %.0f %% | %d | %.0f %% | %s | %s | $%.0f | $%.0f | %.0f %% | %s | %s, %s | %.1f |",
			r.Tenants, 100*r.Overlap, r.Accounts, 100*r.Own, short(r.allCalls()), short(r.naiveCalls()),
			usd(float64(r.posts), r.googleShared()), usd(r.naive.posts, r.naive.calls[wall.Google]), 100*r.naive.served(r.Accounts),
			short(r.messages), short(r.reads), short(r.writes), float64(r.reads+r.writes)/float64(max(1, r.allCalls())))
	}
	p.line("\n| tenants | overlap | accounts | own | starter p50, p99 | business | enterprise | refused: Instagram | Facebook | X | Google |")
	p.line("|---|---|---|---|---|---|---|---|---|---|---|")
	for _, r := range results {
		p.line("| %d | %.0f %% | %d | %.0f %% | %s | %s | %s | %d | %d | %d | %d |", r.Tenants, 100*r.Overlap, r.Accounts, 100*r.Own,
			both(r.plans[wall.Starter]), both(r.plans[wall.Business]), both(r.plans[wall.Enterprise]),
			r.refused[wall.Instagram], r.refused[wall.Facebook], r.refused[wall.Twitter], r.refused[wall.Google])
	}
	p.line("\n| tenants | overlap | accounts | own | Facebook calls a week | X calls a week | X, a month | a lookup of 100 posts a day |")
	p.line("|---|---|---|---|---|---|---|---|")
	for _, r := range results {
		p.line("| %d | %.0f %% | %d | %.0f %% | %s | %s | $%.2f | $%s |", r.Tenants, 100*r.Overlap, r.Accounts, 100*r.Own,
			short(r.checks[wall.Facebook]), short(r.checks[wall.Twitter]), usd(float64(r.checkPosts), 0), short(int(usd(7*100*r.naive.shared[wall.Twitter], 0))))
	}
	return p.err
}

func (r result) refusals() int {
	sum := 0
	for _, n := range r.refused {
		sum += n
	}
	return sum
}

func (r result) allCalls() int {
	sum := 0
	for _, n := range r.calls {
		sum += n
	}
	return sum
}

func (r result) naiveCalls() int {
	sum := 0.0
	for _, n := range r.naive.calls {
		sum += n
	}
	return int(sum)
}

// googleShared is what the operator pays for: at most its limit.
func (r result) googleShared() float64 {
	return min(float64(r.calls[wall.Google]), float64(7*r.GoogleDaily))
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format+"\n", args...); p.err == nil {
		p.err = err
	}
}

func both(h histogram) string {
	if len(h) == 0 {
		return "–"
	}
	return span(h.quantile(0.5)) + ", " + span(h.quantile(0.99))
}

// span is a time to two figures.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
	return fmt.Sprintf("%.1f d", d.Hours()/24)
}

func short(n int) string {
	switch {
	case n >= 10_000_000:
		return fmt.Sprintf("%.0f M", float64(n)/1e6)
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f M", float64(n)/1e6)
	case n >= 10_000:
		return fmt.Sprintf("%.0f k", float64(n)/1e3)
	}
	return fmt.Sprint(n)
}
