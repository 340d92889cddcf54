package wall

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// Copy is our own copy of a network's picture. Visitors are shown copies alone:
// networks' addresses stop working, and belong to third parties. The zero value
// is a picture that nobody has tried to copy yet.
type Copy struct {
	Of      string    // the network's picture, by the part of its address that stays
	Digest  string    // of the picture, by which its renditions are named; empty while there are none
	Width   int       // of the largest rendition
	Height  int       // of the largest rendition
	Color   string    // of the picture seen from afar: #rrggbb
	Tries   int       // that failed
	NextTry time.Time // not before
}

// CopyTries is how often a picture is tried before it is given up.
const CopyTries = 6

// Done reports whether the copy is there.
func (c Copy) Done() bool { return c.Digest != "" }

// GivenUp reports whether the picture could not be had.
func (c Copy) GivenUp() bool { return !c.Done() && c.Tries >= CopyTries }

// rendered are the widths that copies come in: a phone's, a card's on a fine
// screen, a screen's. The last bounds the largest, cardWidth is what those get
// that cannot choose.
func rendered() []int { return []int{400, cardWidth, CopyWidth} }

const (
	cardWidth = 800
	// CopyWidth is how wide a copy is at most.
	CopyWidth = 1280
	// CopyHeight is how high it is at most.
	CopyHeight = 1920
	// PortraitSide is what a portrait fits into: twice its size in a card.
	PortraitSide = 96
)

// Renditions are a post's picture in WebP, the smallest first.
func (c Copy) Renditions(tenantID string) []Picture {
	var all []Picture
	for _, width := range rendered() {
		if width < c.Width {
			all = append(all, c.rendition(tenantID, width, "webp"))
		}
	}
	return append(all, c.rendition(tenantID, c.Width, "webp"))
}

// Fallback is the picture as JPEG, as large as a card.
func (c Copy) Fallback(tenantID string) Picture {
	return c.rendition(tenantID, min(c.Width, cardWidth), "jpg")
}

func (c Copy) rendition(tenantID string, width int, format string) Picture {
	height := max(1, (c.Height*width+c.Width/2)/c.Width)
	return Picture{TenantID: tenantID, Folder: postsFolder, Digest: c.Digest, Width: width, Height: height, Format: format}
}

// Portrait is an author's.
func (c Copy) Portrait(tenantID string) Picture {
	return Picture{TenantID: tenantID, Folder: portraitsFolder, Digest: c.Digest, Width: c.Width, Height: c.Height, Format: "jpg"}
}

// Slot is a place for a picture in a post: the network's address, and what has
// become of it.
type Slot struct {
	Address  string
	Until    *time.Time // when the address stops working, zero if never; nil for portraits
	Copy     *Copy
	Portrait bool
}

// EndsBy reports whether the address is known to end, and has by a time.
func (s Slot) EndsBy(now time.Time) bool { return s.Expires() && !now.Before(*s.Until) }

// Expires reports whether the network says that the address ends.
func (s Slot) Expires() bool { return s.Until != nil && !s.Until.IsZero() }

// Wants reports whether the picture has to be copied now.
func (s Slot) Wants(now time.Time) bool {
	if s.Copy.Of != pictureOf(s.Address) {
		return true
	}
	return !s.Copy.Done() && !s.Copy.GivenUp() && !now.Before(s.Copy.NextTry)
}

// Begin is the state of a picture that is being tried: what is known of another
// one that was in its place is forgotten.
func (s Slot) Begin() Copy {
	if of := pictureOf(s.Address); s.Copy.Of != of {
		return Copy{Of: of}
	}
	return *s.Copy
}

// Files are the objects of the copy, by their keys.
func (s Slot) Files(tenantID string) []string {
	switch {
	case !s.Copy.Done():
		return nil
	case s.Portrait:
		return []string{s.Copy.Portrait(tenantID).Key()}
	}
	keys := []string{s.Copy.Fallback(tenantID).Key()}
	for _, p := range s.Copy.Renditions(tenantID) {
		keys = append(keys, p.Key())
	}
	return keys
}

// Slots are the post's places for pictures that terms let us copy. They point
// into the post.
func (p *Post) Slots() []Slot {
	var slots []Slot
	terms := PictureTermsOf(p.Network)
	for i := range p.Media {
		if m := &p.Media[i]; terms.Posts && m.still() != "" {
			slots = append(slots, Slot{Address: m.still(), Until: &m.ExpiresAt, Copy: &m.Copy})
		}
	}
	if terms.Portraits && p.Author.Avatar != "" {
		slots = append(slots, Slot{Address: p.Author.Avatar, Copy: &p.Author.Copy, Portrait: true})
	}
	return slots
}

// Clone is a post whose pictures can be changed.
func (p Post) Clone() Post {
	p.Media = slices.Clone(p.Media)
	return p
}

// WantsPictures reports whether something is to be done about the post's
// pictures: to copy them, or, when it is hidden, to take the copies away.
func (p Post) WantsPictures(now time.Time) bool {
	return slices.ContainsFunc(p.Slots(), func(s Slot) bool {
		if p.Withdrawn(now) {
			return s.Copy.Done()
		}
		return s.Wants(now)
	})
}

// Tried reports whether one of the post's pictures could not be had before.
func (p Post) Tried() bool {
	return slices.ContainsFunc(p.Slots(), func(s Slot) bool { return !s.Copy.Done() && s.Copy.Tries > 0 })
}

// PicturesAt is when the first of the post's pictures that could not be had is
// tried again; zero when none is.
func (p Post) PicturesAt() time.Time {
	var first time.Time
	for _, s := range p.Slots() {
		c := s.Copy
		waits := p.Status != Hidden && !c.Done() && !c.GivenUp() && !c.NextTry.IsZero()
		if waits && (first.IsZero() || c.NextTry.Before(first)) {
			first = c.NextTry
		}
	}
	return first
}

// CarryPictures gives a post that a network tells anew what is known of its
// pictures: our copies, and what an editor wrote about them. A picture that
// could not be had is tried again when it has a new address.
func (p *Post) CarryPictures(old Post) {
	p.Media = slices.Clone(p.Media)
	for i := range p.Media {
		m := &p.Media[i]
		at := slices.IndexFunc(old.Media, func(o Media) bool { return pictureOf(o.still()) == pictureOf(m.still()) })
		if at < 0 {
			continue
		}
		before := old.Media[at]
		m.Described = before.Described
		if before.Copy.Done() || before.still() == m.still() {
			m.Copy = before.Copy
		}
	}
	if pictureOf(p.Author.Avatar) == pictureOf(old.Author.Avatar) {
		p.Author.Copy = old.Author.Copy
	}
}

// PictureFiles are the objects of the copies that are the post's alone, by
// their keys. Authors' portraits belong to all their posts.
func (p Post) PictureFiles(tenantID string) []string {
	var keys []string
	for _, s := range p.Slots() {
		if !s.Portrait {
			keys = append(keys, s.Files(tenantID)...)
		}
	}
	return keys
}

// still is the address of what is shown of a picture or film before it plays.
func (m Media) still() string {
	if m.Kind == Video {
		return m.Poster
	}
	return m.URL
}

// stableAddress is a picture's address without its query: the networks' CDNs
// put only signatures, expiry and sizes there.
func stableAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return s
	}
	return u.Host + u.Path
}

// pictureOf names a network's picture by its path: which of a CDN's hosts serves
// it changes, too. Where a program answers, the query says which picture it is.
func pictureOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.HasSuffix(u.Path, ".php") {
		return address
	}
	return u.Path
}
