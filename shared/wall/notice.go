package wall

import (
	"context"
	"time"
)

// Notice is what the owners of a feed were told of it, or will be soon. The
// zero value is that of a feed that is well.
type Notice struct {
	Since   time.Time // when it began to fail; zero while it does not
	Told    time.Time // when its owners were told of that
	Expires time.Time // the end of its token that they were told of
	Healed  time.Time // when all that they were told of was over; they are yet to hear it
}

// NoticeKind is an event that people are told of by e-mail.
type NoticeKind string

// The events.
const (
	NoticeFailing  NoticeKind = "failing"  // feeds have brought nothing for an hour
	NoticeExpiring NoticeKind = "expiring" // feeds' own tokens end within a week
	NoticeHealed   NoticeKind = "healed"   // what was told is over
	// NoticeInvitation is told to the person who is invited.
	NoticeInvitation NoticeKind = "invitation"
)

// NoticeMessage asks for a tenant's owners to be told of an event, with all the
// feeds that it concerns; or for an invitation to be sent. Its id stands for the
// event: messages that share it are one.
type NoticeMessage struct {
	ID       string
	TenantID string
	Kind     NoticeKind
	Feeds    []NoticedFeed
	More     int // feeds that the message is too long to name

	Invitation string // the id of the one that is to be sent, and nothing else of it
}

// MaxNoticed is how many feeds a message names: nobody reads more, and the state
// has to hold it.
const MaxNoticed = 50

// NoticedFeed is a feed as its owners are told of it.
type NoticedFeed struct {
	ID      string
	Name    string
	Network Network
	Own     bool       // it has a credential of its own
	Class   ErrorClass // of what fails; empty when nothing does
	Message string     // in plain words
	Since   time.Time
	Until   time.Time // when the network will answer again, if it said so
	Account string    // that the token belongs to
	Expires time.Time // the token
}

// NoticeQueue takes messages that ask for mails.
type NoticeQueue interface {
	SendNotice(ctx context.Context, m NoticeMessage) error
}

// NoticeStore is a tenant's table as a sync uses it that has told the owners.
type NoticeStore interface {
	// ClearOutbox forgets the messages that State.Outbox held, once they are sent;
	// nothing when others are there now.
	ClearOutbox(ctx context.Context, sent []NoticeMessage) error
}

// NewNoticeID makes the id of an event.
func NewNoticeID() string { return newID("n_", 16) }

// Need is something about a feed that waits for a person.
type Need struct {
	Feed    Feed
	Kind    NoticeKind
	Class   ErrorClass
	Message string
	Since   time.Time
	Expires time.Time
}

// Needs lists what waits for a person now: feeds that fail for a reason that
// people can mend, or for so long that their owners are told, and tokens that end
// within a week.
func (d SyncData) Needs(now time.Time) []Need {
	var needs []Need
	for _, f := range d.Feeds {
		s := d.State.Feeds[f.ID]
		e := s.Error
		switch {
		case !f.Enabled:
		case e != nil && (f.isToMend(*e) || now.Sub(e.Since) >= f.NoticeAfter(*e, now)):
			needs = append(needs, Need{Feed: f, Kind: NoticeFailing, Class: e.Class, Message: e.Message, Since: e.Since})
		case f.TokenEnds(s, now):
			needs = append(needs, Need{Feed: f, Kind: NoticeExpiring, Message: f.Token.ending(), Expires: f.Token.ExpiresAt})
		}
	}
	return needs
}

const (
	noticePatience = time.Hour
	// longPatience is how long nobody is told of what a feed's owner cannot change:
	// that a network's limit is reached, and soon over, or that the platform's own
	// token is refused, of which the operator is told at once.
	longPatience = 24 * time.Hour
	// blockedFor is more than a limit of calls takes to pass: a network that wants
	// so long a rest has blocked the account, and its owner has to look there.
	blockedFor = 12 * time.Hour
)

// NoticeAfter is how long a feed fails before its owners are told.
func (f Feed) NoticeAfter(e FeedError, now time.Time) time.Duration {
	left := e.Until.Sub(now)
	waits := e.Class == ClassThrottled && left < blockedFor || e.Class == ClassQuota && left < longPatience
	if waits || e.Class == ClassAuth && !f.HasOwnCredential() {
		return longPatience
	}
	return noticePatience
}

// isToMend reports whether a failure stays until the feed's owner changes something.
func (f Feed) isToMend(e FeedError) bool {
	return e.Class == ClassPermission || e.Class == ClassGone || e.Class == ClassAuth && f.HasOwnCredential()
}

// TokenEnds reports whether a feed's own token ends within a week, or has ended,
// unless the network has answered to it since.
func (f Feed) TokenEnds(s FeedState, now time.Time) bool {
	return f.Token.Ends(now) && !s.LastSync.After(f.Token.ExpiresAt)
}
