package operator

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// pollInterval is how often a wait looks again.
const pollInterval = 300 * time.Millisecond

// Refresh makes all enabled feeds of a tenant due, asks for their sync, and
// returns them.
func (o Operator) Refresh(ctx context.Context, t wall.Tenant) ([]wall.Feed, error) {
	data, err := o.Feeds.List(ctx, t)
	if err != nil {
		return nil, err
	}
	enabled := slices.DeleteFunc(data.Feeds, func(f wall.Feed) bool { return !f.Enabled })
	if len(enabled) == 0 {
		return nil, nil
	}
	store, err := o.Feeds.Open(ctx, t.Ref())
	if err != nil {
		return nil, err
	}
	for _, f := range enabled {
		if err := store.RequestRefresh(ctx, f.ID); err != nil {
			return nil, err
		}
	}
	return enabled, o.Feeds.Queue.SendSync(ctx, wall.SyncNow(t.Ref()), 0)
}

// AwaitActive waits until a new tenant's table and key are made.
func (o Operator) AwaitActive(ctx context.Context, tenantID string) (wall.Tenant, error) {
	var t wall.Tenant
	err := poll(ctx, func() (done bool, err error) {
		t, err = o.Registry.Tenant(ctx, tenantID)
		return t.Status != wall.Provisioning, err
	})
	return t, err
}

// AwaitRefresh waits until the feeds that were due at once have been refreshed,
// well or not (each feed's state says which), and visitors see what they brought.
func (o Operator) AwaitRefresh(ctx context.Context, t wall.Tenant, feedIDs ...string) (wall.SyncData, error) {
	var data wall.SyncData
	due := func(id string) bool {
		state, exists := data.State.Feeds[id]
		return exists && state.NextTick == 0
	}
	err := poll(ctx, func() (done bool, err error) {
		data, err = o.Feeds.List(ctx, t)
		return !slices.ContainsFunc(feedIDs, due) && data.State.Built >= data.State.Gen, err
	})
	return data, err
}

// poll calls look until it is done, it fails, or the context ends.
func poll(ctx context.Context, look func() (done bool, err error)) error {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		if done, err := look(); done || err != nil {
			return err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// OnWall counts the posts of each feed that visitors see now, by feed.
func (o Operator) OnWall(ctx context.Context, t wall.Tenant) (map[string]int, error) {
	store, err := o.Feeds.Open(ctx, t.Ref())
	if err != nil {
		return nil, err
	}
	data, err := store.LoadSync(ctx)
	if err != nil {
		return nil, err
	}
	now := o.Feeds.Clock()
	posts, err := store.ListWall(ctx, "", math.MaxInt, func(p wall.Post) bool { return data.Shows(p, now) })
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, p := range posts {
		for _, id := range p.FeedIDs {
			counts[id]++
		}
	}
	return counts, nil
}
