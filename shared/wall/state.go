package wall

import "time"

// State is where a tenant's syncs stand: one small item that every sync reads
// and at most one write of a quiet sync changes.
type State struct {
	Ver       int64     // advances with every sync and every change of feeds
	Tick      int64     // the last tick that was synced
	Gen       int64     // advances with every change of what visitors may see
	Built     int64     // the Gen that the snapshot shows
	StaleAt   time.Time // when the snapshot holds a post that must be gone; zero for never
	Swept     int64     // the tick at which old posts were last looked for
	FeedCount int       // enabled feeds
	Feeds     map[string]FeedState
	Notices   map[string]Notice // of feeds that are not well, by feed
	Outbox    []NoticeMessage   // to be sent: they are stored with what they tell of

	PicturesAt time.Time // when pictures that could not be copied are tried again; zero when there are none
	Faded      []string  // posts whose pictures' addresses ended before they were copied: to be asked for by id
}

// PicturesDue reports whether pictures are to be tried again.
func (s State) PicturesDue(now time.Time) bool {
	return !s.PicturesAt.IsZero() && !now.Before(s.PicturesAt)
}

// NeedsRebuild reports whether the snapshot is behind.
func (s State) NeedsRebuild(now time.Time) bool {
	return s.Built < s.Gen || !s.StaleAt.IsZero() && !now.Before(s.StaleAt)
}

// TickDuration is the time between two syncs of a tenant.
const TickDuration = 5 * time.Minute

// TickAt is the number of the tick that t falls in.
func TickAt(t time.Time) int64 { return t.Unix() / int64(TickDuration/time.Second) }

// TickTime is when a tick begins.
func TickTime(tick int64) time.Time {
	return time.Unix(tick*int64(TickDuration/time.Second), 0).UTC()
}

// SyncData is all that a sync reads of a tenant's table, of one moment.
type SyncData struct {
	State  State
	Feeds  []Feed
	Widget Widget
}

// Shows decides whether a stored post is on the wall now, by the rules of this
// moment: rules take effect at once, before anything tidies up behind them.
func (d SyncData) Shows(p Post, now time.Time) bool {
	return p.Status == Visible && !p.Expired(now) && d.matches(p) && d.Widget.shows(p.Network) &&
		!d.Widget.Moderation.Excludes(p)
}

// matches reports whether a feed that still exists brought the post, or the
// tenant wrote it.
func (d SyncData) matches(p Post) bool {
	if p.Network == Direct {
		return true
	}
	for _, f := range d.Feeds {
		for _, id := range p.FeedIDs {
			if f.ID == id {
				return true
			}
		}
	}
	return false
}

// Orphaned reports whether only feeds that were removed had brought the post.
func (d SyncData) Orphaned(p Post) bool { return !d.matches(p) }

// PostChange is one write of a sync: a post to store (Rev is the revision that
// was read, 0 for a new post), or to remove.
type PostChange struct {
	Post   Post
	Remove bool
}
