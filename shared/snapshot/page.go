package snapshot

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Page is an answer ready to be sent.
type Page struct {
	Body []byte
	Gzip bool   // Body is compressed
	ETag string // of the content, without quotes
}

// First is the first page of a wall as its snapshot has it: the ready one if it
// fits the request, else one assembled from the snapshot's posts.
func First(tenantID string, s wall.Snapshot, limit int, now time.Time) (Page, error) {
	stale := !s.StaleAt.IsZero() && !now.Before(s.StaleAt)
	if limit == s.Limit && !stale {
		return Page{Body: s.Page, Gzip: true, ETag: s.ETag}, nil
	}
	data, err := Decompress(s.Posts)
	if err != nil {
		return Page{}, err
	}
	var content stored
	if err := json.Unmarshal(data, &content); err != nil {
		return Page{}, fmt.Errorf("decode snapshot: %w", err)
	}
	etag := fmt.Sprintf("%s-%d", s.ETag, limit)
	if stale {
		content.Posts = unexpired(content.Posts, now)
		etag += fmt.Sprintf("-%d", len(content.Posts))
	}
	body, err := assemble(List{TenantID: tenantID}, content, limit, s.UpdatedAt)
	return Page{Body: body, ETag: etag}, err
}

// unexpired leaves out what must be gone, for when no sync has rebuilt the
// snapshot in time.
func unexpired(posts []storedPost, now time.Time) []storedPost {
	var out []storedPost
	for _, p := range posts {
		if p.ExpiresAt == 0 || now.Unix() < p.ExpiresAt {
			out = append(out, p)
		}
	}
	return out
}

// Later is a page that the snapshot does not hold: behind a cursor, or filtered.
// posts may hold one more than limit, which tells that the wall goes on.
func Later(l List, d wall.SyncData, posts []wall.WallPost, limit int, updatedAt time.Time) (Page, error) {
	settings, err := encodeWidget(d)
	if err != nil {
		return Page{}, err
	}
	list, err := storePosts(l.TenantID, posts)
	if err != nil {
		return Page{}, err
	}
	body, err := assemble(l, stored{Wall: settings, Posts: list}, limit, updatedAt)
	return Page{Body: body, ETag: wall.Fingerprint(body)}, err
}
