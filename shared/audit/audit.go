// Package audit keeps who changed what in a tenant, for a year.
package audit

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Store is a tenant's table as its audit uses it.
type Store interface {
	// AddAudit stores an entry until it expires.
	AddAudit(ctx context.Context, e wall.AuditEntry) error
	// Audit lists the entries behind a position ("" for all), the newest first,
	// each with its own position.
	Audit(ctx context.Context, after wall.Position, now time.Time) iter.Seq2[wall.PlacedEntry, error]
}

// Log is the audit of any tenant.
type Log struct {
	Open  func(ctx context.Context, ref wall.TableRef) (Store, error)
	Clock func() time.Time
}

// Note stores an entry, with the present time. If that fails the change that it
// tells of stands all the same, and the function's log has it.
func (l Log) Note(ctx context.Context, t wall.Tenant, e wall.AuditEntry) {
	e.At = l.Clock()
	store, err := l.Open(ctx, t.Ref())
	if err == nil {
		err = store.AddAudit(ctx, e)
	}
	if err != nil {
		slog.ErrorContext(ctx, "audit entry not stored", "tenant", t.ID, "by", e.By, "action", e.Action, "target", e.Target, "error", err)
	}
}

// List lists entries, the newest first; next is the cursor of the next page,
// empty at the end.
func (l Log) List(ctx context.Context, t wall.Tenant, limit int, cursor string) (page []wall.AuditEntry, next string, err error) {
	var after wall.Position
	scope := t.ID + "|audit"
	if cursor != "" {
		if after, err = wall.DecodeCursor(scope, cursor); err != nil {
			return nil, "", err
		}
	}
	if err := t.Ready(); err != nil {
		return nil, "", err
	}
	store, err := l.Open(ctx, t.Ref())
	if err != nil {
		return nil, "", err
	}
	for e, err := range store.Audit(ctx, after, l.Clock()) {
		if err != nil {
			return nil, "", err
		}
		if len(page) == limit {
			return page, wall.EncodeCursor(scope, after), nil
		}
		page, after = append(page, e.AuditEntry), e.Position
	}
	return page, "", nil
}
