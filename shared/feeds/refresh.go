package feeds

import (
	"context"
	"log/slog"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Sync asks for a refresh of a feed now.
func (m Manager) Sync(ctx context.Context, t wall.Tenant, feedID string) error {
	store, err := m.open(ctx, t)
	if err != nil {
		return err
	}
	if err := wall.Again(ctx, func() error { return store.RequestRefresh(ctx, feedID) }); err != nil {
		return err
	}
	return m.Queue.SendSync(ctx, wall.SyncNow(t.Ref()), 0)
}

// syncPause is how often a person may ask for one feed's refresh.
const syncPause = time.Minute

// SyncOnce asks for a refresh of a feed now, once a minute: TooManyRequests.
// Conflict when the feed is paused.
func (m Manager) SyncOnce(ctx context.Context, t wall.Tenant, feedID string) error {
	store, f, err := m.find(ctx, t, feedID)
	if err != nil {
		return err
	}
	if !f.Enabled {
		return wall.Refuse(wall.Conflict, "feed-paused", "the feed is paused: resume it first")
	}
	err = wall.Again(ctx, func() error { return store.RequestRefreshOnce(ctx, feedID, m.Clock(), syncPause) })
	if err != nil {
		return err
	}
	return m.Queue.SendSync(ctx, wall.SyncNow(t.Ref()), 0)
}

// syncNow asks for an immediate sync. If that fails the change stands all the
// same, and the next tick does what the message would have done.
func (m Manager) syncNow(ctx context.Context, t wall.Tenant) {
	if err := m.Queue.SendSync(ctx, wall.SyncNow(t.Ref()), 0); err != nil {
		slog.WarnContext(ctx, "sync not asked for: the next tick does it", "tenant", t.ID, "error", err)
	}
}
