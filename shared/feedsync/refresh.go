package feedsync

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Network fetches the posts of one query. Package network has the list.
type Network interface {
	Fetch(ctx context.Context, r wall.FetchRequest) (wall.FetchResult, error)
}

// SharedCredentials are the operator's.
type SharedCredentials interface {
	// Pool is the operator's credentials for a network, at least one; an
	// UpstreamError in plain words when there is none.
	Pool(ctx context.Context, n wall.Network) ([]wall.Credential, error)
	// Refresh reads the credentials again, because one was refused.
	Refresh(ctx context.Context) error
}

// Opener opens feeds' own credentials.
type Opener interface {
	Open(ctx context.Context, ref wall.TableRef, sealed []byte) (wall.Credential, error)
}

// Budget keeps the shared credentials within their limits.
type Budget interface {
	// Pick chooses which of several accounts asks for hashtags.
	Pick(ctx context.Context, accounts, hashtags []string, now time.Time) (int, error)
	Reserve(ctx context.Context, r budget.Request) (budget.Grant, error)
	Settle(ctx context.Context, g budget.Grant, used int) error
}

// Refresher asks the networks.
type Refresher struct {
	Networks map[wall.Network]Network
	Shared   SharedCredentials
	Own      Opener
	Budget   Budget
}

const (
	postsPerRefresh  = 100 // asked for at most
	parallelRefresh  = 8   // feeds of one tenant asked at the same time
	refreshTime      = 20 * time.Second
	settleTime       = 5 * time.Second
	unexpectedReason = "the feed could not be refreshed; we have been told and look into it"
)

// outcome is what a refresh of one feed brought.
type outcome struct {
	result wall.FetchResult
	err    error // an UpstreamError
}

// refreshAll refreshes feeds at the same time, under one deadline.
func (r Refresher) refreshAll(ctx context.Context, ref wall.TableRef, feeds []wall.Feed, states map[string]wall.FeedState, now time.Time) map[string]outcome {
	ctx, cancel := context.WithTimeout(ctx, refreshTime)
	defer cancel()
	var mu sync.Mutex
	var running sync.WaitGroup
	slots := make(chan struct{}, parallelRefresh)
	outcomes := map[string]outcome{}
	for _, f := range feeds {
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			result, err := r.refresh(ctx, ref, f, states[f.ID].Cursor, now)
			mu.Lock()
			defer mu.Unlock()
			outcomes[f.ID] = outcome{result, err}
		})
	}
	running.Wait()
	return outcomes
}

// refresh asks a feed's network once, and once more where that can mend it: a
// cursor that is no longer accepted, a shared token that was replaced.
func (r Refresher) refresh(ctx context.Context, ref wall.TableRef, f wall.Feed, cursor string, now time.Time) (wall.FetchResult, error) {
	result, err := r.fetch(ctx, ref, f, cursor, now)
	if err == nil {
		return result, nil
	}
	switch class := wall.AsUpstreamError(err).Class; {
	case class == wall.ClassCursor && cursor != "":
		return r.fetch(ctx, ref, f, "", now)
	case class == wall.ClassAuth && !f.HasOwnCredential() && r.sharedReplaced(ctx, f.Network):
		return r.fetch(ctx, ref, f, cursor, now)
	}
	return result, err
}

// sharedReplaced reads the shared credentials again, because one was refused,
// and reports whether the operator has replaced any of the network's.
func (r Refresher) sharedReplaced(ctx context.Context, n wall.Network) bool {
	before, err := r.Shared.Pool(ctx, n)
	if err != nil || r.Shared.Refresh(ctx) != nil {
		return false
	}
	after, err := r.Shared.Pool(ctx, n)
	return err == nil && !slices.Equal(after, before)
}

// fetch asks the network with the feed's own credential if it has one, else
// with the shared one within its budget.
func (r Refresher) fetch(ctx context.Context, ref wall.TableRef, f wall.Feed, cursor string, now time.Time) (wall.FetchResult, error) {
	network, err := r.network(f)
	if err != nil {
		return wall.FetchResult{}, err
	}
	request := wall.FetchRequest{Query: f.Query, Cursor: cursor, Limit: postsPerRefresh, Now: now}
	if f.HasOwnCredential() {
		own, err := r.Own.Open(ctx, ref, f.SealedCredential)
		if err != nil {
			return wall.FetchResult{}, unexpected(err)
		}
		request.Credential = own
		return network.Fetch(ctx, request)
	}
	return r.fetchShared(ctx, network, f, request)
}

func (r Refresher) network(f wall.Feed) (Network, error) {
	network, known := r.Networks[f.Network]
	if !known {
		return nil, &wall.UpstreamError{Class: wall.ClassPermission, Message: "this network is not offered any more"}
	}
	return network, nil
}

// fetchShared asks with one of the shared credentials.
func (r Refresher) fetchShared(ctx context.Context, network Network, f wall.Feed, request wall.FetchRequest) (wall.FetchResult, error) {
	shared, err := r.pick(ctx, f, request.Now)
	if err != nil {
		return wall.FetchResult{}, unexpected(err)
	}
	request.Credential = shared
	return r.fetchWithin(ctx, network, f, request)
}

// pick chooses the shared credential that asks for a feed.
func (r Refresher) pick(ctx context.Context, f wall.Feed, now time.Time) (wall.Credential, error) {
	pool, err := r.Shared.Pool(ctx, f.Network)
	if err != nil || len(pool) == 1 {
		return append(pool, wall.Credential{})[0], err
	}
	accounts := make([]string, len(pool))
	for i, c := range pool {
		accounts[i] = budget.Account(f.Network, c)
	}
	i, err := r.Budget.Pick(ctx, accounts, f.Query.Hashtags, now)
	return pool[i], err
}

// fetchWithin asks with a shared credential: nothing is asked that its limits
// do not allow, and what was read is counted, also when the answer failed.
func (r Refresher) fetchWithin(ctx context.Context, network Network, f wall.Feed, request wall.FetchRequest) (wall.FetchResult, error) {
	grant, err := r.Budget.Reserve(ctx, budget.Request{
		Network: f.Network, Account: budget.Account(f.Network, request.Credential),
		Query: request.Query, Limit: request.Limit, Now: request.Now,
	})
	if err != nil {
		return wall.FetchResult{}, unexpected(err)
	}
	request.Limit = grant.Limit
	result, fetchErr := network.Fetch(ctx, request)
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	if err := r.Budget.Settle(settle, grant, result.PostsRead); err != nil {
		slog.WarnContext(ctx, "budget not settled: it counts more than was used", "network", f.Network, "error", err)
	}
	return result, fetchErr
}

// unexpected keeps an UpstreamError as it is; any other failure is ours, and
// the feed's owner reads that it is.
func unexpected(err error) error {
	var upstream *wall.UpstreamError
	if errors.As(err, &upstream) {
		return err
	}
	return &wall.UpstreamError{Class: wall.ClassTransient, Message: unexpectedReason, Cause: err}
}
