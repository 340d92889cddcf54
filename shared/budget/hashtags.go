package budget

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	hashtagLimit  = 30 // different ones that an Instagram account may ask for …
	hashtagWindow = 7 * 24 * time.Hour
	// hashtagMargin covers the time between our claim and Instagram's own count,
	// which starts with the request.
	hashtagMargin = time.Hour
)

// withHashtags is what an account holds once it has asked for the hashtags. A
// request near the end of a hashtag's week may begin a new one.
func withHashtags(held map[string]time.Time, hashtags []string, now time.Time) (map[string]time.Time, error) {
	next := alive(held, now)
	fresh := missing(held, hashtags, now)
	if excess := len(next) + len(fresh) - hashtagLimit; excess > 0 {
		return nil, noRoom(next, min(excess, len(next)))
	}
	if len(fresh) == 0 && !slices.ContainsFunc(hashtags, func(h string) bool { return isEnding(next[h], now) }) {
		return held, nil
	}
	for _, h := range hashtags {
		if isEnding(next[h], now) {
			next[h] = now.Add(hashtagWindow + hashtagMargin).UTC().Truncate(time.Second)
		}
	}
	return next, nil
}

// isEnding is also true of what is not held.
func isEnding(until, now time.Time) bool { return until.Sub(now) < 2*hashtagMargin }

func alive(held map[string]time.Time, now time.Time) map[string]time.Time {
	still := maps.Clone(held)
	maps.DeleteFunc(still, func(_ string, until time.Time) bool { return !until.After(now) })
	if still == nil {
		still = map[string]time.Time{}
	}
	return still
}

func missing(held map[string]time.Time, hashtags []string, now time.Time) []string {
	return slices.DeleteFunc(slices.Clone(hashtags), func(h string) bool { return held[h].After(now) })
}

// noRoom says when as many hashtags as are too many will be free again.
func noRoom(held map[string]time.Time, excess int) error {
	free := slices.SortedFunc(maps.Values(held), time.Time.Compare)
	until := time.Time{}
	if excess > 0 {
		until = free[excess-1]
	}
	return &wall.UpstreamError{
		Class: wall.ClassQuota,
		Until: until,
		Message: fmt.Sprintf("Instagram lets the platform's account follow %d different hashtags a week, and all are taken; "+
			"give this feed an account of its own, or wait until %s", hashtagLimit, until.Format("2 January 15:04 UTC")),
	}
}
