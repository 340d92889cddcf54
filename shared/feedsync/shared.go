package feedsync

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	// awaitTime is how long a sync waits for another that asks for the same query
	// for the first time; after it, the next tick has the answer.
	awaitTime  = 8 * time.Second
	awaitPause = 250 * time.Millisecond
	// mostCalls is what one turn of a source takes at most.
	mostCalls = 8
)

// view is a source as a feed sees it: where it stands, and its posts if they
// were needed.
type view struct {
	key    string
	source source.Source
	window *source.Window
	asked  bool  // the network, in this very visit
	err    error // our own
}

// refreshShared refreshes a feed from the sources of its query. Whoever comes
// first when a source's time has come asks the network; all others take what it
// has found, in one read if that has not changed.
func (r Refresher) refreshShared(ctx context.Context, t turn, f wall.Feed, s wall.FeedState) outcome {
	var views []view
	for _, q := range source.Split(f.Network, f.Query) {
		part := f
		part.Query = q
		v := r.visit(ctx, t, part, !s.LastSync.IsZero())
		if v.err != nil {
			return outcome{err: unexpected(v.err)}
		}
		views = append(views, v)
	}
	return r.joined(ctx, t, s, views)
}

// visit takes a source's turn if it has come, and nobody was quicker.
func (r Refresher) visit(ctx context.Context, t turn, f wall.Feed, known bool) view {
	v := view{key: source.Key(f.Network, f.Query)}
	expires := t.now.Add(source.Keep)
	var leads bool
	tick := t.tick
	v.source, leads, v.err = r.Sources.LeadSource(ctx, v.key, tick, expires)
	early := t.asked && known && v.source.Pace.Free()
	if v.err == nil && !leads && early {
		tick = v.source.Next // a person wants it now, and there is room
		v.source, leads, v.err = r.Sources.LeadSource(ctx, v.key, tick, expires)
	}
	switch {
	case v.err != nil:
	case leads:
		due := v.source.Due() <= t.tick
		l := lead{Refresher: r, turn: t, feed: f, view: &v, held: tick + v.source.Lease(), early: !due && tick > t.tick}
		l.run(ctx, due || l.early)
	case v.source.Rev == 0 && v.source.Error == "":
		v.source, v.err = r.await(ctx, v.key)
	}
	return v
}

// await waits until somebody else has asked for the first time.
func (r Refresher) await(ctx context.Context, key string) (source.Source, error) {
	ctx, cancel := context.WithTimeout(ctx, awaitTime)
	defer cancel()
	for {
		s, err := r.Sources.Source(ctx, key)
		if err == nil && (s.Rev > 0 || s.Error != "") {
			return s, nil
		}
		select {
		case <-time.After(awaitPause):
		case <-ctx.Done():
			return s, nil
		}
	}
}

// fetchSource asks with the account that has asked before, if it may, so that
// no other has to spend one of its hashtags.
func (r Refresher) fetchSource(ctx context.Context, t turn, f wall.Feed, s source.Source, early bool) (string, reading) {
	network, err := r.network(f)
	if err != nil {
		return "", reading{err: err}
	}
	request := wall.FetchRequest{Query: f.Query, Limit: postsPerRefresh, Now: t.now}
	if f.Network == wall.Instagram {
		request.Limit = hashtagPage
	}
	account := s.Account
	got := r.mended(ctx, f, s.Cursor, func(cursor string) (got reading) {
		request.Cursor = cursor
		for change := false; ; change = true {
			if request.Credential, err = r.choose(ctx, f, account, change, t.now); err != nil {
				return reading{err: unexpected(err)}
			}
			chosen := budget.Account(f.Network, request.Credential)
			stays := chosen == account
			if change && stays {
				return got // there is no other
			}
			account = chosen
			leave := leave(f, request, false)
			leave.First, leave.Asked, leave.Retry = s.Rev == 0, early && f.Network == wall.Google, t.asked
			if f.Network != wall.Twitter && s.Calls > 0 { // whose names of fields may change at any time
				leave.Calls = s.Calls
			}
			got = r.ask(ctx, network, request, leave)
			if change || !stays || !another(got, t.now) {
				return got
			}
		}
	})
	return account, got
}

// another reports whether another account should ask, because this one may not
// for long, or its token is dead.
func another(got reading, now time.Time) bool {
	if got.err == nil {
		return false
	}
	e := wall.AsUpstreamError(got.err)
	return e.Class == wall.ClassAuth || got.refused && e.Until.Sub(now) >= time.Hour
}

// hashtagPage is what Instagram gives of a hashtag in one call.
const hashtagPage = 50

// choose gives the credential of an account, as long as it is there and nobody
// wants another.
func (r Refresher) choose(ctx context.Context, f wall.Feed, account string, change bool, now time.Time) (wall.Credential, error) {
	pool, err := r.Shared.Pool(ctx, f.Network)
	if err != nil {
		return wall.Credential{}, err
	}
	i := slices.IndexFunc(pool, func(c wall.Credential) bool { return budget.Account(f.Network, c) == account })
	if i >= 0 && !change {
		return pool[i], nil
	}
	return r.pick(ctx, f, now)
}

// after is where a source stands after its turn.
func after(s source.Source, got reading, f wall.Feed, t turn) source.Source {
	if got.err != nil {
		e := wall.AsUpstreamError(got.err)
		if got.exceeded {
			s.Calls = min(mostCalls, 2*max(1, got.calls))
		}
		if got.refused && e.Class == wall.ClassThrottled && s.Rev > 0 { // it only waits for its turn
			s.Next = retryTick(t.tick, 0, e.Until, t.now)
			s.Pace = wall.PaceCalls
			return s
		}
		s.Failures++
		s.Error, s.Message, s.Until = e.Class, e.Message, e.Until
		if s.Next = retryTick(t.tick, s.Failures, e.Until, t.now); e.Class == wall.ClassAuth {
			s.Next = t.tick + everyTick // the budget lets one try it: all are well again with the next tick after that
		}
		return s
	}
	s.Failures, s.Error, s.Message, s.Until = 0, "", "", time.Time{}
	if p := got.result.Problem; p != nil { // of a part of the answer
		s.Error, s.Message, s.Until = p.Class, p.Message, p.Until
	}
	s.Cursor, s.Calls = got.result.Cursor, max(1, got.calls)
	if got.exceeded {
		s.Calls = min(mostCalls, 2*s.Calls)
	}
	wait, pace := got.grant.Wait(got.result.PostsRead)
	s.Interval, s.Pace = stretched(Interval(f), wait, pace)
	s.Interval, s.Pace = sparing(s.Interval, s.Pace, got.result.Usage)
	s.Next = t.tick + s.Interval
	return s
}

// isNews reports whether a source's posts have to be stored anew: because of
// what the answer has, or because picture addresses are about to end.
func isNews(s source.Source, r wall.FetchResult, now time.Time) bool {
	if s.Rev == 0 {
		return true
	}
	if len(r.Posts)+len(r.Removed) == 0 && r.ExpiresAt.IsZero() {
		return false
	}
	return digest(r) != s.Digest || !s.PicturesUntil.IsZero() && s.PicturesUntil.Before(now.Add(2*pictureMargin))
}

// joined is what a feed gets of the sources of its query.
func (r Refresher) joined(ctx context.Context, t turn, s wall.FeedState, views []view) outcome {
	o := outcome{next: views[0].source.Due()}
	var revisions []string
	answered, failed := 0, 0
	for _, v := range views {
		o.next = max(t.tick+everyTick, min(o.next, v.source.Due()))
		if check := max(t.tick+everyTick, v.source.Check); v.source.Check > 0 && (o.check == 0 || check < o.check) {
			o.check = check
		}
		o.asked = o.asked || v.asked
		if v.source.Interval >= o.interval {
			o.interval, o.pace = v.source.Interval, v.source.Pace
		}
		if v.source.Rev > 0 {
			answered++
		}
		if v.source.Error != "" {
			e := &wall.UpstreamError{Class: v.source.Error, Message: v.source.Message, Until: v.source.Until}
			if o.result.Problem = e; v.source.Failures > 0 {
				failed++
				o.err = e
			}
		}
		revisions = append(revisions, fmt.Sprint(v.source.Rev))
	}
	if failed < len(views) {
		o.err = nil // one that fails takes nothing from the others
	}
	o.seen = "seen " + strings.Join(revisions, " ")
	o.waiting = answered == 0 && o.err == nil
	fading := !s.PicturesUntil.IsZero() && s.PicturesUntil.Before(t.now.Add(pictureMargin))
	if o.unchanged = o.seen == s.Cursor && !fading; o.unchanged || o.waiting || answered == 0 {
		return o
	}
	o.result.Skipped = failed
	for _, v := range views {
		if err := r.add(ctx, &o.result, v); err != nil {
			return outcome{err: unexpected(err)}
		}
	}
	return o
}

// add adds a source's posts to a result.
func (r Refresher) add(ctx context.Context, result *wall.FetchResult, v view) error {
	if v.window == nil {
		window, err := r.Sources.SourceWindow(ctx, v.key)
		if err != nil {
			return err
		}
		v.window = &window
	}
	part := v.window.Result()
	for _, p := range part.Posts {
		if !slices.ContainsFunc(result.Posts, func(q wall.Post) bool { return q.ID == p.ID }) {
			result.Posts = append(result.Posts, p)
		}
	}
	result.Removed = union(result.Removed, part.Removed)
	result.Skipped += part.Skipped
	if result.Replaced == nil {
		result.Replaced = map[string]string{}
	}
	maps.Copy(result.Replaced, part.Replaced)
	result.Place, result.ExpiresAt = part.Place, part.ExpiresAt
	return nil
}
