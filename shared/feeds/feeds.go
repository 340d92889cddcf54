// Package feeds is what people do with a tenant's feeds: add, pause, resume,
// remove, refresh now. A change is stored first; then a message asks the same
// queue that the ticks use for an immediate sync.
package feeds

import (
	"context"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Store is a tenant's table as the management of feeds uses it.
type Store interface {
	wall.FeedStore
	wall.SnapshotStore
	wall.AuditStore
}

// Sealer seals a feed's own credential for one tenant.
type Sealer interface {
	Seal(ctx context.Context, ref wall.TableRef, c wall.Credential) ([]byte, error)
}

// Manager manages the feeds of any tenant.
type Manager struct {
	Open   func(ctx context.Context, ref wall.TableRef) (Store, error)
	Queue  wall.SyncQueue
	Sealer Sealer
	Clock  func() time.Time
	Room   Room // on the shared credentials; nil to let the feed itself say that there is none

	// Networks shows previews and tries credentials before they are saved, so
	// many an hour by Counter; nil where nobody waits for that.
	Networks Asker
	Counter  budget.Counter
}

// Room tells whether the shared credentials can take one more feed.
type Room interface {
	Fits(ctx context.Context, f wall.Feed, now time.Time) error
}

// List reads the feeds and how they are doing, oldest first.
func (m Manager) List(ctx context.Context, t wall.Tenant) (wall.SyncData, error) {
	store, err := m.open(ctx, t)
	if err != nil {
		return wall.SyncData{}, err
	}
	data, err := store.LoadSync(ctx)
	slices.SortFunc(data.Feeds, func(a, b wall.Feed) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return data, err
}

// Change is what a person changes of a feed; nil leaves a part as it is.
type Change struct {
	Rev        int64 // of the feed as the person read it; 0 for any
	Name       *string
	Query      *wall.Query
	Enabled    *bool
	Credential *wall.Credential // the tenant's own
	Shared     bool             // the shared credential in the place of the tenant's own
}

// Change changes a feed and asks for its refresh. PlanLimit when it is to be
// enabled and there is no room for it; an invalid field when there is none on the
// shared credentials.
func (m Manager) Change(ctx context.Context, t wall.Tenant, feedID string, c Change) (wall.Feed, error) {
	var next wall.Feed
	store, err := m.update(ctx, t, feedID, func(store Store, f wall.Feed) (err error) {
		if err = wall.IfUnchanged(c.Rev, f.Rev); err != nil {
			return err
		}
		if next, err = m.changed(ctx, t, f, c); err != nil {
			return err
		}
		if err = m.fitsChanged(ctx, f, next); err != nil {
			return err
		}
		return store.UpdateFeed(ctx, f, next, t.Plan.FeedLimit(), m.entry(ctx, "feed.changed", next))
	})
	if err != nil {
		return wall.Feed{}, err
	}
	feedsync.Show(ctx, store, t.ID, m.Clock())
	if next.Enabled {
		m.syncNow(ctx, t)
	}
	return next, nil
}

// update changes a feed as it is, and again when somebody else changes the feeds
// at the same time.
func (m Manager) update(ctx context.Context, t wall.Tenant, feedID string, change func(Store, wall.Feed) error) (Store, error) {
	var store Store
	return store, wall.Again(ctx, func() (err error) {
		var f wall.Feed
		if store, f, err = m.find(ctx, t, feedID); err != nil {
			return err
		}
		return change(store, f)
	})
}

// fitsChanged looks for room when a change makes a feed ask its network for
// something that it did not ask for, or with another credential.
func (m Manager) fitsChanged(ctx context.Context, before, next wall.Feed) error {
	more := !before.Enabled || before.Query.String() != next.Query.String() || before.HasOwnCredential()
	if !next.Enabled || !more {
		return nil
	}
	return m.fits(ctx, next)
}

func (m Manager) changed(ctx context.Context, t wall.Tenant, f wall.Feed, c Change) (next wall.Feed, err error) {
	next = f
	if c.Name != nil {
		if next.Name, err = wall.ParseName(*c.Name); err != nil {
			return wall.Feed{}, err
		}
	}
	if c.Query != nil {
		if next.Query, err = wall.ParseQuery(f.Network, *c.Query); err != nil {
			return wall.Feed{}, err
		}
	}
	if c.Enabled != nil {
		next.Enabled = *c.Enabled
	}
	if c.Credential != nil || c.Shared {
		return m.seal(ctx, t, next, c.Credential)
	}
	return next, needsNoCredential(next)
}

// Pause stops a feed's refreshes; its posts stay.
func (m Manager) Pause(ctx context.Context, t wall.Tenant, feedID string) (wall.Feed, error) {
	return m.setEnabled(ctx, t, feedID, false)
}

// Resume refreshes a paused feed again. It is refused as Change refuses.
func (m Manager) Resume(ctx context.Context, t wall.Tenant, feedID string) (wall.Feed, error) {
	return m.setEnabled(ctx, t, feedID, true)
}

func (m Manager) setEnabled(ctx context.Context, t wall.Tenant, feedID string, enabled bool) (wall.Feed, error) {
	var next wall.Feed
	changed, action := false, "feed.paused"
	if enabled {
		action = "feed.resumed"
	}
	_, err := m.update(ctx, t, feedID, func(store Store, f wall.Feed) error {
		next, changed = f, f.Enabled != enabled
		if !changed {
			return nil
		}
		next.Enabled = enabled
		if err := m.fitsChanged(ctx, f, next); err != nil {
			return err
		}
		return store.UpdateFeed(ctx, f, next, t.Plan.FeedLimit(), m.entry(ctx, action, f))
	})
	if err == nil && changed && enabled {
		m.syncNow(ctx, t)
	}
	return next, err
}

// Remove takes a feed away, and with it the posts that only it matched. rev is
// that of the feed as the person read it; 0 for any.
func (m Manager) Remove(ctx context.Context, t wall.Tenant, feedID string, rev int64) error {
	store, err := m.update(ctx, t, feedID, func(store Store, f wall.Feed) error {
		if err := wall.IfUnchanged(rev, f.Rev); err != nil {
			return err
		}
		return store.RemoveFeed(ctx, f, m.entry(ctx, "feed.removed", f))
	})
	if err != nil {
		return err
	}
	feedsync.Show(ctx, store, t.ID, m.Clock())
	feedsync.AskToTidy(ctx, m.Queue, t.Ref())
	return nil
}

// FitPlan pauses the newest feeds above the plan's limit and returns them;
// nothing is deleted.
func (m Manager) FitPlan(ctx context.Context, t wall.Tenant) ([]wall.Feed, error) {
	data, err := m.List(ctx, t)
	if err != nil {
		return nil, err
	}
	enabled := slices.DeleteFunc(data.Feeds, func(f wall.Feed) bool { return !f.Enabled })
	if t.Plan.Allows(len(enabled)) {
		return nil, nil
	}
	var paused []wall.Feed
	for _, f := range enabled[t.Plan.FeedLimit():] {
		f, err := m.Pause(ctx, t, f.ID)
		if err != nil {
			return paused, err
		}
		paused = append(paused, f)
	}
	return paused, nil
}

// entry says in the audit what is done to a feed.
func (m Manager) entry(ctx context.Context, action string, f wall.Feed) wall.AuditEntry {
	return audit.Entry(ctx, m.Clock(), action, f.ID, "%s: %s %s", f.Name, f.Network.Title(), f.Query)
}

func (m Manager) open(ctx context.Context, t wall.Tenant) (Store, error) {
	if err := t.Ready(); err != nil {
		return nil, err
	}
	return m.Open(ctx, t.Ref())
}

func (m Manager) find(ctx context.Context, t wall.Tenant, feedID string) (Store, wall.Feed, error) {
	store, err := m.open(ctx, t)
	if err != nil {
		return nil, wall.Feed{}, err
	}
	data, err := store.LoadSync(ctx)
	if err != nil {
		return nil, wall.Feed{}, err
	}
	i := slices.IndexFunc(data.Feeds, func(f wall.Feed) bool { return f.ID == feedID })
	if i < 0 {
		return nil, wall.Feed{}, wall.Errorf(wall.NotFound, "there is no feed %s", feedID)
	}
	return store, data.Feeds[i], nil
}
