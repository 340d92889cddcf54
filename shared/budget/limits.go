package budget

import (
	"fmt"
	"time"
	_ "time/tzdata" // Google's day is California's, and Lambda knows no time zones

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Limits are what the operator allows, and what the networks allow it.
type Limits struct {
	MetaHourlyCalls    int64 // of each Instagram account and Facebook token; 0 for Meta's 200
	TwitterMonthlyUSD  float64
	GoogleDailyCalls   int64
	GoogleMonthlyCalls int64 // 0 for as many as the days allow
}

// The names of the limits, as people read them.
const (
	callsAnHour  = "calls an hour"
	callsWindow  = "calls in 15 minutes"
	callsADay    = "calls a day"
	callsAMonth  = "calls a month"
	postsAMonth  = "posts a month"
	hashtagsWeek = "hashtags a week"
)

const (
	metaHourlyCalls = 200 // per user and hour, Graph API rate limiting
	twitterCalls    = 450 // per app and 15 minutes, X API rate limits
	twitterJobCalls = 150 // about jobs, of each kind
	postsPerUSD     = 200 // X bills $0.005 for each post that is read
	leastPosts      = 10  // X answers no fewer
	// savings is how far ahead of an even pace a month's money may be spent.
	savings = 24 * time.Hour
)

// limit is one of a network's limits: an amount in a window that rolls, or in a
// period of the calendar.
type limit struct {
	name   string
	amount int64
	posts  bool // counts posts that are read, not calls
	window time.Duration
	period func(now time.Time) (start, end time.Time)
	burst  time.Duration
	spent  func(until time.Time) string // in words, for a feed's owner
}

// requested are the limits that a request is counted against.
func (l Limits) requested(r Request) []limit {
	if r.Job {
		return []limit{{name: callsWindow, amount: twitterJobCalls, window: 15 * time.Minute, spent: spentCalls(r.Network, "quarter of an hour")}}
	}
	return l.of(r.Network, r.Own)
}

// of are the limits of a network's credential.
func (l Limits) of(n wall.Network, own bool) []limit {
	switch n {
	case wall.Instagram, wall.Facebook:
		amount := l.MetaHourlyCalls
		if amount == 0 {
			amount = metaHourlyCalls
		}
		return []limit{{name: callsAnHour, amount: amount, window: time.Hour, spent: spentCalls(n, "hour")}}
	case wall.Twitter:
		all := []limit{{name: callsWindow, amount: twitterCalls, window: 15 * time.Minute, spent: spentCalls(n, "quarter of an hour")}}
		if !own {
			all = append(all, limit{
				name: postsAMonth, amount: int64(l.TwitterMonthlyUSD * postsPerUSD), posts: true, period: utcMonth, burst: savings,
				spent: func(until time.Time) string {
					return "the platform's money for X is spent for this month; new posts come from " + until.Format("2 January") + " on"
				},
			})
		}
		return all
	case wall.Google:
		if own {
			return nil
		}
		all := []limit{{name: callsADay, amount: l.GoogleDailyCalls, period: californianDay, burst: savings, spent: func(time.Time) string {
			return "the platform's requests to Google are used up for today; the reviews are asked for again tomorrow"
		}}}
		if l.GoogleMonthlyCalls > 0 {
			all = append(all, limit{
				name: callsAMonth, amount: l.GoogleMonthlyCalls, period: californianMonth, burst: savings, spent: func(until time.Time) string {
					return "the platform's requests to Google are used up for this month; reviews come again from " + until.Format("2 January") + " on"
				},
			})
		}
		return all
	}
	return nil
}

func spentCalls(n wall.Network, window string) func(time.Time) string {
	return func(until time.Time) string {
		return fmt.Sprintf("the calls that %s allows in an %s are made; it is asked again at %s", n.Title(), window, until.Format("15:04 UTC"))
	}
}

func utcMonth(now time.Time) (start, end time.Time) { return month(now.UTC()) }

func month(now time.Time) (start, end time.Time) {
	start = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
	return start, start.AddDate(0, 1, 0)
}

func californianDay(now time.Time) (start, end time.Time) {
	now = now.In(california)
	start = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, california)
	return start, start.AddDate(0, 0, 1)
}

func californianMonth(now time.Time) (start, end time.Time) { return month(now.In(california)) }

// california cannot be missing: its rules are linked in.
var california = func() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		panic(err)
	}
	return zone
}()
