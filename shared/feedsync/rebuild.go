package feedsync

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/hashmytag/hashmytag/shared/snapshot"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Show brings a change that a person made on the wall. If that fails the change
// stands all the same, and the next sync rebuilds.
func Show(ctx context.Context, store wall.SnapshotStore, tenantID string, now time.Time) {
	if err := Rebuild(ctx, store, tenantID, now); err != nil {
		slog.WarnContext(ctx, "wall not rebuilt: the next sync does it", "tenant", tenantID, "error", err)
	}
}

// Rebuild makes the snapshot of a tenant's wall anew. It may run at any time
// and in parallel: the snapshot of the latest generation wins.
func Rebuild(ctx context.Context, store wall.SnapshotStore, tenantID string, now time.Time) error {
	data, err := store.LoadSync(ctx)
	if err != nil {
		return err
	}
	posts, err := store.ListWall(ctx, "", snapshot.Size, func(p wall.Post) bool { return data.Shows(p, now) })
	if err != nil {
		return err
	}
	before, err := store.Snapshot(ctx)
	if err != nil && !wall.IsCode(err, wall.NotFound) {
		return err
	}
	next, err := snapshot.Build(tenantID, data, posts, before, now)
	if err != nil {
		return fmt.Errorf("build snapshot: %w", err)
	}
	err = store.PutSnapshot(ctx, next)
	if wall.IsCode(err, wall.Changed) {
		return nil // a rebuild that saw more has stored its own
	}
	if err != nil {
		return fmt.Errorf("store snapshot: %w", err)
	}
	return store.MarkBuilt(ctx, next.Gen, next.StaleAt)
}
