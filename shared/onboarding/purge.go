package onboarding

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// PurgeRegistry is the platform's register as the purge of a tenant uses it.
type PurgeRegistry interface {
	Registry
	// RemovePeople removes a tenant's members and invitations, in the place of the
	// person too.
	RemovePeople(ctx context.Context, tenantID string) error
	// RemoveTenant removes a tenant that is being purged, with its keys, its health
	// and its place in the directory. Its table's name stays taken.
	RemoveTenant(ctx context.Context, t wall.Tenant, now time.Time) error
}

// OldTables removes tenants' tables.
type OldTables interface {
	// DeleteTable removes a table, whatever protects it; it may be repeated.
	DeleteTable(ctx context.Context, ref wall.TableRef) error
}

// Pictures is the store of what tenants upload.
type Pictures interface {
	// RemoveAll removes all whose names begin so; it may be repeated.
	RemoveAll(ctx context.Context, prefix string) error
}

// Purger removes what is left of deleted tenants.
type Purger struct {
	Registry PurgeRegistry
	Tables   OldTables
	Pictures Pictures
	Clock    func() time.Time
}

// Purge removes all of a deleted tenant whose time is over. From its first step
// on the tenant cannot be restored; the registry, which tells that there is
// something to remove, goes last. A run that was killed is completed by the next.
func (p Purger) Purge(ctx context.Context, tenantID string) error {
	t, err := p.begin(ctx, tenantID)
	if errors.Is(err, errNotDue) || wall.IsCode(err, wall.NotFound) {
		slog.InfoContext(ctx, "nothing to purge", "tenant", tenantID)
		return nil
	}
	if err != nil {
		return err
	}
	if err := p.Pictures.RemoveAll(ctx, wall.PicturesOf(t.ID)); err != nil {
		return fmt.Errorf("purge pictures of %s: %w", t.ID, err)
	}
	if err := p.Tables.DeleteTable(ctx, t.Ref()); err != nil {
		return fmt.Errorf("purge table of %s: %w", t.ID, err)
	}
	if err := p.Registry.RemovePeople(ctx, t.ID); err != nil {
		return fmt.Errorf("purge people of %s: %w", t.ID, err)
	}
	if err := p.Registry.RemoveTenant(ctx, t, p.Clock()); err != nil {
		return fmt.Errorf("purge tenant %s: %w", t.ID, err)
	}
	slog.InfoContext(ctx, "tenant is purged", "tenant", t.ID, "table", t.Table)
	return nil
}

// errNotDue: the message is old, the tenant was restored, or there is time left.
var errNotDue = errors.New("the tenant is not to be purged now")

// begin closes the way back.
func (p Purger) begin(ctx context.Context, tenantID string) (wall.Tenant, error) {
	return p.Registry.UpdateTenant(ctx, tenantID, func(t *wall.Tenant) error {
		if !t.PurgeDue(p.Clock()) {
			return errNotDue
		}
		t.Purging = true
		return nil
	})
}
