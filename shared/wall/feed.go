package wall

import "time"

// Feed is one source of posts: a network, a query, and perhaps the tenant's
// own credential (encrypted; the plain one is never stored).
type Feed struct {
	ID               string
	Name             string
	Network          Network
	Query            Query
	Enabled          bool
	SealedCredential []byte
	Token            Token // what is known of the sealed credential
	CreatedAt        time.Time
	Rev              int64
}

// HasOwnCredential reports whether the feed uses the tenant's credential
// instead of the operator's shared one.
func (f Feed) HasOwnCredential() bool { return len(f.SealedCredential) > 0 }

// NewFeed makes an enabled feed from what a person gave.
func NewFeed(name string, n Network, q Query, now time.Time) (Feed, error) {
	query, err := ParseQuery(n, q)
	if err != nil {
		return Feed{}, err
	}
	if name == "" {
		name = n.Title() + " " + query.String()
		name = string([]rune(name)[:min(maxName, len([]rune(name)))])
	}
	if name, err = ParseName(name); err != nil {
		return Feed{}, err
	}
	return Feed{ID: NewFeedID(), Name: name, Network: n, Query: query, Enabled: true, CreatedAt: now, Rev: 1}, nil
}

// FeedState is how a feed is doing. It is a part of State, so that one write
// advances a whole sync.
type FeedState struct {
	NextTick int64      // first tick at which the feed is due
	Taken    string     // the message that a person asked for and whose sync is at work on the feed
	Interval int64      // ticks between the last refresh and the next
	Pace     Pace       // why they are not closer; empty when they could not be
	LastSync time.Time  // last refresh that brought an answer; zero before the first
	Cursor   string     // the adapter's own; opaque here
	Digest   string     // of the last answer; the same digest means nothing to do
	Failures int        // failed refreshes in a row
	Skipped  int        // posts of the last answer that could not be read
	Error    *FeedError // what went wrong with the last refresh, or a part of it; nil when nothing did
	Place    *Place     // what a review network says of the place as a whole

	PicturesUntil time.Time // when the first stored picture address stops working; zero for never

	CheckTick int64  // first tick at which it is asked what became of the posts; 0 where that cannot be asked
	Check     string // how far, with a credential of the tenant's own: opaque here
}

// FeedError is an upstream failure in words that a feed's owner understands.
type FeedError struct {
	Class   ErrorClass
	Message string
	Since   time.Time
	Until   time.Time // when the network will answer again, if it said so
}

// Place is the summary of all ratings of a place, which are more than the
// reviews that the network gives.
type Place struct {
	Rating float64 // 1 to 5
	Count  int
	URL    string
}
