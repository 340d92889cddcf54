package wall

import (
	"context"
	"iter"
	"time"
)

// SyncStore is a tenant's table as a sync uses it. A store is bound to one
// table when it is opened: none of its methods takes a tenant.
type SyncStore interface {
	// LoadSync reads state, feeds and settings, consistently. NotFound when the
	// table holds no tenant, or another one than it was opened for.
	LoadSync(ctx context.Context) (SyncData, error)
	// Posts reads posts by id, consistently; missing ones are left out.
	Posts(ctx context.Context, ids []string) (map[string]Post, error)
	// SaveState stores a sync that changed no post and advances Ver. Changed
	// when somebody was quicker than s.Ver.
	SaveState(ctx context.Context, s State) error
	// SaveChanges stores a sync's posts and then its state, in transactions of
	// at most 99 posts that each advance Gen; the last one advances Ver.
	// Changed when somebody was quicker with the state or with a post: what
	// was written until then stands, and the next run completes it.
	SaveChanges(ctx context.Context, s State, changes []PostChange) error
	// PlanPictures notes when pictures are to be tried again, as PictureStore does.
	PlanPictures(ctx context.Context, at, seen time.Time) error
	// ForgetFaded takes posts off State.Faded.
	ForgetFaded(ctx context.Context, ids []string) error
}

// TokenStore is a tenant's table as the watch over feeds' own tokens uses it.
type TokenStore interface {
	// KeepToken stores the sealed credential of the feed, which may be a renewed
	// one, and what is known of it. Changed when the feed has another revision.
	KeepToken(ctx context.Context, f Feed) error
}

// SweepStore is a tenant's table as the search for old posts uses it.
type SweepStore interface {
	// OldestPost is when the oldest post that does not expire was published;
	// zero when there is none.
	OldestPost(ctx context.Context) (time.Time, error)
	// NewestPosts lists every post, the newest first.
	NewestPosts(ctx context.Context) iter.Seq2[Post, error]
}

// TidyStore is a tenant's table as the work behind a change of rules uses it.
type TidyStore interface {
	// PostsByID lists posts in the order of their ids, consistently, behind one
	// ("" for the start); fewer than limit, but none, may be a part.
	PostsByID(ctx context.Context, after string, limit int) ([]Post, error)
	// ChangePosts stores changes of posts that no sync made, each on its post's
	// revision, and their entries in the audit. Changed when somebody was
	// quicker: what was written until then stands.
	ChangePosts(ctx context.Context, changes []PostChange, log ...AuditEntry) error
}

// SnapshotStore is a tenant's table as a rebuild of the snapshot uses it.
type SnapshotStore interface {
	LoadSync(ctx context.Context) (SyncData, error)
	// ListWall reads visible posts in the wall's order, consistently, after a
	// position ("" for the start), and stops when keep has accepted limit posts.
	ListWall(ctx context.Context, after Position, limit int, keep func(Post) bool) ([]WallPost, error)
	// Snapshot reads the current one; NotFound when none was built.
	Snapshot(ctx context.Context) (Snapshot, error)
	// PutSnapshot stores s unless a newer one is there: then Changed.
	PutSnapshot(ctx context.Context, s Snapshot) error
	// MarkBuilt notes that the snapshot shows gen, unless it notes a later one.
	MarkBuilt(ctx context.Context, gen int64, staleAt time.Time) error
}

// PictureStore is a tenant's table as the work on its posts' pictures uses it.
type PictureStore interface {
	SnapshotStore
	TidyStore
	// Owned is nil when the table is its tenant's, else NotFound.
	Owned(ctx context.Context) error
	// Posts reads posts by id, consistently; missing ones are left out.
	Posts(ctx context.Context, ids []string) (map[string]Post, error)
	// PlanPictures notes when pictures are to be tried again (zero: never), unless
	// somebody else has noted another time than seen.
	PlanPictures(ctx context.Context, at, seen time.Time) error
	// NoteFaded adds posts to State.Faded, while that is short.
	NoteFaded(ctx context.Context, ids []string) error
}

// PictureQueue takes messages that ask for work on posts' pictures.
type PictureQueue interface {
	SendPictures(ctx context.Context, m PictureMessage) error
}

// PictureMessage asks for the pictures of a tenant's posts to be brought into
// line with the posts: copied, or taken away.
type PictureMessage struct {
	Ref   TableRef
	Posts []string            // whose pictures have to be looked at
	Gone  map[string][]string // copies that these posts do not have any more, by their keys
	Again bool                // try those again that could not be copied
	Look  bool                // look at all posts, and at all copies
}

// Empty reports whether there is nothing to do.
func (m PictureMessage) Empty() bool {
	return len(m.Posts) == 0 && len(m.Gone) == 0 && !m.Again && !m.Look
}

// FeedStore is a tenant's table as the people who manage feeds use it. Every
// change is one transaction with the state, so that a running sync notices, and
// with its entries in the audit.
type FeedStore interface {
	LoadSync(ctx context.Context) (SyncData, error)
	// AddFeed stores a new feed, due at once. PlanLimit when limit enabled
	// feeds are there already.
	AddFeed(ctx context.Context, f Feed, limit int, log ...AuditEntry) error
	// UpdateFeed replaces the feed of revision f.Rev and makes it due at once.
	// Changed when it has another revision; PlanLimit as above.
	UpdateFeed(ctx context.Context, old, f Feed, limit int, log ...AuditEntry) error
	// RemoveFeed removes the feed of revision f.Rev; Changed when it has another.
	RemoveFeed(ctx context.Context, f Feed, log ...AuditEntry) error
	// RequestRefresh makes a feed due at once. NotFound when it is not there.
	RequestRefresh(ctx context.Context, feedID string) error
	// RequestRefreshOnce does the same for a feed that is there, unless somebody
	// has within the pause: then TooManyRequests.
	RequestRefreshOnce(ctx context.Context, feedID string, now time.Time, pause time.Duration) error
}

// SyncQueue takes messages that ask for one tenant's sync.
type SyncQueue interface {
	SendSync(ctx context.Context, m SyncMessage, delay time.Duration) error
	// SendSyncs sends many, in as few requests as the queue allows.
	SendSyncs(ctx context.Context, batch []DelayedSync) error
}

// SyncMessage asks for the sync of one tenant at one tick, or, with Tidy, for its
// stored posts to be brought into line with its rules and feeds.
type SyncMessage struct {
	Ref   TableRef
	Tick  int64
	Now   bool   // a person asked: sync what is due even if the tick has passed
	ID    string // of a message that a person asked for; its deliveries share it
	Tidy  bool   // a person changed the rules, or removed a feed
	After string // the post behind which to go on with that
}

// SyncNow is the message with which a person asks for a sync.
func SyncNow(ref TableRef) SyncMessage {
	return SyncMessage{Ref: ref, Now: true, ID: newID("", 16)}
}

// DelayedSync is a message and how long the queue holds it back.
type DelayedSync struct {
	Message SyncMessage
	Delay   time.Duration
}
