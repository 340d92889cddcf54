// Package world says who posts what, and when, on the simulated networks. It
// is a pure function of a seed and of time: two worlds with the same seed tell
// the same story, and as time passes the story goes on.
//
// Each subject (a restaurant, a shop, …) has one stream of posts on each
// network. Time is cut into slots as long as the stream's rhythm, and each slot
// holds exactly one post, somewhere within it.
package world

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"
)

// World is everything that anybody posts.
type World struct {
	seed  uint64
	texts map[string]map[string][]line // by subject and network
}

// New makes the world of a seed.
func New(seed uint64) World { return World{seed: seed, texts: readTexts()} }

// Stream is what one subject's people post on one network.
type Stream struct {
	Network string
	Subject Subject
	// Tag is added to every text that lacks it: a hashtag that nobody defined
	// still finds posts that carry it.
	Tag string
}

// Post is one post, review included, in the words of no network in particular.
type Post struct {
	ID      string // set by the network; empty until then
	Key     uint64 // the same for the same post, whenever it is asked for
	At      time.Time
	Edited  time.Time // zero: as it was published
	Deleted time.Time // zero: still there
	Author  Person
	Text    string
	// Translated is the text in the other of the two languages (reviews).
	Translated string
	Lang       string
	Media      []Media
	Link       *Link
	Rating     int
	Likes      int
	Comments   int
	Shares     int
	HideLikes  bool
	Refs       []Ref
	// Replaces are the ids that the post had before it was edited, where editing
	// gives it another one, the first first.
	Replaces []string
	// Raw is laid over the network's JSON of this post, member by member; a
	// null takes the member out. Only explicit posts have it.
	Raw map[string]any
	// Tag is a hashtag that finds the post whatever its text (explicit posts).
	Tag string
}

// Carries tells whether a hashtag finds the post.
func (p Post) Carries(tag string) bool { return strings.EqualFold(p.Tag, tag) || HasTag(p.Text, tag) }

// Media is a picture, or a video with its poster.
type Media struct {
	Kind          string `json:"kind"` // picture (the default) or video
	Scene         string `json:"scene"`
	Variant       uint64 `json:"variant"`
	Width, Height int
	Alt           string `json:"alt"`
	// URL replaces the generated address (explicit posts).
	URL string `json:"url"`
}

// Video tells a video from a picture.
func (m Media) Video() bool { return m.Kind == "video" }

// Link is a page that a post shares.
type Link struct {
	URL, Title, Description string
}

// Ref is a post that another one answers or quotes.
type Ref struct {
	Kind string // replied_to or quoted
	Post Post
	// Gone: the network cannot show it any more.
	Gone bool
}

// Person is who posted.
type Person struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Username string `json:"username"`
}

// Posts lists what the stream's people published in (from, until], newest
// first, deleted posts left out.
func (w World) Posts(s Stream, from, until time.Time) []Post { return w.Between(s, from, until, until) }

// Between lists what they published in (from, to], as it is now.
func (w World) Between(s Stream, from, to, now time.Time) []Post {
	return w.Find(s, from, to, now, func(Post) bool { return true })
}

// Find lists those of them that are wanted, by their Key and At, which cost
// little to know.
func (w World) Find(s Stream, from, to, now time.Time, wanted func(Post) bool) []Post {
	rhythm, stream := s.Subject.rhythm(s.Network), mix(w.seed, s.Network, s.Subject.Name, s.Tag)
	lines := w.lines(s)
	var posts []Post
	for slot := to.UnixNano() / int64(rhythm); slot >= from.UnixNano()/int64(rhythm); slot-- {
		r := rand.New(rand.NewPCG(stream, uint64(slot)))
		p := begun(r, rhythm, slot)
		if p.At.After(to) || !p.At.After(from) || !wanted(p) {
			continue
		}
		if p.write(r, s, chosen(lines, stream, slot)); gone(p, now) {
			continue
		}
		p.Likes, p.Comments = grown(p.Likes, now.Sub(p.At)), grown(p.Comments, now.Sub(p.At))
		posts = append(posts, published(p, now))
	}
	return posts
}

// lines are the texts of a stream, the general ones where its subject has none.
func (w World) lines(s Stream) []line {
	if lines := w.texts[s.Subject.Name][s.Network]; len(lines) > 0 {
		return lines
	}
	return w.texts[general.Name][s.Network]
}

func gone(p Post, now time.Time) bool { return !p.Deleted.IsZero() && !now.Before(p.Deleted) }

// published takes back an edit that has not happened yet.
func published(p Post, now time.Time) Post {
	if now.Before(p.Edited) {
		p.Edited = time.Time{}
		return p
	}
	if !p.Edited.IsZero() {
		p.Text += correction(p.Lang)
	}
	return p
}

// grown is a count as it is at an age: it is reached within a day.
func grown(count int, age time.Duration) int {
	return int(float64(count) * min(1, age.Hours()/24))
}

func correction(lang string) string {
	if lang == "en" {
		return "\n\nEdit: fixed a typo, thanks for telling me!"
	}
	return "\n\n(Modifié : faute de frappe corrigée, merci !)"
}

// begun is the post of a slot, before anything is written.
func begun(r *rand.Rand, rhythm time.Duration, slot int64) Post {
	at := time.Unix(0, slot*int64(rhythm)+r.Int64N(int64(rhythm))).UTC().Truncate(time.Second)
	return Post{Key: r.Uint64(), At: at}
}

func (p *Post) write(r *rand.Rand, s Stream, text line) {
	p.Author = people[r.IntN(len(people))]
	text.write(p, s, r)
	p.Likes, p.Comments, p.Shares = r.IntN(240), r.IntN(18), r.IntN(12)
	p.HideLikes = r.IntN(9) == 0
	switch p.Key % 23 {
	case 3, 11:
		p.Edited = p.At.Add(12 * time.Minute)
	case 7:
		p.Deleted = p.At.Add(100 * time.Minute)
	}
}

// chosen goes through all lines, in an order of its own each time round, so
// that a wall does not show the same text twice before it must.
func chosen(lines []line, stream uint64, slot int64) line {
	n := int64(len(lines))
	order := rand.New(rand.NewPCG(stream, uint64(slot/n))).Perm(len(lines))
	return lines[order[slot%n]]
}

func mix(seed uint64, words ...string) uint64 {
	h := fnv.New64a()
	for _, word := range words {
		h.Write([]byte(word))
		h.Write([]byte{0})
	}
	return h.Sum64() ^ (seed * 0x9E3779B97F4A7C15)
}
