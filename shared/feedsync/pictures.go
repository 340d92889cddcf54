package feedsync

import (
	"context"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// lookEvery is how long a look at all pictures may take before another is asked
// for.
const lookEvery = time.Hour

// sendPictures asks for the pictures of changed posts to be copied, and for the
// copies of removed ones to be taken away. It does so behind the change and
// before the snapshot is built: a sync that dies in between leaves the snapshot
// behind, and the next one looks at all pictures.
func (s Syncer) sendPictures(ctx context.Context, ref wall.TableRef, changes []wall.PostChange, before map[string]wall.Post) error {
	m := PicturesOf(ref, changes, before, s.Clock())
	if m.Empty() || s.Pictures == nil {
		return nil
	}
	return s.Pictures.SendPictures(ctx, m)
}

// PicturesOf is what changes of posts mean for their pictures, given the posts
// before; without them, no picture of a post was replaced.
func PicturesOf(ref wall.TableRef, changes []wall.PostChange, before map[string]wall.Post, now time.Time) wall.PictureMessage {
	m := wall.PictureMessage{Ref: ref, Gone: map[string][]string{}}
	var wanting []wall.Post
	for _, c := range changes {
		gone := before[c.Post.ID].PictureFiles(ref.TenantID)
		if c.Remove {
			gone = c.Post.PictureFiles(ref.TenantID)
		} else {
			kept := c.Post.PictureFiles(ref.TenantID)
			gone = slices.DeleteFunc(gone, func(key string) bool { return slices.Contains(kept, key) })
		}
		if len(gone) > 0 {
			m.Gone[c.Post.ID] = gone
		}
		if !c.Remove && c.Post.WantsPictures(now) {
			wanting = append(wanting, c.Post)
		}
	}
	m.Posts = newestFirst(wanting)
	return m
}

// newestFirst are the posts that want something, those first that a wall begins with.
func newestFirst(wanting []wall.Post) []string {
	slices.SortStableFunc(wanting, func(a, b wall.Post) int { return b.PublishedAt.Compare(a.PublishedAt) })
	ids := make([]string, len(wanting))
	for i, p := range wanting {
		ids[i] = p.ID
	}
	return ids
}

// lookAtPictures asks for pictures to be tried again whose time has come, and
// for a look at all of them when an earlier run ended before it could ask for
// its own; and not again while that lasts.
func (r *run) lookAtPictures(ctx context.Context, s wall.State, all bool) error {
	if r.Pictures == nil {
		return nil
	}
	if err := r.Pictures.SendPictures(ctx, wall.PictureMessage{Ref: r.message.Ref, Again: !all, Look: all}); err != nil {
		return err
	}
	return r.store.PlanPictures(ctx, r.now.Add(lookEvery), s.PicturesAt)
}

// hasSynced reports whether any feed has brought anything yet.
func hasSynced(s wall.State) bool {
	for _, f := range s.Feeds {
		if !f.LastSync.IsZero() {
			return true
		}
	}
	return false
}

// lookDaily looks at all pictures once a day, whatever was lost on its way.
func (r *run) lookDaily(ctx context.Context, s wall.State, tick int64) error {
	if s.Swept == 0 || tick-s.Swept < sweepEvery {
		return nil
	}
	return r.lookAtPictures(ctx, s, true)
}
