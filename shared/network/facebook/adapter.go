package facebook

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/network/text"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// post is a post of a page.
type post struct {
	ID          wire.ID `json:"id"`
	Message     string  `json:"message"`
	Created     string  `json:"created_time"`
	Permalink   string  `json:"permalink_url"`
	FullPicture string  `json:"full_picture"`
	From        struct {
		ID   wire.ID `json:"id"`
		Name string  `json:"name"`
	} `json:"from"`
	Published   *bool       `json:"is_published"`
	Hidden      bool        `json:"is_hidden"`
	Expired     bool        `json:"is_expired"`
	Tags        tags        `json:"message_tags"`
	Attachments attachments `json:"attachments"`
}

// state is what becomes of a post.
type state int

const (
	shown      state = iota
	withdrawn        // not published yet, or hidden, or expired
	unreadable       // without an id, or with nothing to show
)

func parsePost(data []byte, now time.Time) (wall.Post, state) {
	var p post
	if err := wire.Decode(data, &p); err != nil {
		return wall.Post{}, unreadable
	}
	parsed := wall.Post{
		ID:          wall.PostID(wall.Facebook, string(p.ID)),
		Network:     wall.Facebook,
		Author:      p.author(),
		URL:         p.permalink(),
		PublishedAt: graph.Time(p.Created),
		Media:       p.media(),
	}
	parsed.Text, parsed.Entities = p.text()
	switch {
	case p.ID == "":
		return parsed, unreadable
	case p.isWithdrawn(now):
		return parsed, withdrawn
	case parsed.IsEmpty():
		return parsed, unreadable
	}
	return parsed, shown
}

// isWithdrawn reports whether the post must not be shown: it is not published yet,
// or hidden, or expired.
func (p post) isWithdrawn(now time.Time) bool {
	return p.Published != nil && !*p.Published || p.Hidden || p.Expired || graph.Time(p.Created).After(now.Add(clockSkew))
}

// media are those of the attachments, else the one picture of the post.
func (p post) media() []wall.Media {
	all := p.Attachments.media()
	if picture := text.Address(p.FullPicture); len(all) == 0 && picture != "" {
		all = []wall.Media{{Kind: wall.Image, URL: picture, ExpiresAt: graph.PictureExpiry(picture)}}
	}
	return all
}

// clockSkew is how far ahead a post's time may be: scheduled posts are not shown.
const clockSkew = 10 * time.Minute

func (p post) author() wall.Author {
	a := wall.Author{Name: p.From.Name}
	if p.From.ID != "" {
		a.URL = page(string(p.From.ID))
	}
	return a
}

func page(id string) string { return "https://www.facebook.com/" + id }

// permalink is sometimes only a path, and sometimes missing.
func (p post) permalink() string {
	if strings.HasPrefix(p.Permalink, "/") && !strings.HasPrefix(p.Permalink, "//") {
		return "https://www.facebook.com" + p.Permalink
	}
	if address := text.Address(p.Permalink); address != "" {
		return address
	}
	return page(string(p.ID))
}

// text is the message; of a shared link without one, the link's title, linked.
func (p post) text() (string, []wall.Entity) {
	if p.Message != "" {
		return p.Message, p.entities()
	}
	title, address := p.Attachments.link()
	if address == "" {
		return title, nil
	}
	if title == "" {
		title = address
	}
	return title, []wall.Entity{{Kind: wall.EntityLink, End: utf8.RuneCountInString(title), URL: address}}
}
