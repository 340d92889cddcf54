package feedsync

import (
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Ticks between two refreshes of a feed that is well. Google's reviews cost
// the most and change the least (networks.md gives $25 per 1,000 calls).
const (
	everyTick      = 1
	googleShared   = int64(24 * time.Hour / wall.TickDuration)
	googleOwn      = int64(6 * time.Hour / wall.TickDuration)
	patience       = 3  // failures before a feed is asked less often
	longestBackOff = 12 // ticks: a feed in error is tried at least every hour
	// longestWait is what a network can ask for at most: it may be mistaken.
	longestWait = 31 * 24 * time.Hour
)

// Interval is how many ticks lie between two refreshes of a feed that is well.
func Interval(f wall.Feed) int64 {
	switch {
	case f.Network != wall.Google:
		return everyTick
	case f.HasOwnCredential():
		return googleOwn
	}
	return googleShared
}

// retryTick is the tick at which a feed that failed is tried again: the next
// one at first, later ones as it keeps failing, and never before the network
// said that it will answer.
func retryTick(tick int64, failures int, until, now time.Time) int64 {
	wait := int64(1)
	if late := failures - patience; late > 0 {
		wait = min(int64(1)<<min(late, 10), longestBackOff)
	}
	if until.After(now) {
		asked := min(until.Sub(now), longestWait)
		wait = max(wait, int64((asked+wall.TickDuration-1)/wall.TickDuration))
	}
	return tick + wait
}

// stretched is the interval of a feed that has to wait so long for its turn.
func stretched(interval int64, wait time.Duration, pace wall.Pace) (int64, wall.Pace) {
	if turns := int64(wait / wall.TickDuration); turns > interval {
		return turns, pace
	}
	if interval > everyTick {
		return interval, wall.PaceDaily
	}
	return interval, ""
}

const (
	fairlyUsed = 0.75 // of a limit, as the network itself says
	mostlyUsed = 0.9
	slower     = 4 // ticks
	slowest    = 12
)

// sparing is the interval for what has a limit of its own that is nearly used,
// as the network says: that of a quiet Facebook page is tiny.
func sparing(interval int64, pace wall.Pace, u wall.Usage) (int64, wall.Pace) {
	least := int64(0)
	switch {
	case u.Object >= mostlyUsed:
		least = slowest
	case u.Object >= fairlyUsed:
		least = slower
	}
	if least > interval {
		return least, wall.PaceAsked
	}
	return interval, pace
}
