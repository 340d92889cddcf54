package feedsync

import (
	"context"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	// Retention is how long a post is kept after its publication.
	Retention = 180 * 24 * time.Hour
	// keptPerFeed are a feed's newest posts, which stay however old they are: a
	// wall never goes blank because its networks are quiet.
	keptPerFeed = 50
	// sweepEvery is how many ticks lie between two looks for old posts.
	sweepEvery = int64(24 * time.Hour / wall.TickDuration)
)

// sweep looks once a day for posts that are too old, and lets them expire. It
// reads one item as long as there are none.
func (r *run) sweep(ctx context.Context, data wall.SyncData, tick int64) ([]wall.PostChange, error) {
	if tick-data.State.Swept < sweepEvery {
		return nil, nil
	}
	limit := r.now.Add(-Retention)
	oldest, err := r.store.OldestPost(ctx)
	if err != nil || oldest.IsZero() || oldest.After(limit) {
		return nil, err
	}
	return r.tooOld(ctx, limit)
}

// tooOld are the posts from before limit that are not among the newest of any
// of their feeds, as changes that let them expire now.
func (r *run) tooOld(ctx context.Context, limit time.Time) ([]wall.PostChange, error) {
	var changes []wall.PostChange
	seen := map[string]int{}
	for p, err := range r.store.NewestPosts(ctx) {
		if err != nil {
			return nil, err
		}
		kept := p.Pinned || p.Network == wall.Direct
		for _, feedID := range p.FeedIDs {
			seen[feedID]++
			kept = kept || seen[feedID] <= keptPerFeed
		}
		if !kept && p.ExpiresAt.IsZero() && p.PublishedAt.Before(limit) {
			p.ExpiresAt = r.now
			changes = append(changes, wall.PostChange{Post: p})
		}
	}
	return changes, nil
}
