package feedsync

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// pictureMargin is how long a stored picture address must still work; nearer to
// its end a fresh one is worth a write.
const pictureMargin = 30 * time.Minute

// digest is a fingerprint of an answer: the same digest means that no post
// needs to be looked at.
func digest(r wall.FetchResult) string {
	var b strings.Builder
	for _, p := range r.Posts {
		b.WriteString(p.ID + " " + p.Digest() + "\n")
	}
	b.WriteString(r.ExpiresAt.Format(time.RFC3339))
	b.WriteString(strings.Join(r.Removed, " "))
	return wall.Fingerprint([]byte(b.String()))
}

// answers are what feeds, by id, brought.
type answers map[string]wall.FetchResult

// posts joins the answers: a post that several feeds brought belongs to all of
// them. What an answer withdrew is not among them.
func (a answers) posts() map[string]wall.Post {
	fresh := map[string]wall.Post{}
	for _, feedID := range slices.Sorted(maps.Keys(a)) {
		for _, p := range a[feedID].Posts {
			p.ExpiresAt = a[feedID].ExpiresAt
			feeds := union(fresh[p.ID].FeedIDs, []string{feedID})
			if anonymous(p, fresh[p.ID]) {
				p = fresh[p.ID]
			}
			p.FeedIDs = feeds
			fresh[p.ID] = p
		}
	}
	for _, id := range a.removed() {
		delete(fresh, id)
	}
	return fresh
}

// anonymous reports whether one telling of a post lacks the author that another
// names. Instagram's hashtag search names nobody and leaves the @ out of
// captions; the account's own media tell all.
func anonymous(p, other wall.Post) bool {
	return p.Author == wall.Author{} && other.Author != wall.Author{}
}

func (a answers) removed() []string {
	var ids []string
	for _, result := range a {
		ids = union(ids, result.Removed)
	}
	return ids
}

// ids are those of all posts that the answers speak of.
func (a answers) ids() []string {
	return union(slices.Collect(maps.Keys(a.posts())), a.removed())
}

// changes decides what to write, given the posts that are stored. They come in
// one order, so that a repeated sync goes the way of the one that crashed.
func (a answers) changes(stored map[string]wall.Post, rules wall.Moderation, now time.Time) []wall.PostChange {
	var changes []wall.PostChange
	fresh := a.posts()
	for _, id := range slices.Sorted(maps.Keys(fresh)) {
		old, known := stored[id]
		next := mergePost(old, known, fresh[id], rules, now)
		if !known {
			next = a.inherited(next, stored)
		}
		if !known || worthWriting(old, next, now) {
			changes = append(changes, wall.PostChange{Post: next})
		}
	}
	for _, id := range a.removed() {
		if p, known := stored[id]; known {
			changes = append(changes, wall.PostChange{Post: p, Remove: true})
		}
	}
	return changes
}

// inherited is a new post with what people decided about the one that it
// replaces: it stays pinned, and hidden.
func (a answers) inherited(next wall.Post, stored map[string]wall.Post) wall.Post {
	for _, result := range a {
		for old, heir := range result.Replaced {
			before, known := stored[old]
			if !known || heir != next.ID {
				continue
			}
			next.Pinned = next.Pinned || before.Pinned
			if before.Moderated && before.Status == wall.Hidden {
				next.Moderated, next.Status, next.Reason = true, before.Status, before.Reason
			}
		}
	}
	return next
}

// notePictures notes on each feed when the first picture address stops working
// that is stored for the posts of its answer.
func (a answers) notePictures(feeds map[string]wall.FeedState, stored map[string]wall.Post, changes []wall.PostChange) {
	final := maps.Clone(stored)
	for _, c := range changes {
		final[c.Post.ID] = c.Post
	}
	for feedID, result := range a {
		s := feeds[feedID]
		s.PicturesUntil = time.Time{}
		for _, p := range result.Posts {
			if end := final[p.ID].PicturesUntil(); !end.IsZero() && (s.PicturesUntil.IsZero() || end.Before(s.PicturesUntil)) {
				s.PicturesUntil = end
			}
		}
		feeds[feedID] = s
	}
}

// mergePost is the post as it should be stored: the network's newest content,
// every feed that matches it, and a status that respects what people decided.
func mergePost(old wall.Post, known bool, fresh wall.Post, rules wall.Moderation, now time.Time) wall.Post {
	if fresh.PublishedAt.IsZero() { // the network does not say: it is as old as we know it
		fresh.PublishedAt = now
		if known {
			fresh.PublishedAt = old.PublishedAt
		}
	}
	if anonymous(fresh, old) && !containsAll(fresh.FeedIDs, old.FeedIDs) {
		feeds := fresh.FeedIDs
		fresh = old // another feed has told more
		fresh.FeedIDs = feeds
	}
	next := fresh
	if known {
		next.Rev, next.Pinned, next.Moderated = old.Rev, old.Pinned, old.Moderated
		next.Status, next.Reason = old.Status, old.Reason
		next.FeedIDs = union(old.FeedIDs, fresh.FeedIDs)
		if next.ExpiresAt.IsZero() {
			next.ExpiresAt = old.ExpiresAt
		}
		if old.Digest() == fresh.Digest() && !fading(old, now) {
			next.Media, next.Author = old.Media, old.Author
		} else {
			next.CarryPictures(old)
		}
	}
	if !next.Moderated && (!known || old.Digest() != fresh.Digest()) {
		verdict := rules.Judge(next)
		next.Status, next.Reason = verdict.Status, verdict.Reason
	}
	return next
}

// worthWriting reports whether the stored post differs in anything that counts.
func worthWriting(old, next wall.Post, now time.Time) bool {
	return old.Digest() != next.Digest() || old.Status != next.Status ||
		!slices.Equal(old.FeedIDs, next.FeedIDs) || !old.ExpiresAt.Equal(next.ExpiresAt) ||
		fading(old, now) && outlives(next, old)
}

// fading reports whether a picture address of the post is near its end.
func fading(p wall.Post, now time.Time) bool {
	end := p.PicturesUntil()
	return !end.IsZero() && end.Before(now.Add(pictureMargin))
}

// outlives reports whether a post's picture addresses work for longer than those
// that are stored.
func outlives(next, old wall.Post) bool {
	end := next.PicturesUntil()
	return end.IsZero() || end.After(old.PicturesUntil())
}

// join adds to changes those of others whose posts it does not speak of.
func join(changes, others []wall.PostChange) []wall.PostChange {
	known := map[string]bool{}
	for _, c := range changes {
		known[c.Post.ID] = true
	}
	for _, c := range others {
		if !known[c.Post.ID] {
			changes = append(changes, c)
		}
	}
	return changes
}

func containsAll(set, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(s string) bool { return !slices.Contains(set, s) })
}

func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}
