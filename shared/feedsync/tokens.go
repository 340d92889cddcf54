package feedsync

import (
	"context"
	"log/slog"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Sealer seals a renewed credential for one tenant.
type Sealer interface {
	Seal(ctx context.Context, ref wall.TableRef, c wall.Credential) ([]byte, error)
}

// Inspector is a network that tells of its tokens, and renews them.
type Inspector interface {
	Inspect(ctx context.Context, r wall.InspectRequest) (wall.Inspection, error)
	Renew(ctx context.Context, r wall.InspectRequest) (wall.Renewed, error)
}

const (
	// checkEvery is how often a network is asked about a token.
	checkEvery = 24 * time.Hour
	// renewAhead is when a token is renewed: half of its 60 days are left then, and
	// as many days to try again.
	renewAhead = 30 * 24 * time.Hour
	// inspectCalls are for asking about a token as the operator's app, then as the
	// token itself, and for its owner's name.
	inspectCalls = 3
	// tendedAtOnce bounds what one sync does beside its work.
	tendedAtOnce = 3
	tendTime     = 8 * time.Second
)

// Inspect asks whose a feed's own credential is, what it may, and until when it
// works. Of a network that tells nothing of its tokens nothing is known.
func (r Refresher) Inspect(ctx context.Context, f wall.Feed, own wall.Credential, now time.Time) (wall.Inspection, error) {
	inspector, tells := r.Networks[f.Network].(Inspector)
	if !tells {
		return wall.Inspection{Token: wall.Token{CheckedAt: now}}, nil
	}
	var found wall.Inspection
	err := r.about(ctx, f.Query, ofOwn(f, own, inspectCalls, now), own, func(ctx context.Context, q wall.InspectRequest) (err error) {
		found, err = inspector.Inspect(ctx, q)
		return err
	})
	return found, err
}

// renew gives a feed's own credential a longer life.
func (r Refresher) renew(ctx context.Context, f wall.Feed, own wall.Credential, now time.Time) (wall.Renewed, error) {
	var next wall.Renewed
	err := r.about(ctx, f.Query, ofOwn(f, own, 1, now), own, func(ctx context.Context, q wall.InspectRequest) (err error) {
		next, err = r.Networks[f.Network].(Inspector).Renew(ctx, q)
		return err
	})
	return next, err
}

func ofOwn(f wall.Feed, own wall.Credential, calls int, now time.Time) budget.Request {
	return budget.Request{Network: f.Network, Account: budget.Account(f.Network, own), Own: true, Calls: calls, Now: now}
}

// watch asks about the shared credential that has just been asked with, for the
// operator. Nothing depends on it.
func (r Refresher) watch(ctx context.Context, network Network, request wall.FetchRequest, grant budget.Grant, leave budget.Request) {
	inspector, tells := network.(Inspector)
	if !tells {
		return
	}
	leave.Query, leave.Calls, leave.First = wall.Query{}, inspectCalls, false
	var found wall.Inspection
	err := r.about(ctx, request.Query, leave, request.Credential, func(ctx context.Context, q wall.InspectRequest) (err error) {
		found, err = inspector.Inspect(ctx, q)
		return err
	})
	if err == nil {
		err = r.Budget.Note(ctx, grant, found.Token)
	}
	if err != nil {
		slog.WarnContext(ctx, "shared token not watched", "network", leave.Network, "error", err)
	}
}

// about asks something about a credential, within its limits.
func (r Refresher) about(ctx context.Context, of wall.Query, leave budget.Request, c wall.Credential, ask func(context.Context, wall.InspectRequest) error) error {
	grant, err := r.Budget.Reserve(ctx, leave)
	if err != nil {
		return unexpected(err)
	}
	q := wall.InspectRequest{Query: of, Credential: c, Now: leave.Now}
	if r.App != nil {
		q.App = r.App(ctx)
	}
	allowed, allowance := wire.Allow(ctx, grant.Calls)
	err = ask(allowed, q)
	r.settle(ctx, grant.Observed(allowance.Made(), wall.Usage{}, err), 0)
	return err
}

// deadRest is how long an own token that was refused twice is left alone. A new
// one is tried at once, and so is the old one when a person asks for it.
const deadRest = int64(6 * time.Hour / wall.TickDuration)

// retryOwn is the tick at which a feed that failed on its own is tried again.
func retryOwn(tick int64, failures int, e *wall.UpstreamError, now time.Time) int64 {
	next := retryTick(tick, failures, e.Until, now)
	if e.Class == wall.ClassAuth && failures > 1 {
		return max(next, tick+deadRest)
	}
	return next
}

// tend looks after the own tokens of feeds whose day has come. Nothing of the
// sync depends on it: what fails is tried again after a day.
func (r *run) tend(ctx context.Context, feeds []wall.Feed, state wall.State) {
	ctx, cancel := context.WithTimeout(ctx, tendTime)
	defer cancel()
	tended := 0
	for _, f := range feeds {
		_, tells := r.Refresher.Networks[f.Network].(Inspector)
		e := state.Feeds[f.ID].Error
		if !tells || !f.HasOwnCredential() || r.now.Sub(f.Token.CheckedAt) < checkEvery || e != nil && e.Class == wall.ClassAuth {
			continue
		}
		if tended++; tended > tendedAtOnce {
			return
		}
		if err := r.tendOne(ctx, f); err != nil && !wall.IsCode(err, wall.Changed) { // whoever has changed the feed has tried its token
			slog.WarnContext(ctx, "token not looked after", "tenant", r.message.Ref.TenantID, "feed", f.ID, "network", f.Network, "error", err)
		}
	}
}

// tendOne asks about a feed's token, renews it when its time has come, and keeps
// both in one write. If that fails, the old token works on as long as it did.
func (r *run) tendOne(ctx context.Context, f wall.Feed) error {
	own, err := r.Refresher.Own.Open(ctx, r.message.Ref, f.SealedCredential)
	if err != nil {
		return err
	}
	found, err := r.Refresher.Inspect(ctx, f, own, r.now)
	if err != nil {
		slog.WarnContext(ctx, "token not inspected", "tenant", r.message.Ref.TenantID, "feed", f.ID, "network", f.Network, "error", err)
	}
	next := f
	next.Token = known(f.Token, found.Token)
	next.Token.CheckedAt = r.now
	if r.Sealer != nil && next.Token.Renewable && next.Token.ExpiresAt.Before(r.now.Add(renewAhead)) {
		if err := r.renew(ctx, &next, own); err != nil {
			slog.WarnContext(ctx, "token not renewed", "tenant", r.message.Ref.TenantID, "feed", f.ID, "network", f.Network, "error", err)
		}
	}
	return r.store.KeepToken(ctx, next)
}

// known is what is known of a token after it was asked about: what the answer
// leaves out is as it was.
func known(before, now wall.Token) wall.Token {
	if now.Account == "" {
		now.Account, now.AccountID = before.Account, before.AccountID
	}
	if now.ExpiresAt.IsZero() {
		now.ExpiresAt = before.ExpiresAt
	}
	now.Renewable = now.Renewable || now.CheckedAt.IsZero() && before.Renewable
	return now
}

// renew puts a token with a longer life into a feed.
func (r *run) renew(ctx context.Context, f *wall.Feed, own wall.Credential) error {
	next, err := r.Refresher.renew(ctx, *f, own, r.now)
	if err != nil || !next.ExpiresAt.After(f.Token.ExpiresAt) {
		return err
	}
	sealed, err := r.Sealer.Seal(ctx, r.message.Ref, next.Credential)
	if err != nil {
		return err
	}
	f.SealedCredential, f.Token.ExpiresAt = sealed, next.ExpiresAt
	slog.InfoContext(ctx, "token renewed", "tenant", r.message.Ref.TenantID, "feed", f.ID, "network", f.Network, "until", next.ExpiresAt)
	return nil
}
