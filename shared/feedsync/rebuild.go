package feedsync

import (
	"context"
	"fmt"
	"time"

	"github.com/hashmytag/hashmytag/shared/snapshot"
	"github.com/hashmytag/hashmytag/shared/wall"
)

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
