// Package audit remembers who changed what in a tenant, for a year. A change
// that one transaction of the tenant's table makes is recorded in that
// transaction; one that is made elsewhere, in the registry, right after it.
package audit

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Actor is who changes something.
type Actor struct {
	Subject string // of a user who is signed in
	Email   string
}

type actorKey struct{}

// As names the actor of all that is changed with the context. Whoever tells who
// is asking does so once, before any use case.
func As(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// AsOperator is As for the people who run the platform.
func AsOperator(ctx context.Context) context.Context { return As(ctx, Actor{Email: "operator"}) }

// By is the actor of a context; the platform itself when nobody is named.
func By(ctx context.Context) Actor {
	a, named := ctx.Value(actorKey{}).(Actor)
	if !named {
		return Actor{Email: "platform"}
	}
	return a
}

// Entry is what the context's actor does now.
func Entry(ctx context.Context, now time.Time, action, target, format string, args ...any) wall.AuditEntry {
	actor := By(ctx)
	by := actor.Email
	if by == "" {
		by = actor.Subject
	}
	return wall.AuditEntry{
		At: now, By: by, Subject: actor.Subject, Action: action, Target: target, Detail: fmt.Sprintf(format, args...),
	}
}

// Recorder takes entries.
type Recorder interface {
	Record(ctx context.Context, log ...wall.AuditEntry) error
}

// Record stores the entry of a change that stands already, in the table of its
// tenant, if that has one. If that fails the entry is in the log alone.
func Record[S Recorder](ctx context.Context, open func(context.Context, wall.TableRef) (S, error), t wall.Tenant, e wall.AuditEntry) {
	if t.Ready() != nil {
		return
	}
	store, err := open(ctx, t.Ref())
	if err == nil {
		err = store.Record(ctx, e)
	}
	if err != nil {
		slog.ErrorContext(ctx, "audit entry not stored", "tenant", t.ID, "by", e.By, "action", e.Action,
			"target", e.Target, "detail", e.Detail, "at", e.At, "error", err)
	}
}

// Log lists what was recorded.
type Log struct {
	Open  func(ctx context.Context, ref wall.TableRef) (wall.AuditStore, error)
	Clock func() time.Time
}

// Page is a part of the list.
type Page struct {
	Entries    []wall.AuditEntry
	NextCursor string // empty at the end
}

// The bounds of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 100
)

// List reads a page, the newest entry first, from a cursor on ("" for the start).
func (l Log) List(ctx context.Context, t wall.Tenant, cursor string, limit int) (Page, error) {
	if limit < 1 || limit > MaxLimit {
		return Page{}, wall.InvalidField("/limit", "number-outside", "a page has {least} to {most} entries", 1, MaxLimit)
	}
	after, err := position(t, cursor)
	if err != nil {
		return Page{}, err
	}
	if err := t.Ready(); err != nil {
		return Page{}, err
	}
	store, err := l.Open(ctx, t.Ref())
	if err != nil {
		return Page{}, err
	}
	entries, next, err := store.Audit(ctx, after, limit, l.Clock())
	if err != nil || next == "" {
		return Page{Entries: entries}, err
	}
	return Page{Entries: entries, NextCursor: wall.EncodeCursor(scope(t), wall.Position(next))}, nil
}

// position is where a page begins; "" for the start.
func position(t wall.Tenant, cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	after, err := wall.DecodeCursor(scope(t), cursor)
	return string(after), err
}

// scope names the list that a cursor continues.
func scope(t wall.Tenant) string { return wall.Scope("audit", t.ID) }
