package feedsync

import (
	"context"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Turn refreshes one feed as a sync does, and answers its next state; the posts
// go nowhere. It is for those who want to know what a schedule comes to.
func (r Refresher) Turn(ctx context.Context, ref wall.TableRef, f wall.Feed, s wall.FeedState, tick int64, now time.Time) wall.FeedState {
	t := turn{ref: ref, tick: tick, now: now}
	return nextFeedState(s, r.refresh(ctx, t, f, s), tick, now)
}
