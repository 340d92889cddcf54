package feedsync

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// ownCheck asks, with a tenant's own credential, what became of the posts that a
// feed brought into the tenant's table.
type ownCheck struct {
	*run
	at      turn
	feed    wall.Feed
	state   wall.FeedState
	network Finder
}

const (
	ownCheckTime = 10 * time.Second
	// mostChecked are the newest posts of a feed that are checked: on Meta's
	// networks 40 calls an hour, of 200.
	mostChecked = 800
)

// checkAll checks the posts of all feeds with credentials of their own, at the same
// time and under one deadline.
func (r *run) checkAll(ctx context.Context, t turn, feeds []wall.Feed, states map[string]wall.FeedState, fetched map[string]outcome) map[string]outcome {
	ctx, cancel := context.WithTimeout(ctx, ownCheckTime)
	defer cancel()
	checked := make([]outcome, len(feeds))
	var running sync.WaitGroup
	for i, f := range feeds {
		running.Go(func() { checked[i] = r.checkOwn(ctx, t, f, states[f.ID], fetched[f.ID]) })
	}
	running.Wait()
	for i, f := range feeds {
		fetched[f.ID] = checked[i]
	}
	return fetched
}

// checkOwn checks a feed's posts along with a good refresh: once a day, and when
// the network lists other posts than last time. Like a check of shared posts it
// is no matter of the feed's when it fails.
func (r *run) checkOwn(ctx context.Context, t turn, f wall.Feed, s wall.FeedState, o outcome) outcome {
	network, ok := r.Refresher.Networks[f.Network].(Finder)
	if !ok || !f.HasOwnCredential() || !canLook(f.Network, f.Query) || o.err != nil {
		return o
	}
	if s.CheckTick == 0 {
		o.check = t.tick + 1 + spread(f.ID, checkPeriod)
		return o
	}
	due, news := s.CheckTick <= t.tick, lists(f.Network) && digest(o.result) != s.Digest
	if !due && !news {
		return o
	}
	c := ownCheck{run: r, at: t, feed: f, state: s, network: network}
	checked, err := c.check(ctx, o, due)
	if err != nil {
		slog.WarnContext(ctx, "posts not checked yet", "tenant", t.ref.TenantID, "feed", f.ID, "network", f.Network, "error", err)
		o.check = t.tick + checkSoon
		return o
	}
	return checked
}

func (c ownCheck) check(ctx context.Context, o outcome, due bool) (outcome, error) {
	credential, err := c.Refresher.Own.Open(ctx, c.at.ref, c.feed.SealedCredential)
	if err != nil {
		return o, err
	}
	if auditor, ok := c.network.(Auditor); ok {
		return c.audit(ctx, auditor, credential, o)
	}
	stored, err := c.brought(ctx)
	if err != nil {
		return o, err
	}
	ids := absent(stored, o.result.Posts)
	ids = ids[:min(len(ids), mostLookups)]
	if due {
		some, last := inTurn(olderThan(o.result.Posts, stored), c.state.Check)
		ids, o.progress, o.check = append(ids, some...), last, c.at.tick+checkSoon
		if o.result.Usage.Fraction > fairlyUsed {
			ids, o.progress = nil, c.state.Check // the page or the token has little left
		}
	}
	witness := noWitness
	if len(o.result.Posts) > 0 {
		witness = o.result.Posts[0].ID
	}
	o.told = c.lookUp(ctx, credential, ids, witness)
	return o, nil
}

// brought are the posts of the feed that may be shown, the newest first.
func (c ownCheck) brought(ctx context.Context) ([]wall.Post, error) {
	var posts []wall.Post
	for p, err := range c.store.NewestPosts(ctx) {
		if err != nil {
			return nil, err
		}
		if slices.Contains(p.FeedIDs, c.feed.ID) && p.Network == c.feed.Network && p.Status != wall.Hidden {
			posts = append(posts, p)
		}
		if len(posts) == mostChecked {
			break
		}
	}
	return posts, nil
}

// olderThan are the posts that are too old for a listing.
func olderThan(listed, stored []wall.Post) []wall.Post {
	return slices.DeleteFunc(slices.Clone(stored), func(p wall.Post) bool {
		return slices.ContainsFunc(listed, func(l wall.Post) bool { return !l.PublishedAt.After(p.PublishedAt) })
	})
}

// inTurn are the next posts behind one, as many an hour as come round in a day;
// behind the last it begins anew.
func inTurn(posts []wall.Post, behind string) (ids []string, last string) {
	const rounds = int(checkPeriod / checkSoon)
	from := slices.IndexFunc(posts, func(p wall.Post) bool { return p.ID == behind }) + 1
	if from == len(posts) {
		from = 0
	}
	for _, p := range posts[from:min(len(posts), from+(len(posts)+rounds-1)/rounds)] {
		ids, last = append(ids, p.ID), p.ID
	}
	return ids, last
}

func (c ownCheck) lookUp(ctx context.Context, credential wall.Credential, ids []string, witness string) wall.FetchResult {
	if len(ids) == 0 {
		return wall.FetchResult{}
	}
	request := wall.LookupRequest{Query: c.feed.Query, Credential: credential, IDs: ids, Now: c.at.now}
	told, _ := c.Refresher.lookUpWithin(ctx, c.network, request, lookupLeave(c.feed.Network, request, true), witness)
	return told
}

// audit takes the next step with a job for the feed's posts.
func (c ownCheck) audit(ctx context.Context, auditor Auditor, credential wall.Credential, o outcome) (outcome, error) {
	request := wall.ComplianceRequest{Credential: credential, Job: c.state.Check, Now: c.at.now}
	var stored []wall.Post
	if request.Job == "" {
		var err error
		if stored, err = c.brought(ctx); err != nil {
			return o, err
		}
		for _, p := range stored {
			request.IDs = append(request.IDs, p.ID)
		}
	}
	if o.check = c.at.tick + checkPeriod; request.Job == "" && len(request.IDs) == 0 {
		return o, nil
	}
	result, err := c.Refresher.compliance(ctx, auditor, request, true)
	o.progress = ""
	switch class := wall.AsUpstreamError(err).Class; {
	case err != nil && class == wall.ClassPermission && request.Job == "": // there are no jobs for this token
		o.told = c.lookUp(ctx, credential, request.IDs[:min(len(request.IDs), shownFirst)], "")
	case err != nil && (class == wall.ClassCursor || class == wall.ClassGone):
		o.check = c.at.tick + 1 // it was lost
	case err != nil:
		o.progress = request.Job
		return o, err
	case result.Job != "":
		o.progress, o.check = result.Job, c.at.tick+1
	default:
		o.told = c.lookUp(ctx, credential, result.Edited, "")
		o.told.Removed = append(o.told.Removed, result.Gone...)
	}
	return o, nil
}

// all is the result, and what became of posts that it does not have.
func (o outcome) all() wall.FetchResult {
	r := o.result
	for _, p := range o.told.Posts {
		if !slices.ContainsFunc(r.Posts, func(q wall.Post) bool { return q.ID == p.ID }) {
			r.Posts = append(slices.Clip(r.Posts), p)
		}
	}
	r.Removed = union(r.Removed, o.told.Removed)
	if len(o.told.Replaced) > 0 {
		r.Replaced = maps.Clone(r.Replaced)
		if r.Replaced == nil {
			r.Replaced = map[string]string{}
		}
		maps.Copy(r.Replaced, o.told.Replaced)
	}
	return r
}
