package onboarding

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Tables makes tenants' tables.
type Tables interface {
	// CreateTable makes the table ready; it may be repeated.
	CreateTable(ctx context.Context, ref wall.TableRef) error
}

// Table is one tenant's table as its set-up needs it.
type Table interface {
	// SetUp writes what a new table needs unless it is there, and returns the
	// key that the table holds: the given one, or that of an earlier run.
	SetUp(ctx context.Context, t wall.Tenant, newKey wall.Secret) (wall.Secret, error)
	// Key reads the key.
	Key(ctx context.Context) (wall.Secret, error)
	// ReplaceKey stores a new key in the place of old; Changed.
	ReplaceKey(ctx context.Context, old, next wall.Secret, log ...wall.AuditEntry) error
	audit.Recorder
}

// OpenTable opens a tenant's table.
type OpenTable func(ctx context.Context, ref wall.TableRef) (Table, error)

// Provisioner makes registered tenants ready.
type Provisioner struct {
	Registry Registry
	Tables   Tables
	Open     OpenTable
}

// Provision makes a tenant's table and key and lets the tenant in. Every step
// looks at what an earlier run has done: table, then key in the table, then the
// registry, which activates all at once.
func (p Provisioner) Provision(ctx context.Context, tenantID string) error {
	t, err := p.Registry.Tenant(ctx, tenantID)
	if err != nil {
		return err
	}
	if t.Status != wall.Provisioning {
		return nil // done already: a duplicate
	}
	if err := p.Tables.CreateTable(ctx, t.Ref()); err != nil {
		return err
	}
	table, err := p.Open(ctx, t.Ref())
	if err != nil {
		return err
	}
	key, err := table.SetUp(ctx, t, auth.NewKey())
	if err != nil {
		return err
	}
	if err := p.activate(ctx, t.ID, auth.HashKey(key)); err != nil {
		return fmt.Errorf("activate tenant %s: %w", t.ID, err)
	}
	slog.InfoContext(ctx, "tenant is ready", "tenant", t.ID, "table", t.Table)
	return nil
}

func (p Provisioner) activate(ctx context.Context, tenantID, keyHash string) error {
	_, err := p.Registry.UpdateTenant(ctx, tenantID, func(t *wall.Tenant) error {
		if t.Status == wall.Provisioning {
			t.Status, t.KeyHash = wall.Active, keyHash
		}
		return nil
	})
	return err
}
