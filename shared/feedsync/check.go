package feedsync

import (
	"cmp"
	"context"
	"hash/fnv"
	"log/slog"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Finder is a network that can be asked for single posts.
type Finder interface {
	Lookup(ctx context.Context, r wall.LookupRequest) (wall.FetchResult, error)
}

const (
	// checkPeriod is how many ticks lie between two checks of the same posts: a day,
	// less what it takes until the answer is on the walls.
	checkPeriod = int64(22 * time.Hour / wall.TickDuration)
	// checkSoon is the same while calls are not short.
	checkSoon = int64(time.Hour / wall.TickDuration)
	// mostLookups are asked for in one turn, where each is a call.
	mostLookups = 10
)

// canLook reports whether a network tells of single posts that a query found: of
// media that hashtags find, Instagram tells only their owners.
func canLook(n wall.Network, q wall.Query) bool {
	return n == wall.Facebook || n == wall.Instagram && q.Account || n == wall.Twitter
}

// lists reports whether an answer has all of a query's newest posts, not only
// those that are new: one that it lacks may be gone.
func lists(n wall.Network) bool { return n != wall.Twitter }

// check asks what became of the source's posts, and answers the tick of the next
// check; 0 where there is none. Nothing that goes wrong with it is a matter of the
// feed's: the next check asks again.
func (l *lead) check(ctx context.Context, fetched bool) int64 {
	network, ok := l.Networks[l.feed.Network].(Finder)
	switch {
	case !ok || !canLook(l.feed.Network, l.feed.Query) || l.next.Rev == 0:
		return 0
	case l.before.Check == 0:
		return l.tick + 1 + spread(l.view.key, checkPeriod)
	case !lists(l.feed.Network):
		return l.audit(ctx, network)
	case l.next.Failures > 0: // only of a token that reads the listing is "missing" to be believed
		return max(l.before.Check, l.next.Next)
	}
	news := fetched && l.changed
	if due := l.before.Check <= l.tick; !due && !news {
		return l.before.Check
	}
	if err := l.read(ctx); err != nil {
		return l.later(ctx, err)
	}
	if news {
		l.window.Absent = absent(l.window.Posts, l.got.result.Posts)
	}
	return l.lookFor(ctx, network)
}

// lookFor asks for the posts that the listing lacks: those that it should have
// first, then those that are too old for it, the one before all others that was
// not asked for for the longest time.
func (l *lead) lookFor(ctx context.Context, network Finder) int64 {
	ids := slices.DeleteFunc(slices.Clone(l.window.Absent), l.seenLately)
	if l.before.Check <= l.tick {
		ids = append(ids, l.oldest(ids)...)
	}
	some := ids[:min(len(ids), mostLookups)]
	told, asked := l.lookUp(ctx, network, some)
	l.tell(some[:asked], told)
	suspected := slices.ContainsFunc(l.window.Absent, func(id string) bool { return !l.seenLately(id) })
	more := len(ids) > asked && asked > 0 && l.next.Pace == "" // and room for it
	next := l.before.Check
	if next <= l.tick {
		next = l.tick + checkPeriod
	}
	if suspected || more {
		next = min(next, l.tick+checkSoon)
	}
	return next
}

// later is the next check after one that was not possible.
func (l *lead) later(ctx context.Context, err error) int64 {
	slog.WarnContext(ctx, "posts not checked yet", "network", l.feed.Network, "error", err)
	return l.tick + checkSoon
}

// spread gives a source its own place within so many ticks.
func spread(key string, ticks int64) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // never fails
	return int64(h.Sum32()) % ticks
}

// absent are the posts that a listing should have had: those that are not older
// than its oldest.
func absent(known, listed []wall.Post) []string {
	if len(listed) == 0 {
		return nil
	}
	has, oldest := map[string]bool{}, listed[0].PublishedAt
	for _, p := range listed {
		has[p.ID] = true
		if p.PublishedAt.Before(oldest) {
			oldest = p.PublishedAt
		}
	}
	var ids []string
	for _, p := range known {
		if !has[p.ID] && !p.PublishedAt.Before(oldest) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (l *lead) seenLately(id string) bool {
	at, looked := l.window.Looked[id]
	return looked && l.tick-at < checkPeriod
}

// listedPosts are what a page's listing has of a window: its newest posts.
const listedPosts = 100

// oldest are the posts that no listing has any more and that were not asked for
// for the longest time.
func (l *lead) oldest(but []string) []string {
	var ids []string
	for _, p := range l.window.Posts[min(len(l.window.Posts), listedPosts):] {
		if !slices.Contains(but, p.ID) && !l.seenLately(p.ID) {
			ids = append(ids, p.ID)
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(l.window.Looked[a], l.window.Looked[b]) })
	return ids
}

// lookUp asks for posts by id, within the limits of the account that asks for the
// source. It answers how many of them were asked for; none when there is no room.
func (l *lead) lookUp(ctx context.Context, network Finder, ids []string) (wall.FetchResult, int) {
	if len(ids) == 0 {
		return wall.FetchResult{}, 0
	}
	credential, err := l.choose(ctx, l.feed, l.next.Account, false, l.now)
	if err != nil {
		return wall.FetchResult{}, 0
	}
	request := wall.LookupRequest{Query: l.feed.Query, Credential: credential, IDs: ids, Now: l.now}
	return l.lookUpWithin(ctx, network, request, lookupLeave(l.feed.Network, request, false), l.witness(ids))
}

// witness is a post that is there as far as is known: one that was just listed, or
// else the newest of which there is no doubt. X needs none.
func (l *lead) witness(doubtful []string) string {
	if !lists(l.feed.Network) {
		return ""
	}
	for _, p := range append(slices.Clip(l.got.result.Posts), l.window.Posts...) {
		if !slices.Contains(doubtful, p.ID) && !slices.Contains(l.window.Absent, p.ID) {
			return p.ID
		}
	}
	return noWitness
}

// noWitness is a post that no network has: where nothing is known to be there,
// nothing is believed to be gone.
const noWitness = "none"

// lookupLeave is what a lookup has to be granted: on Meta's networks a call for
// each post, on X money.
func lookupLeave(n wall.Network, request wall.LookupRequest, own bool) budget.Request {
	calls := len(request.IDs)
	if n == wall.Twitter {
		calls = 3 // by other names, and for the newest versions of edited posts
	}
	return budget.Request{
		Network: n, Account: budget.Account(n, request.Credential), Own: own, Limit: len(request.IDs), Calls: calls, Now: request.Now,
	}
}

// lookUpWithin asks for as many posts as the limits allow. A failure is no matter
// of the feed's: nothing is gone because of it, and the next check asks again. For
// Meta's networks "missing" may also mean "not for you": where posts are, a witness
// that is there has to be seen, too.
func (r Refresher) lookUpWithin(ctx context.Context, network Finder, request wall.LookupRequest, leave budget.Request, witness string) (wall.FetchResult, int) {
	if witness != "" {
		leave.Calls++
	}
	grant, err := r.Budget.Reserve(ctx, leave)
	if err != nil {
		return wall.FetchResult{}, 0
	}
	asked := min(len(request.IDs), grant.Limit)
	request.IDs = request.IDs[:asked]
	allowed, allowance := wire.Allow(ctx, grant.Calls)
	told, err := network.Lookup(allowed, request)
	if err == nil && told.Problem != nil {
		err = told.Problem
	}
	if witness != "" && len(told.Removed) > 0 && !isThere(told, witness) {
		request.IDs = []string{witness}
		if seen, _ := network.Lookup(allowed, request); !isThere(seen, witness) {
			told.Removed = nil
		}
	}
	r.settle(ctx, grant.Observed(allowance.Made(), told.Usage, err), told.PostsRead)
	if err != nil {
		slog.WarnContext(ctx, "posts not looked up: the next check asks again", "network", leave.Network, "error", err)
	}
	return told, asked
}

// tell adds what became of posts to the window, and notes that they were asked for.
func (l *lead) tell(ids []string, told wall.FetchResult) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isTold(told, id) })
	if len(ids) == 0 {
		return
	}
	if differs(l.window.Posts, told) && l.next.Rev == l.before.Rev {
		l.next.Rev++
	}
	window := l.window.Told(ids, told, l.tick)
	l.window, l.changed = &window, true
}

func isTold(told wall.FetchResult, id string) bool {
	return slices.Contains(told.Removed, id) || isThere(told, id)
}

func isThere(told wall.FetchResult, id string) bool {
	return slices.ContainsFunc(told.Posts, func(p wall.Post) bool { return p.ID == id })
}

// differs reports whether a post is gone, or is not as it was known.
func differs(posts []wall.Post, told wall.FetchResult) bool {
	known := map[string]string{}
	for _, p := range posts {
		known[p.ID] = p.Digest()
	}
	return len(told.Removed) > 0 || slices.ContainsFunc(told.Posts, func(p wall.Post) bool { return known[p.ID] != p.Digest() })
}
