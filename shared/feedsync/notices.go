package feedsync

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// What the owners of feeds are told stands in the state: that they are to be
// told, and the messages that do it, in the one write that stores what they tell
// of. The messages are sent after it, and again by the next sync if that fails;
// the notifier takes those with one id for one.

// together is how long the news that all is well waits for other feeds that heal:
// a token that serves many is mended for each at its own tick.
const together = time.Hour

// notices is what a sync finds to tell of a tenant's feeds.
type notices struct {
	now   time.Time
	feeds []wall.Feed
	state wall.State
	all   map[string]wall.Notice
}

// tell adds to the state what the owners are told of the feeds as they are now.
func tell(state *wall.State, feeds []wall.Feed, now time.Time) {
	n := notices{now: now.UTC().Truncate(time.Second), feeds: feeds, state: *state, all: map[string]wall.Notice{}}
	for _, f := range feeds {
		n.all[f.ID] = n.look(f)
	}
	state.Outbox = slices.Concat(state.Outbox,
		n.message(wall.NoticeFailing, n.failing()), n.message(wall.NoticeExpiring, n.expiring()), n.message(wall.NoticeHealed, n.healed()))
	maps.DeleteFunc(n.all, func(_ string, told wall.Notice) bool { return told == (wall.Notice{}) })
	state.Notices = n.all
}

// look is a feed's notice as it becomes by what the feed is now.
func (n notices) look(f wall.Feed) wall.Notice {
	told, s := n.state.Notices[f.ID], n.state.Feeds[f.ID]
	switch {
	case !f.Enabled || s.Error == nil && s.LastSync.IsZero(): // as it was before the pause, or the new token
		if told.Told.IsZero() {
			told.Since = time.Time{}
		}
		return told
	case s.Error != nil && told.Since.IsZero():
		told.Since = n.now
	case s.Error == nil && told.Told.IsZero():
		told.Since = time.Time{}
	}
	switch isTold := !told.Told.IsZero() || !told.Expires.IsZero(); {
	case s.Error != nil || f.TokenEnds(s, n.now):
		told.Healed = time.Time{}
	case isTold && told.Healed.IsZero():
		told.Healed = n.now
	}
	return told
}

// failing are the feeds of which the owners hear now that they fail, once the
// time of one has come: those that would follow soon come along.
func (n notices) failing() []wall.Feed {
	var soon []wall.Feed
	due := false
	for _, f := range n.feeds {
		told, e := n.all[f.ID], n.state.Feeds[f.ID].Error
		if !f.Enabled || e == nil || !told.Told.IsZero() {
			continue
		}
		lasts, wait := n.now.Sub(told.Since), f.NoticeAfter(*e, n.now)
		due = due || lasts >= wait
		if lasts >= wait/2 {
			soon = append(soon, f)
		}
	}
	if !due {
		return nil
	}
	return n.mark(soon, func(_ wall.Feed, told *wall.Notice) { told.Told = n.now })
}

// expiring are the feeds whose own tokens end within a week, each end once; not
// those of which their owners know that they fail.
func (n notices) expiring() []wall.Feed {
	var about []wall.Feed
	for _, f := range n.feeds {
		told := n.all[f.ID]
		known := !told.Told.IsZero() || told.Expires.Equal(f.Token.ExpiresAt)
		if f.Enabled && f.Token.Ends(n.now) && f.Token.ExpiresAt.After(n.now) && !known {
			about = append(about, f)
		}
	}
	return n.mark(about, func(f wall.Feed, told *wall.Notice) { told.Expires = f.Token.ExpiresAt })
}

// healed are the feeds that are well again, as soon as none is left of which the
// owners wait to hear that, or the first has waited long enough.
func (n notices) healed() []wall.Feed {
	var about []wall.Feed
	waits, late := false, false
	for _, f := range n.feeds {
		told := n.all[f.ID]
		switch {
		case !told.Healed.IsZero():
			about = append(about, f)
			late = late || n.now.Sub(told.Healed) >= together
		case f.Enabled && !told.Told.IsZero():
			waits = true
		}
	}
	if waits && !late {
		return nil
	}
	return n.mark(about, func(_ wall.Feed, told *wall.Notice) { *told = wall.Notice{} })
}

// mark changes the notices of feeds that are told of.
func (n notices) mark(about []wall.Feed, change func(wall.Feed, *wall.Notice)) []wall.Feed {
	for _, f := range about {
		told := n.all[f.ID]
		change(f, &told)
		n.all[f.ID] = told
	}
	return about
}

// message is what tells of feeds; none if there are none.
func (n notices) message(kind wall.NoticeKind, about []wall.Feed) []wall.NoticeMessage {
	if len(about) == 0 {
		return nil
	}
	slices.SortFunc(about, func(a, b wall.Feed) int { return a.CreatedAt.Compare(b.CreatedAt) })
	named := about[:min(len(about), wall.MaxNoticed)]
	m := wall.NoticeMessage{ID: wall.NewNoticeID(), Kind: kind, More: len(about) - len(named)}
	for _, f := range named {
		in := wall.NoticedFeed{
			ID: f.ID, Name: f.Name, Network: f.Network, Own: f.HasOwnCredential(), Account: f.Token.Account, Expires: f.Token.ExpiresAt,
		}
		if e := n.state.Feeds[f.ID].Error; e != nil {
			in.Class, in.Message, in.Since, in.Until = e.Class, e.Message, n.all[f.ID].Since, e.Until
		}
		m.Feeds = append(m.Feeds, in)
	}
	return []wall.NoticeMessage{m}
}

// hasNews reports whether there is something to tell although no feed is due.
func (r *run) hasNews(data wall.SyncData, tick int64) bool {
	if r.Notices == nil {
		return false
	}
	next := data.State
	tell(&next, data.Feeds, r.moment(tick))
	return len(next.Outbox) > len(data.State.Outbox) || !maps.Equal(next.Notices, data.State.Notices)
}

// moment is when a sync counts: its tick may be ahead of the clock.
func (r *run) moment(tick int64) time.Time { return later(r.now, wall.TickTime(tick)) }

// deliver sends the messages of the state that is stored.
func (r *run) deliver(ctx context.Context, outbox []wall.NoticeMessage) error {
	if len(outbox) == 0 || r.Notices == nil {
		return nil
	}
	for _, m := range outbox {
		m.TenantID = r.message.Ref.TenantID
		if err := r.Notices.SendNotice(ctx, m); err != nil {
			return err
		}
	}
	return r.store.ClearOutbox(ctx, outbox)
}
