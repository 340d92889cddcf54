package feedsync

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Store is one tenant's table.
type Store interface {
	wall.SyncStore
	wall.SnapshotStore
	wall.SweepStore
	wall.TidyStore
	wall.TokenStore
	wall.NoticeStore
}

// Health notes which feeds of a tenant are in error, for the platform's people.
type Health interface {
	SetHealth(ctx context.Context, tenantID string, feeds map[string]wall.FeedError) error
}

// Syncer does what a message asks for: it syncs one tenant.
type Syncer struct {
	Open      func(ctx context.Context, ref wall.TableRef) (Store, error)
	Refresher Refresher
	Health    Health
	Queue     wall.SyncQueue // takes what is left of a large work
	Pictures  wall.PictureQueue
	Late      func(ctx context.Context, behind time.Duration) // is told when a sync ends after its tick; may be nil
	Notices   wall.NoticeQueue                                // takes what owners are told; nil to tell them nothing
	Sealer    Sealer                                          // seals renewed tokens; nil to renew none
	Clock     func() time.Time
}

// syncTime bounds one sync, so that it ends, and says so, before its function's
// time is over and the other messages of its batch with it.
const syncTime = 50 * time.Second

// syncTries is how often a sync starts again, with what it fetched, when
// somebody changes the tenant's feeds or posts under its hands.
const syncTries = 5

// Sync does one message. An error is our own infrastructure's and asks for the
// message to be delivered again; a network's failure stands on its feed.
func (s Syncer) Sync(ctx context.Context, m wall.SyncMessage) error {
	ctx, cancel := context.WithTimeout(ctx, syncTime)
	defer cancel()
	store, err := s.Open(ctx, m.Ref)
	if err != nil {
		return err
	}
	if m.Tidy {
		return s.tidy(ctx, store, m)
	}
	run := &run{Syncer: s, store: store, message: m, now: s.Clock(), outcomes: map[string]outcome{}}
	for range syncTries {
		if err = run.once(ctx); !wall.IsCode(err, wall.Changed) {
			return err
		}
	}
	return err
}

// run is one sync with what it has fetched, which it keeps when it starts again.
type run struct {
	Syncer
	store    Store
	message  wall.SyncMessage
	now      time.Time
	outcomes map[string]outcome
	outbox   []wall.NoticeMessage // of the state that this run stores
}

func (r *run) once(ctx context.Context) error {
	data, err := r.store.LoadSync(ctx)
	if wall.IsCode(err, wall.NotFound) {
		slog.ErrorContext(ctx, "message dropped: the table is not its tenant's", "tenant", r.message.Ref.TenantID, "table", r.message.Ref.Table)
		return nil // and would not become so by trying again
	}
	if err != nil {
		return err
	}
	if data.State.NeedsRebuild(r.now) {
		if err := r.rebuild(ctx); err != nil {
			return err
		}
	}
	if behind := data.State.Built < data.State.Gen && hasSynced(data.State); behind || data.State.PicturesDue(r.now) {
		if err := r.lookAtPictures(ctx, data.State, behind); err != nil {
			return err
		}
	}
	if err := r.freshen(ctx, data); err != nil {
		return err
	}
	if err := r.deliver(ctx, data.State.Outbox); err != nil {
		return err
	}
	data.State.Outbox = nil
	tick := r.tick(data.State)
	if !r.message.Now && r.message.Tick <= data.State.Tick {
		return nil // done already: a duplicate, or late
	}
	due := r.dueFeeds(data, tick)
	if len(due) == 0 && !r.hasNews(data, tick) {
		return nil
	}
	if err := r.take(ctx, &data.State, due); err != nil {
		return err
	}
	r.refresh(ctx, due, data.State, tick)
	if err := r.save(ctx, data, due, tick); err != nil {
		return err
	}
	if err := r.deliver(ctx, r.outbox); err != nil {
		return err
	}
	r.tend(ctx, due, data.State)
	r.tellLate(ctx)
	return nil
}

// tellLate tells of a sync that was not over before the next tick.
func (r *run) tellLate(ctx context.Context) {
	behind := r.Clock().Sub(wall.TickTime(r.message.Tick))
	if r.Late != nil && !r.message.Now && behind > wall.TickDuration {
		r.Late(ctx, behind)
	}
}

func (r *run) rebuild(ctx context.Context) error {
	return Rebuild(ctx, r.store, r.message.Ref.TenantID, r.now)
}

// tick is the tick that the sync counts by. A sync that a person asked for
// belongs to the current one.
func (r *run) tick(s wall.State) int64 {
	if r.message.Now {
		return max(s.Tick, wall.TickAt(r.now))
	}
	return r.message.Tick
}

// refresh asks the networks for the due feeds that this run has not asked yet.
func (r *run) refresh(ctx context.Context, due []wall.Feed, state wall.State, tick int64) {
	missing := slices.DeleteFunc(slices.Clone(due), func(f wall.Feed) bool {
		_, asked := r.outcomes[outcomeKey(f)]
		return asked
	})
	t := turn{ref: r.message.Ref, tick: tick, now: r.moment(tick), asked: r.message.Now}
	fetched := r.checkAll(ctx, t, missing, state.Feeds, r.Refresher.refreshAll(ctx, t, missing, state.Feeds))
	for _, f := range missing {
		o := fetched[f.ID]
		if o.err != nil {
			slog.WarnContext(ctx, "feed not refreshed", "tenant", r.message.Ref.TenantID, "feed", f.ID,
				"network", f.Network, "class", wall.AsUpstreamError(o.err).Class, "error", o.err)
		}
		r.outcomes[outcomeKey(f)] = o
	}
}

// outcomeKey tells answers apart: a feed that was changed meanwhile is asked again.
func outcomeKey(f wall.Feed) string {
	return f.ID + "\n" + f.Query.String() + "\n" + string(f.SealedCredential)
}

// nextState is the state after the due feeds' refreshes.
func (r *run) nextState(data wall.SyncData, due []wall.Feed, tick int64) wall.State {
	next := data.State
	next.Feeds = maps.Clone(data.State.Feeds)
	if !r.message.Now {
		next.Tick = tick
	}
	if tick-next.Swept >= sweepEvery {
		next.Swept = tick
	}
	for _, f := range due {
		next.Feeds[f.ID] = nextFeedState(next.Feeds[f.ID], r.outcomes[outcomeKey(f)], tick, r.now)
	}
	if r.Notices != nil {
		tell(&next, data.Feeds, r.moment(tick))
		r.outbox = next.Outbox
	}
	return next
}

func nextFeedState(s wall.FeedState, o outcome, tick int64, now time.Time) wall.FeedState {
	checked := s.NextTick > tick && !o.asked && !o.hasResult() // and nothing else
	switch {
	case o.waiting:
		s.NextTick, s.Taken = o.next, ""
	case checked:
		s.NextTick, s.CheckTick, s.Taken = max(o.next, tick+1), o.check, ""
	case o.err != nil:
		s = failed(s, o, tick, now)
	case o.unchanged:
		s.CheckTick = o.check
		s.LastSync, s.Failures, s.Taken, s.Error = now, 0, "", problem(o, s.Error, now)
		s.NextTick, s.Interval, s.Pace = o.next, o.interval, o.pace
	default:
		s = wall.FeedState{
			NextTick: o.next, LastSync: now, Cursor: o.result.Cursor, Interval: o.interval, Pace: o.pace,
			Digest: digest(o.result), Skipped: o.result.Skipped, Place: o.result.Place, PicturesUntil: s.PicturesUntil,
			Error: problem(o, s.Error, now), CheckTick: o.check, Check: o.progress,
		}
		if o.next == 0 {
			s.NextTick = tick + o.interval
		}
		if o.seen != "" {
			s.Cursor = o.seen
		}
	}
	return s
}

// failed is the state of a feed whose refresh failed.
func failed(s wall.FeedState, o outcome, tick int64, now time.Time) wall.FeedState {
	upstream := wall.AsUpstreamError(o.err)
	s.Failures++
	s.Taken, s.CheckTick = "", o.check
	s.Error = feedError(upstream, s.Error, now)
	if s.NextTick = o.next; o.next == 0 {
		s.NextTick = retryOwn(tick, s.Failures, upstream, now)
	}
	if o.hasResult() {
		s.Cursor, s.Digest = o.seen, digest(o.result)
	}
	return s
}

// problem is what an answer says of a part of it that failed.
func problem(o outcome, before *wall.FeedError, now time.Time) *wall.FeedError {
	if o.result.Problem == nil {
		return nil
	}
	return feedError(o.result.Problem, before, now)
}

// feedError is a problem as the feed says it, with the time since when there is one.
func feedError(e *wall.UpstreamError, before *wall.FeedError, now time.Time) *wall.FeedError {
	since := now
	if before != nil {
		since = before.Since
	}
	return &wall.FeedError{Class: e.Class, Message: e.Message, Since: since, Until: e.Until}
}

// save stores the posts that changed and the state, then rebuilds the snapshot.
func (r *run) save(ctx context.Context, data wall.SyncData, due []wall.Feed, tick int64) error {
	answers := r.newAnswers(data.State, due)
	stored, err := r.store.Posts(ctx, answers.ids())
	if err != nil {
		return err
	}
	changes := answers.changes(stored, data.Widget.Moderation, r.now)
	old, err := r.sweep(ctx, data, tick)
	if err != nil {
		return err
	}
	if err := r.lookDaily(ctx, data.State, tick); err != nil {
		return err
	}
	changes = join(changes, old)
	next := r.nextState(data, due, tick)
	answers.notePictures(next.Feeds, stored, changes)
	if len(changes) == 0 && !placesChanged(data.State, next) {
		if err := r.store.SaveState(ctx, next); err != nil {
			return err
		}
		return r.noteHealth(ctx, data, next)
	}
	if err := r.store.SaveChanges(ctx, next, changes); err != nil {
		return err
	}
	if err := r.noteHealth(ctx, data, next); err != nil {
		return err
	}
	if err := r.sendPictures(ctx, r.message.Ref, changes, stored); err != nil {
		return err
	}
	return r.rebuild(ctx)
}

// newAnswers are the answers that are worth comparing with what is stored: not
// those of the last time, unless stored picture addresses are near their end.
func (r *run) newAnswers(state wall.State, due []wall.Feed) answers {
	a := answers{}
	for _, f := range due {
		o, s := r.outcomes[outcomeKey(f)], state.Feeds[f.ID]
		fading := !s.PicturesUntil.IsZero() && s.PicturesUntil.Before(r.now.Add(pictureMargin))
		told := len(o.told.Posts)+len(o.told.Removed) > 0
		if o.hasResult() && (fading || told || digest(o.result) != s.Digest) {
			a[f.ID] = o.all()
		}
	}
	return a
}

// hasResult is also true of a failure after which there are still posts that the
// feed has not seen: another tenant's sync found them.
func (o outcome) hasResult() bool {
	return !o.unchanged && !o.waiting && (o.err == nil || len(o.result.Posts)+len(o.result.Removed) > 0)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// placesChanged reports whether a place's rating, which visitors see, changed.
func placesChanged(before, after wall.State) bool {
	for id, f := range after.Feeds {
		old := before.Feeds[id].Place
		if f.Place != nil && (old == nil || *old != *f.Place) {
			return true
		}
	}
	return false
}

// noteHealth tells the registry when a feed starts or stops failing, or fails in
// another way. A person's change makes a feed's state anew, and what was said of
// it is forgotten there: its first refresh tells in any case.
func (r *run) noteHealth(ctx context.Context, before wall.SyncData, after wall.State) error {
	changed := func(f wall.Feed) bool {
		old, now := before.State.Feeds[f.ID], after.Feeds[f.ID]
		anew := f.Rev > 1 && old.LastSync.IsZero() && old.Error == nil && now.NextTick != old.NextTick
		return anew || classOf(old.Error) != classOf(now.Error)
	}
	if !slices.ContainsFunc(before.Feeds, changed) {
		return nil
	}
	return r.Health.SetHealth(ctx, r.message.Ref.TenantID, failing(after))
}

// classOf is empty for a feed that does not fail.
func classOf(e *wall.FeedError) wall.ErrorClass {
	if e == nil {
		return ""
	}
	return e.Class
}

func failing(s wall.State) map[string]wall.FeedError {
	feeds := map[string]wall.FeedError{}
	for id, f := range s.Feeds {
		if f.Error != nil {
			feeds[id] = *f.Error
		}
	}
	return feeds
}
