package budget

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Ledgers lists what is counted for the operator's credentials.
type Ledgers interface {
	Ledgers(ctx context.Context) (map[string]Ledger, error)
}

// Status is how one limit of one credential stands.
type Status struct {
	Network wall.Network
	Account string // empty where all credentials count together
	Limit   string // its name
	Used    int64
	Amount  int64
	Ends    time.Time     // when the period ends; zero for a window that rolls
	Runs    time.Time     // when nothing is left, if it goes on so; zero if something is
	Queue   time.Duration // how long a query waits for its turn
	Blocked time.Time     // the network wants no calls before; zero if it does
	Why     string        // in its words
	Token   wall.Token    // what is known of the credential's token
	Refused string        // why the credential's token is refused; empty while it is not
}

// Fraction is how much is used, from 0 to 1.
func (s Status) Fraction() float64 {
	if s.Amount <= 0 {
		return 0
	}
	return float64(s.Used) / float64(s.Amount)
}

// Unit is what the limit counts: calls, posts or hashtags. Its name begins with it.
func (s Status) Unit() string {
	unit, _, _ := strings.Cut(s.Limit, " ")
	return unit
}

// Report is how all limits of the operator's credentials stand, the fullest of
// each network first.
func Report(ctx context.Context, from Ledgers, now time.Time) ([]Status, error) {
	ledgers, err := from.Ledgers(ctx)
	if err != nil {
		return nil, err
	}
	var all []Status
	for name, l := range ledgers {
		all = append(all, l.status(name, now)...)
	}
	slices.SortFunc(all, func(a, b Status) int {
		return cmp.Or(
			cmp.Compare(a.Network, b.Network), cmp.Compare(b.Fraction(), a.Fraction()),
			cmp.Compare(a.Account, b.Account), cmp.Compare(a.Limit, b.Limit))
	})
	return all, nil
}

// status is how the limits of a ledger stand.
func (l Ledger) status(name string, now time.Time) []Status {
	network, account, _ := strings.Cut(name, ":")
	s := Status{Network: wall.Network(network), Account: account, Token: l.Watched.Known, Refused: l.Refused.Why}
	if l.Blocked.After(now) {
		s.Blocked, s.Why = l.Blocked, l.Why
	}
	var all []Status
	for _, lim := range (Limits{GoogleMonthlyCalls: 1}).of(s.Network, false) {
		if m, counted := l.Meters[lim.name]; counted {
			lim.amount = m.Amount
			all = append(all, s.of(lim, m, now))
		}
	}
	if held := alive(l.Hashtags, now); len(held) > 0 {
		s.Limit, s.Used, s.Amount = hashtagsWeek, int64(len(held)), hashtagLimit
		all = append(all, s)
	}
	return all
}

// of fills in one limit, with a forecast: what is used so far goes on as fast.
func (s Status) of(lim limit, m Meter, now time.Time) Status {
	s.Limit, s.Used, s.Amount = lim.name, m.sum(lim, now), lim.amount
	s.Queue = max(0, m.Queue.Sub(now)-lim.burst)
	if lim.period == nil {
		return s
	}
	start, end := lim.period(now)
	s.Ends = end.UTC()
	if s.Used == 0 {
		return s
	}
	each := now.Sub(start) / time.Duration(s.Used)
	if runs := now.Add(time.Duration(max(0, s.Amount-s.Used)) * each); runs.Before(end) {
		s.Runs = runs.UTC()
	}
	return s
}
