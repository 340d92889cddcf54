package upstream

import (
	"errors"
	"sort"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// Explicit is a post that a test puts into a network.
type Explicit struct {
	ID     string        `json:"id"` // made up if empty
	Text   string        `json:"text"`
	At     time.Time     `json:"at"` // by default a minute before the one listed above it
	Author *world.Person `json:"author"`
	Lang   string        `json:"lang"`
	Media  []world.Media `json:"media"`
	Link   *world.Link   `json:"link"`
	Rating int           `json:"rating"`
	Likes  int           `json:"likes"`
	// Raw is laid over the network's JSON of the post; null takes a member out.
	Raw map[string]any `json:"raw"`
}

// check finds what no post has.
func (e Explicit) check() error {
	if e.Rating < 0 || e.Rating > 5 {
		return errors.New("a rating is 1 to 5, or 0 for none")
	}
	for _, m := range e.Media {
		if err := oneOf("kind of media", m.Kind, "", "picture", "video"); err != nil {
			return err
		}
	}
	return nil
}

// date gives a time to the posts that have none.
func date(posts []Explicit, now time.Time) {
	last := now.Truncate(time.Second)
	for i := range posts {
		if posts[i].At.IsZero() {
			posts[i].At = last.Add(-time.Minute)
		}
		last = posts[i].At
	}
}

// listed is the explicit posts of (from, until], newest first.
func listed(explicit []Explicit, from, until time.Time) []world.Post {
	var posts []world.Post
	for _, e := range explicit {
		if e.At.After(from) && !e.At.After(until) {
			posts = append(posts, e.post())
		}
	}
	sort.SliceStable(posts, func(i, j int) bool { return posts[i].At.After(posts[j].At) })
	return posts
}

func (e Explicit) post() world.Post {
	p := world.Post{
		ID: e.ID, Key: hash(e.ID, e.Text, e.At.String()), At: e.At.UTC(), Text: e.Text, Lang: e.Lang,
		Media: e.Media, Link: e.Link, Rating: e.Rating, Likes: e.Likes, Raw: e.Raw,
		Author: world.Person{ID: "2201000000000000099", Name: "Alix Martin-Dubreuil", Username: "alix_md"},
	}
	if e.Author != nil {
		p.Author = *e.Author
	}
	if p.Lang == "" {
		p.Lang = "fr"
	}
	return p
}
