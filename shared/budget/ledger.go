package budget

import (
	"maps"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Ledger is all that is counted for one credential.
type Ledger struct {
	Rev      int64                // advances with every change
	Hashtags map[string]time.Time // that an Instagram account has asked for, and until when they count
	Meters   map[string]Meter     // by name of the limit
	Blocked  time.Time            // the network wants no calls before
	Why      string               // in its words
	Refused  Refusal              // a token that was refused
	Watched  Watched              // what is known of the token
}

// Meter counts against one limit.
type Meter struct {
	Used   map[int64]int64 // by tick; a calendar's period counts as its first
	Amount int64           // what the limit was when it was last counted
	Queue  time.Time       // when all that was granted would be used at an even pace
}

// sparing is the part of a rolling window that is shared out in turns; what is
// left is for those who come for the first time.
const sparing = 0.9

func (l Ledger) clone() Ledger {
	l.Hashtags = maps.Clone(l.Hashtags)
	meters := make(map[string]Meter, len(l.Meters))
	for name, m := range l.Meters {
		m.Used = maps.Clone(m.Used)
		meters[name] = m
	}
	l.Meters = meters
	return l
}

// reserve counts what is asked for, or says why and until when it may not be.
func (l *Ledger) reserve(r Request, limits []limit) (Grant, error) {
	if l.Blocked.After(r.Now) {
		return Grant{}, &wall.UpstreamError{Class: wall.ClassThrottled, Message: l.Why, Until: l.Blocked}
	}
	probes, err := l.probe(r)
	if err != nil {
		return Grant{}, err
	}
	g := Grant{Limit: r.Limit, Calls: int(r.calls()), ledger: r.ledger(), at: r.Now, limits: limits, token: r.Token, probes: probes, watches: l.watch(r)}
	for _, lim := range limits {
		want, least := lim.wanted(r)
		if want == 0 {
			continue // a call that reads no posts
		}
		left := lim.amount
		if r.Asked {
			left = lim.even(r.Now)
		}
		granted := min(want, left-l.Meters[lim.name].sum(lim, r.Now))
		if granted < least {
			return Grant{}, l.refuse(lim, least, r.Now)
		}
		if lim.posts {
			g.Limit = int(granted)
		}
	}
	if r.Network == wall.Instagram && len(r.Query.Hashtags) > 0 { // an account's own media are not limited so
		held, err := withHashtags(l.Hashtags, r.Query.Hashtags, r.Now)
		if err != nil {
			return Grant{}, err
		}
		l.Hashtags = held
	}
	for _, lim := range limits {
		l.count(lim, g.amount(lim), r.Now)
		if r.First && !lim.posts {
			l.queueUp(lim, g.amount(lim), r.Now)
		}
		wait := l.queueUp(lim, g.amount(lim), r.Now)
		if lim.posts {
			g.postWait = max(g.postWait, wait)
		} else {
			g.callWait = max(g.callWait, wait)
		}
	}
	return g, nil
}

func (g Grant) amount(lim limit) int64 {
	if lim.posts {
		return int64(g.Limit)
	}
	return int64(g.Calls)
}

// wanted is how much of a limit a request wants, and the least that is of use.
func (lim limit) wanted(r Request) (want, least int64) {
	if lim.posts {
		return int64(r.Limit), int64(min(r.Limit, leastPosts))
	}
	return r.calls(), r.calls()
}

// count adds to a meter.
func (l *Ledger) count(lim limit, amount int64, now time.Time) {
	m := l.Meters[lim.name]
	if m.Used == nil {
		m.Used = map[int64]int64{}
	}
	maps.DeleteFunc(m.Used, func(bucket, _ int64) bool { return bucket < lim.oldest(now) })
	m.Used[lim.bucket(now)] += amount
	m.Amount = lim.amount
	l.Meters[lim.name] = m
}

// queueUp takes the place at the end of a limit's queue, for so much of it, and
// answers how long those before it take. A query that comes for the first time
// takes two: one for this call, which nobody had planned, and one for the next.
func (l *Ledger) queueUp(lim limit, amount int64, now time.Time) time.Duration {
	m := l.Meters[lim.name]
	if m.Queue.Before(now) {
		m.Queue = now
	}
	wait := m.Queue.Sub(now) - lim.burst
	m.Queue = m.Queue.Add(time.Duration(amount) * lim.pace(m, now))
	l.Meters[lim.name] = m
	return max(0, wait)
}

// refuse says when there will be room for so much. In a window that rolls it
// comes soon: a place in the queue keeps all from coming back at one moment.
func (l *Ledger) refuse(lim limit, amount int64, now time.Time) error {
	if lim.period != nil {
		_, end := lim.period(now)
		return &wall.UpstreamError{Class: wall.ClassQuota, Message: lim.spent(end), Until: end.UTC()}
	}
	until := l.Meters[lim.name].free(lim, amount, now)
	if turn := now.Add(l.queueUp(lim, amount, now)); turn.After(until) {
		until = turn
	}
	return &wall.UpstreamError{Class: wall.ClassThrottled, Message: lim.spent(until), Until: until}
}

// settle gives back what was not used, and takes what the network says.
func (l *Ledger) settle(g Grant, posts int) {
	now := g.at
	for _, lim := range g.limits {
		used := int64(posts)
		if !lim.posts {
			used = int64(g.made)
		}
		if back := g.amount(lim) - used; back != 0 && (lim.posts || g.made > 0) {
			l.giveBack(lim, back, now)
		}
		if !lim.posts && lim.window > 0 && g.usageOf(lim) > l.Meters[lim.name].sum(lim, now) {
			more := g.usageOf(lim) - l.Meters[lim.name].sum(lim, now)
			l.count(lim, more, now)
			l.queueUp(lim, more, now)
		}
	}
	if until, why := g.blocked(); until.After(l.Blocked) {
		l.Blocked, l.Why = until, why
	}
	l.settleToken(g)
}

// giveBack is of no use when the time of the reservation is over.
func (l *Ledger) giveBack(lim limit, amount int64, now time.Time) {
	m := l.Meters[lim.name]
	if _, counted := m.Used[lim.bucket(now)]; !counted {
		return
	}
	m.Used[lim.bucket(now)] = max(0, m.Used[lim.bucket(now)]-amount)
	m.Queue = m.Queue.Add(-time.Duration(float64(amount) * float64(lim.pace(m, now))))
	l.Meters[lim.name] = m
}

// isExact reports whether a reservation needs no settlement.
func (g Grant) isExact(posts int) bool {
	if g.made > 0 && g.made != g.Calls || g.usage.Fraction >= nearlyUsed || g.probes || g.isDead() {
		return false
	}
	if until, _ := g.blocked(); !until.IsZero() {
		return false
	}
	for _, lim := range g.limits {
		if lim.posts && posts != g.Limit {
			return false
		}
	}
	return true
}

// nearlyUsed is the part of a limit from which on the network's own count is
// taken over where it is higher than ours: others use the credential too.
const nearlyUsed = 0.5

// usageOf is what the network's headers say was used of a limit. What is a
// page's own is no matter of the credential.
func (g Grant) usageOf(lim limit) int64 {
	if g.usage.Fraction < nearlyUsed || g.usage.Fraction == g.usage.Object {
		return 0
	}
	return int64(min(g.usage.Fraction, 1) * float64(lim.amount))
}

// longestRest is how long a credential rests at most before one feed tries again
// for all: networks are mistaken at times, and operators raise caps.
const longestRest = 30 * time.Minute

// blocked says until when no calls are made with the credential, because the
// network wants none. A Facebook page has limits of its own, and its error does
// not tell whether it means the page or the token: the token rests for one tick.
func (g Grant) blocked() (until time.Time, why string) {
	e := g.failed
	if e == nil || e.Class != wall.ClassThrottled && e.Class != wall.ClassQuota {
		return time.Time{}, ""
	}
	until = e.Until
	if most := g.at.Add(longestRest); until.After(most) {
		until = most
	}
	if rest := g.at.Add(wall.TickDuration); until.IsZero() || g.isFacebook() && until.After(rest) {
		until = rest
	}
	return until, e.Message
}

func (g Grant) isFacebook() bool {
	return strings.HasPrefix(strings.TrimPrefix(g.ledger, OwnPrefix), string(wall.Facebook))
}

// bucket is where use of now is counted.
func (lim limit) bucket(now time.Time) int64 {
	if lim.period == nil {
		return wall.TickAt(now)
	}
	start, _ := lim.period(now)
	return wall.TickAt(start)
}

// oldest is the first bucket that counts still. Of a window that rolls it is
// the one in which it began: a whole tick is counted as long as a part of it is.
func (lim limit) oldest(now time.Time) int64 {
	if lim.period == nil {
		return wall.TickAt(now.Add(-lim.window))
	}
	return lim.bucket(now)
}

func (m Meter) sum(lim limit, now time.Time) int64 {
	if lim.period != nil {
		return m.Used[lim.bucket(now)]
	}
	var sum int64
	for bucket, used := range m.Used {
		if bucket >= lim.oldest(now) {
			sum += used
		}
	}
	return sum
}

// even is how much of a period's amount would be used by now at an even pace. Who
// does not wait for a turn takes no more: the rest is for those who do.
func (lim limit) even(now time.Time) int64 {
	if lim.period == nil {
		return lim.amount
	}
	start, end := lim.period(now)
	return int64(float64(lim.amount) * float64(now.Sub(start)) / float64(end.Sub(start)))
}

// pace is the time between two units at which the limit is just kept. What is
// left of a long period is spread over its rest; a short one is soon over.
func (lim limit) pace(m Meter, now time.Time) time.Duration {
	if lim.period == nil {
		return time.Duration(float64(lim.window) / (sparing * float64(max(1, lim.amount))))
	}
	start, end := lim.period(now)
	even := end.Sub(start) / time.Duration(max(1, lim.amount))
	if end.Sub(start) < aWeek {
		return even
	}
	return min(end.Sub(now)/time.Duration(max(1, lim.amount-m.sum(lim, now))), slowestPace*even)
}

const (
	aWeek       = 7 * 24 * time.Hour
	slowestPace = 3 // times an even one, however little is left
)

// free is when a window that rolls has room for so much again.
func (m Meter) free(lim limit, amount int64, now time.Time) time.Time {
	left := m.sum(lim, now)
	for bucket := lim.oldest(now); bucket <= wall.TickAt(now); bucket++ {
		if left -= m.Used[bucket]; left+amount <= lim.amount {
			return wall.TickTime(bucket + 1).Add(lim.window)
		}
	}
	return now.Add(lim.window)
}
