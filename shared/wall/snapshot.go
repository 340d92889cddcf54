package wall

import "time"

// Snapshot is the first page of a wall, ready to be served: one item in the
// tenant's table, read by one GetItem.
type Snapshot struct {
	Gen       int64
	ETag      string    // of the content
	UpdatedAt time.Time // the last change of the content
	StaleAt   time.Time // when a post in it must be gone; zero for never
	Limit     int       // posts on the ready page
	Page      []byte    // gzip: the whole answer to a request without parameters
	Posts     []byte    // gzip: all posts of the snapshot, each with its position
}

// Position is a place in a wall's order (pinned first, then newest); it sorts
// as text, greatest first.
type Position string

// WallPost is a visible post and its place on the wall.
type WallPost struct {
	Post
	Position Position
}
