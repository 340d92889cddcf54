// Package moderation is what a tenant's people do with its posts: look through
// them, and decide which of them the wall shows.
package moderation

import (
	"context"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Store is a tenant's table as moderation uses it.
type Store interface {
	wall.SnapshotStore
	// Posts reads posts by id, consistently; missing ones are left out.
	Posts(ctx context.Context, ids []string) (map[string]wall.Post, error)
	// PostsAfter lists the posts behind a position ("" for all), the newest
	// first.
	PostsAfter(ctx context.Context, after wall.Position) iter.Seq2[wall.WallPost, error]
	// ChangePosts stores changed posts, each on its revision, and their entries in
	// the audit. Changed when somebody was quicker with one of them.
	ChangePosts(ctx context.Context, changes []wall.PostChange, log ...wall.AuditEntry) error
}

// Moderator moderates the posts of any tenant.
type Moderator struct {
	Open     func(ctx context.Context, ref wall.TableRef) (Store, error)
	Pictures wall.PictureQueue // hidden posts' pictures go, and come again
	Clock    func() time.Time
}

// Decision is what a person decides about posts; nil leaves a part as it is.
type Decision struct {
	Status *wall.PostStatus
	Pinned *bool
	Rev    int64    // of the post as the person read it; 0 for any
	Alt    []string // what the pictures that are shown show, in their order; empty for the network's own words
}

// decidedReason is why a post that a person hid is hidden.
const decidedReason = "decided by a person"

func (d Decision) apply(p wall.Post) (wall.Post, error) {
	if d.Status != nil {
		p.Status, p.Moderated, p.Reason = *d.Status, true, ""
		if p.Status != wall.Visible {
			p.Reason = decidedReason
		}
	}
	if d.Pinned != nil {
		p.Pinned = *d.Pinned
	}
	return p.Describe(d.Alt)
}

// Decide changes the posts of these ids, and answers them as they are now, in
// the order of the ids, without those that are not there. A decision stands: a
// sync that runs meanwhile reads it, or starts again. Changed when a post is no
// longer as the person has read it.
func (m Moderator) Decide(ctx context.Context, t wall.Tenant, ids []string, d Decision) (Page, error) {
	store, err := m.open(ctx, t)
	if err != nil {
		return Page{}, err
	}
	var posts []wall.Post
	var changes []wall.PostChange
	err = wall.Again(ctx, func() (err error) {
		posts, changes, err = m.decide(ctx, store, ids, d)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if len(changes) > 0 {
		feedsync.Show(ctx, store, t.ID, m.Clock())
		m.sendPictures(ctx, t, changes)
	}
	data, err := store.LoadSync(ctx)
	return m.page(data, posts), err
}

// sendPictures lets the pictures of posts go that were hidden, and come that are
// shown again. If that fails the decision stands: the next look at all pictures
// does it.
func (m Moderator) sendPictures(ctx context.Context, t wall.Tenant, changes []wall.PostChange) {
	work := feedsync.PicturesOf(t.Ref(), changes, nil, m.Clock())
	if work.Empty() || m.Pictures == nil {
		return
	}
	if err := m.Pictures.SendPictures(ctx, work); err != nil {
		slog.WarnContext(ctx, "pictures not brought into line: the next look at them does it", "tenant", t.ID, "error", err)
	}
}

func (m Moderator) decide(ctx context.Context, store Store, ids []string, d Decision) (posts []wall.Post, changes []wall.PostChange, err error) {
	stored, err := store.Posts(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		p, there := stored[id]
		if !there {
			continue
		}
		if err := wall.IfUnchanged(d.Rev, p.Rev); err != nil {
			return nil, nil, err
		}
		next, err := d.apply(p)
		if err != nil {
			return nil, nil, err
		}
		if next.Status != p.Status || next.Moderated != p.Moderated || next.Pinned != p.Pinned || !slices.Equal(next.Media, p.Media) {
			changes = append(changes, wall.PostChange{Post: next})
			next.Rev++ // once it is stored
		}
		posts = append(posts, next)
	}
	if len(changes) == 0 {
		return posts, nil, nil
	}
	return posts, changes, store.ChangePosts(ctx, changes, m.entry(ctx, changes, d))
}

// entry says in the audit what was decided about how many posts.
func (m Moderator) entry(ctx context.Context, changes []wall.PostChange, d Decision) wall.AuditEntry {
	if len(changes) == 1 {
		return audit.Entry(ctx, m.Clock(), "post.moderated", changes[0].Post.ID, "%s", d)
	}
	return audit.Entry(ctx, m.Clock(), "posts.moderated", "", "%d posts: %s", len(changes), d)
}

// String is the decision as people read it.
func (d Decision) String() string {
	var parts []string
	if d.Status != nil {
		parts = append(parts, string(*d.Status))
	}
	if d.Pinned != nil && *d.Pinned {
		parts = append(parts, "pinned")
	} else if d.Pinned != nil {
		parts = append(parts, "no longer pinned")
	}
	if d.Alt != nil {
		parts = append(parts, "pictures described")
	}
	return strings.Join(parts, ", ")
}

// Filter says which posts to list.
type Filter struct {
	Status  wall.PostStatus // empty for any
	Network wall.Network    // empty for any
	Feed    string          // empty for any
	Words   string          // empty for any
}

func (f Filter) matches(p wall.Post) bool {
	return (f.Status == "" || p.Status == f.Status) && (f.Network == "" || p.Network == f.Network) &&
		(f.Feed == "" || slices.Contains(p.FeedIDs, f.Feed)) && (f.Words == "" || p.Mentions(f.Words))
}

// scope names the list that a cursor continues.
func (f Filter) scope(t wall.Tenant) string {
	return wall.Scope("posts", t.ID, string(f.Status), string(f.Network), f.Feed, f.Words)
}

// Listed is a post, and whether the wall shows it now.
type Listed struct {
	wall.Post
	Shown bool
}

// Page is a part of a list of posts.
type Page struct {
	Posts []Listed
	Next  string // cursor of the next page; empty at the end
}

// scanLimit bounds the posts that one page reads: behind it a rare match costs
// another request, not a longer one.
const scanLimit = 2000

// List lists the posts that match a filter, the newest first.
func (m Moderator) List(ctx context.Context, t wall.Tenant, f Filter, limit int, cursor string) (Page, error) {
	var after wall.Position
	if cursor != "" {
		var err error
		if after, err = wall.DecodeCursor(f.scope(t), cursor); err != nil {
			return Page{}, err
		}
	}
	store, err := m.open(ctx, t)
	if err != nil {
		return Page{}, err
	}
	data, err := store.LoadSync(ctx)
	if err != nil {
		return Page{}, err
	}
	posts, last, err := m.scan(store.PostsAfter(ctx, after), f, limit)
	page := m.page(data, posts)
	if last != "" {
		page.Next = wall.EncodeCursor(f.scope(t), last)
	}
	return page, err
}

// scan takes the first posts that match; last is the position where it stopped
// before the end.
func (m Moderator) scan(all iter.Seq2[wall.WallPost, error], f Filter, limit int) (posts []wall.Post, last wall.Position, err error) {
	now, seen := m.Clock(), 0
	for p, err := range all {
		if err != nil {
			return nil, "", err
		}
		if len(posts) == limit || seen == scanLimit {
			return posts, last, nil
		}
		seen, last = seen+1, p.Position
		if !p.Expired(now) && f.matches(p.Post) {
			posts = append(posts, p.Post)
		}
	}
	return posts, "", nil
}

func (m Moderator) page(data wall.SyncData, posts []wall.Post) Page {
	page, now := Page{Posts: make([]Listed, len(posts))}, m.Clock()
	for i, p := range posts {
		page.Posts[i] = Listed{p, data.Shows(p, now)}
	}
	return page
}

func (m Moderator) open(ctx context.Context, t wall.Tenant) (Store, error) {
	if err := t.Ready(); err != nil {
		return nil, err
	}
	return m.Open(ctx, t.Ref())
}
