package feeds

import (
	"context"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Addition is a feed as a person wants it.
type Addition struct {
	Name       string // empty for one made of network and query
	Network    wall.Network
	Query      wall.Query
	Credential *wall.Credential // the tenant's own; nil for the shared one
	Paused     bool
}

// Add stores a feed and asks for its first refresh. PlanLimit when the plan
// has no room for it.
func (m Manager) Add(ctx context.Context, t wall.Tenant, a Addition) (wall.Feed, error) {
	f, err := wall.NewFeed(a.Name, a.Network, a.Query, m.Clock())
	if err != nil {
		return wall.Feed{}, err
	}
	f.Enabled = !a.Paused
	if f, err = m.seal(ctx, t, f, a.Credential); err != nil {
		return wall.Feed{}, err
	}
	if err := m.fits(ctx, f); err != nil {
		return wall.Feed{}, err
	}
	store, err := m.open(ctx, t)
	if err != nil {
		return wall.Feed{}, err
	}
	err = wall.Again(ctx, func() error { return store.AddFeed(ctx, f, t.Plan.FeedLimit(), m.entry(ctx, "feed.added", f)) })
	if wall.IsCode(err, wall.Changed) { // means nothing to somebody who has read no feed
		busy := wall.Refuse(wall.Unavailable, "feeds-changing", "the feeds are being changed by others: try again in a moment")
		busy.Cause = err
		err = busy
	}
	if err != nil {
		return wall.Feed{}, err
	}
	if f.Enabled {
		m.syncNow(ctx, t)
	}
	return f, nil
}

// seal gives a feed the tenant's own credential, once it was tried; nil for the
// shared one.
func (m Manager) seal(ctx context.Context, t wall.Tenant, f wall.Feed, given *wall.Credential) (wall.Feed, error) {
	f.SealedCredential, f.Token = nil, wall.Token{}
	own, err := ownCredential(f, given)
	if err != nil || own == nil {
		return f, err
	}
	if f.Token, err = m.try(ctx, t, f, own); err != nil {
		return wall.Feed{}, err
	}
	f.SealedCredential, err = m.Sealer.Seal(ctx, t.Ref(), *own)
	return f, err
}

func needsNoCredential(f wall.Feed) error {
	if f.Query.Account && !f.HasOwnCredential() {
		return wall.InvalidField("/credential", "account-needs-credential", "an account's own media need the account's own credential")
	}
	return nil
}

func (m Manager) fits(ctx context.Context, f wall.Feed) error {
	if m.Room == nil || f.HasOwnCredential() {
		return nil
	}
	return m.Room.Fits(ctx, f, m.Clock())
}
