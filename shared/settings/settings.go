// Package settings is how a tenant's people choose the look and the rules of
// their wall.
package settings

import (
	"context"
	"iter"
	"time"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Store is a tenant's table as its settings use it.
type Store interface {
	wall.SnapshotStore
	// PostsAfter lists the posts behind a position ("" for all), the newest
	// first.
	PostsAfter(ctx context.Context, after wall.Position) iter.Seq2[wall.WallPost, error]
	// SaveWidget stores the settings of revision w.Rev in their new form, and its
	// entry in the audit. Changed when they have another revision.
	SaveWidget(ctx context.Context, w wall.Widget, log ...wall.AuditEntry) error
}

// Keeper keeps the settings of any tenant.
type Keeper struct {
	Open  func(ctx context.Context, ref wall.TableRef) (Store, error)
	Queue wall.SyncQueue // takes the work behind changed rules
	Clock func() time.Time
}

// Widget reads the settings, and what their rules catch.
func (k Keeper) Widget(ctx context.Context, t wall.Tenant) (wall.Widget, wall.Caught, error) {
	store, err := k.open(ctx, t)
	if err != nil {
		return wall.Widget{}, wall.Caught{}, err
	}
	data, err := store.LoadSync(ctx)
	if err != nil {
		return wall.Widget{}, wall.Caught{}, err
	}
	caught, err := k.caught(ctx, store, data)
	return data.Widget, caught, err
}

// countLimit bounds the posts that are read to count what the rules catch.
const countLimit = 2000

// caught counts by the rules of this moment. What is stored follows them later,
// and rules that nobody made catch nothing.
func (k Keeper) caught(ctx context.Context, store Store, data wall.SyncData) (wall.Caught, error) {
	rules, c := data.Widget.Moderation, wall.Caught{Words: map[string]int{}, Authors: map[string]int{}}
	if len(rules.BlockedWords)+len(rules.BlockedAuthors) == 0 {
		return c, nil
	}
	now, seen := k.Clock(), 0
	for p, err := range store.PostsAfter(ctx, "") {
		if err != nil {
			return wall.Caught{}, err
		}
		if seen++; seen > countLimit {
			break
		}
		if !p.Expired(now) && !data.Orphaned(p.Post) {
			rules.Count(p.Post, c)
		}
	}
	return c, nil
}

// SetWidget replaces the settings of revision w.Rev. Changed when somebody was
// quicker. The wall shows them at once: rules take effect without a change of
// the posts that they are about.
func (k Keeper) SetWidget(ctx context.Context, t wall.Tenant, w wall.Widget) (wall.Widget, error) {
	w, err := wall.ParseWidget(w)
	if err == nil {
		err = wall.CheckLogo(t.ID, w.Branding.Logo)
	}
	if err != nil {
		return wall.Widget{}, err
	}
	store, err := k.open(ctx, t)
	if err != nil {
		return wall.Widget{}, err
	}
	before, err := store.LoadSync(ctx)
	if err != nil {
		return wall.Widget{}, err
	}
	if err := wall.IfUnchanged(w.Rev, before.Widget.Rev); err != nil {
		return wall.Widget{}, err
	}
	if err := store.SaveWidget(ctx, w, audit.Entry(ctx, k.Clock(), "widget.changed", "", "")); err != nil {
		return wall.Widget{}, err
	}
	w.Rev++
	if !w.Moderation.Same(before.Widget.Moderation) {
		feedsync.AskToTidy(ctx, k.Queue, t.Ref())
	}
	feedsync.Show(ctx, store, t.ID, k.Clock())
	return w, nil
}

func (k Keeper) open(ctx context.Context, t wall.Tenant) (Store, error) {
	if err := t.Ready(); err != nil {
		return nil, err
	}
	return k.Open(ctx, t.Ref())
}
