package feedsync

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/source"
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
	// Note keeps what a network says of the credential of a grant.
	Note(ctx context.Context, g budget.Grant, t wall.Token) error
}

// Refresher asks the networks.
type Refresher struct {
	Networks map[wall.Network]Network
	Shared   SharedCredentials
	Own      Opener
	Budget   Budget
	// Sources hold what the shared credentials were asked, so that nobody asks
	// again. Without them each feed asks for itself.
	Sources source.Store
	// App is the operator's on Meta, which may ask about tokens; nil for none.
	App func(ctx context.Context) wall.App
}

const (
	postsPerRefresh  = 100 // asked for at most
	parallelRefresh  = 8   // feeds of one tenant asked at the same time
	refreshTime      = 20 * time.Second
	settleTime       = 5 * time.Second
	unexpectedReason = "the feed could not be refreshed; we have been told and look into it"
)

// turn is when, and for whom, feeds are refreshed.
type turn struct {
	ref   wall.TableRef
	tick  int64
	now   time.Time
	asked bool // by a person, who does not want to wait for the next turn
}

// outcome is what a refresh of one feed brought.
type outcome struct {
	result    wall.FetchResult
	err       error            // an UpstreamError
	next      int64            // tick of the next turn; 0 where nobody shares it
	check     int64            // tick at which the posts are checked; 0 where they are not
	progress  string           // of the check of posts that an own credential brought
	told      wall.FetchResult // what that found
	asked     bool             // the network was asked for a shared query
	interval  int64            // ticks between turns
	pace      wall.Pace        // why they are not closer
	seen      string           // the revisions of shared sources that the result is of
	unchanged bool             // there is no result: it is the last one
	waiting   bool             // somebody else is asking for the first time
}

// refreshAll refreshes feeds at the same time, under one deadline.
func (r Refresher) refreshAll(ctx context.Context, t turn, feeds []wall.Feed, states map[string]wall.FeedState) map[string]outcome {
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
			o := r.refresh(ctx, t, f, states[f.ID])
			mu.Lock()
			defer mu.Unlock()
			outcomes[f.ID] = o
		})
	}
	running.Wait()
	return outcomes
}

func (r Refresher) refresh(ctx context.Context, t turn, f wall.Feed, s wall.FeedState) outcome {
	if r.Sources != nil && !f.HasOwnCredential() {
		return r.refreshShared(ctx, t, f, s)
	}
	got := r.mended(ctx, f, s.Cursor, func(cursor string) reading { return r.fetch(ctx, t.ref, f, cursor, t.now) })
	wait, pace := got.grant.Wait(got.result.PostsRead)
	interval, pace := stretched(Interval(f), wait, pace)
	return outcome{result: got.result, err: got.err, interval: interval, pace: pace, check: s.CheckTick, progress: s.Check}
}

// mended asks once, and once more where that can mend it: a cursor that is no
// longer accepted, a shared token that was replaced.
func (r Refresher) mended(ctx context.Context, f wall.Feed, cursor string, ask func(cursor string) reading) reading {
	var before []wall.Credential
	if !f.HasOwnCredential() {
		before, _ = r.Shared.Pool(ctx, f.Network) // whoever asks finds out itself when there is none
	}
	got := ask(cursor)
	if got.err == nil {
		return got
	}
	switch class := wall.AsUpstreamError(got.err).Class; {
	case class == wall.ClassCursor && cursor != "":
		return ask("")
	case class == wall.ClassAuth && !f.HasOwnCredential() && r.sharedReplaced(ctx, f.Network, before):
		return ask(cursor)
	}
	return got
}

// sharedReplaced reads the shared credentials again, because one was refused,
// and reports whether they are others than before it was asked with.
func (r Refresher) sharedReplaced(ctx context.Context, n wall.Network, before []wall.Credential) bool {
	if r.Shared.Refresh(ctx) != nil {
		return false
	}
	after, err := r.Shared.Pool(ctx, n)
	return err == nil && !slices.Equal(after, before)
}

// fetch asks the network with the feed's own credential if it has one, else
// with the shared one within its budget.
func (r Refresher) fetch(ctx context.Context, ref wall.TableRef, f wall.Feed, cursor string, now time.Time) reading {
	network, err := r.network(f)
	if err != nil {
		return reading{err: err}
	}
	request := wall.FetchRequest{Query: f.Query, Cursor: cursor, Limit: postsPerRefresh, Now: now}
	if f.HasOwnCredential() {
		own, err := r.Own.Open(ctx, ref, f.SealedCredential)
		if err != nil {
			return reading{err: unexpected(err)}
		}
		request.Credential = own
		return r.ask(ctx, network, request, leave(f, request, true))
	}
	result, err := r.fetchShared(ctx, network, f, request)
	return reading{result: result, err: err}
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

// fetchWithin asks with a shared credential, within its limits.
func (r Refresher) fetchWithin(ctx context.Context, network Network, f wall.Feed, request wall.FetchRequest) (wall.FetchResult, error) {
	got := r.ask(ctx, network, request, leave(f, request, false))
	return got.result, got.err
}

// leave is what a fetch has to be granted. Of a hashtag on Instagram the id is
// looked up first.
func leave(f wall.Feed, request wall.FetchRequest, own bool) budget.Request {
	calls := 1
	switch f.Network {
	case wall.Instagram:
		calls = 2 * max(1, len(request.Query.Hashtags))
	case wall.Facebook, wall.Twitter:
		calls = 2 // with smaller pages, or by other names, where the first is refused
	}
	token := ""
	if !own {
		token = budget.Fingerprint(request.Credential)
	}
	return budget.Request{
		Network: f.Network, Account: budget.Account(f.Network, request.Credential), Own: own, Token: token,
		Query: request.Query, Limit: request.Limit, Calls: calls, Now: request.Now,
	}
}

// reading is what came of a fetch within the limits.
type reading struct {
	result   wall.FetchResult
	grant    budget.Grant
	calls    int  // that were made
	exceeded bool // more calls were wanted than granted
	refused  bool // by our own limits: the network was not asked
	err      error
}

// ask asks a network within the limits: nothing is asked that they do not
// allow, and what was read is counted, also when the answer failed.
func (r Refresher) ask(ctx context.Context, network Network, request wall.FetchRequest, leave budget.Request) reading {
	grant, err := r.Budget.Reserve(ctx, leave)
	if err != nil {
		return reading{err: unexpected(err), refused: true}
	}
	request.Limit = grant.Limit
	allowed, allowance := wire.Allow(ctx, grant.Calls)
	result, err := network.Fetch(allowed, request)
	grant = grant.Observed(allowance.Made(), result.Usage, err)
	r.settle(ctx, grant, result.PostsRead)
	if grant.Watches() && err == nil {
		r.watch(ctx, network, request, grant, leave)
	}
	return reading{result: result, grant: grant, calls: allowance.Made(), exceeded: allowance.Exceeded(), err: err}
}

// settle counts what was used in the place of what was reserved.
func (r Refresher) settle(ctx context.Context, grant budget.Grant, posts int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	if err := r.Budget.Settle(ctx, grant, posts); err != nil {
		slog.WarnContext(ctx, "budget not settled: it counts more than was used", "error", err)
	}
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
