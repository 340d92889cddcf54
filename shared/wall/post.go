package wall

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// PostStatus says who sees a post.
type PostStatus string

// The statuses. Pending is shown to people as "to approve".
const (
	Visible PostStatus = "visible"
	Pending PostStatus = "pending"
	Hidden  PostStatus = "hidden"
)

// MediaKind is the kind of a picture or film of a post.
type MediaKind string

// The kinds.
const (
	Image MediaKind = "image"
	Video MediaKind = "video"
)

// Author is who wrote a post. Instagram hashtag search names nobody.
type Author struct {
	Name   string
	Handle string // without @
	URL    string
	Avatar string
	Copy   Copy `json:",omitzero"` // of the avatar
}

// Media is a picture or film. URL shows a picture, or plays a film; Poster is
// a film's still. Sizes are pixels, 0 when the network does not say.
type Media struct {
	Kind      MediaKind
	URL       string
	Poster    string
	Width     int
	Height    int
	Alt       string
	ExpiresAt time.Time // when the network's addresses stop working; zero if never

	Copy      Copy   `json:",omitzero"` // of the picture, or of the film's still
	Described string `json:",omitzero"` // what an editor wrote in the place of Alt
}

// EntityKind is the kind of an Entity.
type EntityKind string

// The kinds.
const (
	EntityHashtag EntityKind = "hashtag"
	EntityMention EntityKind = "mention"
	EntityLink    EntityKind = "link"
)

// Entity marks a part of a post's text. Start and End count Unicode code
// points; URL is http or https; Text, when set, replaces the part for the eye
// (a shortened link's display form).
type Entity struct {
	Kind  EntityKind
	Start int
	End   int
	URL   string
	Text  string
}

// Post is one publication on a wall.
type Post struct {
	ID          string // "<network>:<external id>"
	Network     Network
	FeedIDs     []string // the feeds that match it, sorted
	Author      Author
	Text        string // plain text, never HTML
	Entities    []Entity
	URL         string // the permalink; may be empty
	PublishedAt time.Time
	Media       []Media
	Rating      int // 1 to 5 for reviews, else 0

	Status    PostStatus
	Reason    string // why it is hidden or pending, in plain words
	Moderated bool   // a person decided the status: nothing automatic changes it
	Pinned    bool
	ExpiresAt time.Time // never shown after this; zero if it does not expire
	Rev       int64     // 0 before it is stored
}

// PostID makes the id of a network's post from the network's own id.
func PostID(n Network, externalID string) string { return string(n) + ":" + externalID }

// ExternalID is the network's own id of a post.
func ExternalID(postID string) string {
	_, external, _ := strings.Cut(postID, ":")
	return external
}

// Expired reports whether the post must no longer be shown.
func (p Post) Expired(now time.Time) bool {
	return !p.ExpiresAt.IsZero() && !now.Before(p.ExpiresAt)
}

// Withdrawn reports whether nobody may see the post any more: a moderator has
// hidden it, or its time is over.
func (p Post) Withdrawn(now time.Time) bool { return p.Status == Hidden || p.Expired(now) }

// Digest is a fingerprint of what visitors see of the post's content. It
// leaves out the volatile parts of picture addresses (signatures, expiry), so
// that an unchanged post is not written again at every sync.
func (p Post) Digest() string {
	seen := struct {
		Author   Author
		Text     string
		Entities []Entity
		URL      string
		At       int64
		Media    []Media
		Rating   int
	}{p.Author, p.Text, p.Entities, p.URL, p.PublishedAt.UnixMilli(), make([]Media, len(p.Media)), p.Rating}
	seen.Author.Avatar, seen.Author.Copy = stableAddress(p.Author.Avatar), Copy{}
	for i, m := range p.Media {
		m.URL, m.Poster, m.ExpiresAt = stableAddress(m.URL), stableAddress(m.Poster), time.Time{}
		m.Copy, m.Described = Copy{}, ""
		seen.Media[i] = m
	}
	data, err := json.Marshal(seen)
	if err != nil {
		panic("wall: a post's content cannot be marshalled: " + err.Error()) // strings and numbers alone
	}
	return Fingerprint(data)
}

// PicturesUntil is when the first of the network's addresses that the post still
// needs stops working; zero when none does. A picture that was copied needs none.
func (p Post) PicturesUntil() time.Time {
	var first time.Time
	for _, m := range p.Media {
		copied := m.Kind == Image && m.Copy.Done()
		if !copied && !m.ExpiresAt.IsZero() && (first.IsZero() || m.ExpiresAt.Before(first)) {
			first = m.ExpiresAt
		}
	}
	return first
}

// IsEmpty reports whether there is nothing of the post to show, or to put it in
// its place by: neither words nor pictures nor stars nor a time.
func (p Post) IsEmpty() bool {
	return p.Text == "" && len(p.Media) == 0 && p.Rating == 0 && p.PublishedAt.IsZero()
}

// Fingerprint is a short digest (96 bits of SHA-256) for telling contents apart.
func Fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
