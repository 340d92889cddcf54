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
