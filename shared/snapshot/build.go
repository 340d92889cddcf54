package snapshot

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	// Size is how many posts a snapshot holds.
	Size = wall.MaxLimit
	// maxBytes keeps the item under DynamoDB's 400 KB with room for the rest.
	maxBytes = 350 << 10
)

// stored is what Snapshot.Posts holds, compressed.
type stored struct {
	Wall  json.RawMessage `json:"wall"`
	Posts []storedPost    `json:"posts"`
	More  bool            `json:"more"` // the wall goes on behind the last post
}

type storedPost struct {
	Position  wall.Position   `json:"at"`
	ExpiresAt int64           `json:"expires,omitempty"` // unix seconds
	Post      json.RawMessage `json:"post"`
}

// Build makes a tenant's snapshot from its visible posts, in the wall's order.
// The time of the last change is carried over from the snapshot before when the
// content is the same.
func Build(tenantID string, d wall.SyncData, posts []wall.WallPost, before wall.Snapshot, now time.Time) (wall.Snapshot, error) {
	content := stored{More: len(posts) == Size}
	var err error
	if content.Wall, err = encodeWidget(d); err != nil {
		return wall.Snapshot{}, err
	}
	if content.Posts, err = storePosts(tenantID, posts); err != nil {
		return wall.Snapshot{}, err
	}
	s := wall.Snapshot{Gen: d.State.Gen, StaleAt: firstExpiry(posts), Limit: d.Widget.Limit}
	for {
		if err := fill(&s, tenantID, content, before, now); err != nil {
			return wall.Snapshot{}, err
		}
		if len(s.Page)+len(s.Posts) <= maxBytes || len(content.Posts) <= 1 {
			return s, nil
		}
		content.Posts, content.More = content.Posts[:len(content.Posts)/2], true
	}
}

// fill compresses the content into the snapshot.
func fill(s *wall.Snapshot, tenantID string, content stored, before wall.Snapshot, now time.Time) error {
	data, err := encode(content)
	if err != nil {
		return err
	}
	s.ETag, s.UpdatedAt = wall.Fingerprint(data), now.UTC().Truncate(time.Second)
	if s.ETag == before.ETag {
		s.UpdatedAt = before.UpdatedAt
	}
	if s.Posts, err = compress(data); err != nil {
		return err
	}
	page, err := assemble(List{TenantID: tenantID}, content, s.Limit, s.UpdatedAt)
	if err != nil {
		return err
	}
	s.Page, err = compress(page)
	return err
}

func storePosts(tenantID string, posts []wall.WallPost) ([]storedPost, error) {
	out := make([]storedPost, 0, len(posts))
	for _, p := range posts {
		data, err := encodePost(tenantID, p.Post)
		if err != nil {
			return nil, err
		}
		sp := storedPost{Position: p.Position, Post: data}
		if !p.ExpiresAt.IsZero() {
			sp.ExpiresAt = p.ExpiresAt.Unix()
		}
		out = append(out, sp)
	}
	return out, nil
}

// firstExpiry is when the first of the posts must be gone; zero for never.
func firstExpiry(posts []wall.WallPost) time.Time {
	var first time.Time
	for _, p := range posts {
		if !p.ExpiresAt.IsZero() && (first.IsZero() || p.ExpiresAt.Before(first)) {
			first = p.ExpiresAt
		}
	}
	return first
}

// assemble makes the answer of the first limit posts.
func assemble(list List, content stored, limit int, updatedAt time.Time) ([]byte, error) {
	n := min(limit, len(content.Posts))
	a := answer{
		Wall: content.Wall, Posts: make([]json.RawMessage, 0, n),
		UpdatedAt: updatedAt.UTC().Format(time.RFC3339), RefreshSeconds: int(wall.TickDuration / time.Second),
	}
	for _, p := range content.Posts[:n] {
		a.Posts = append(a.Posts, p.Post)
	}
	if n > 0 && (n < len(content.Posts) || content.More) {
		cursor := list.encodeCursor(content.Posts[n-1].Position)
		a.NextCursor = &cursor
	}
	return encode(a)
}

func compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	return b.Bytes(), nil
}

// Decompress undoes the compression of a snapshot's page.
func Decompress(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decompress: %w", err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("decompress: %w", err)
	}
	return out, nil
}
