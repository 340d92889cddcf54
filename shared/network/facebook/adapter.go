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
	unreadable       // without an id or a time
)

func parsePost(data []byte, now time.Time) (wall.Post, state) {
	var p post
	if err := wire.Decode(data, &p); err != nil {
		return wall.Post{}, unreadable
	}
	at := graph.Time(p.Created)
	if p.ID == "" || at.IsZero() {
		return wall.Post{}, unreadable
	}
	parsed := wall.Post{
		ID:          wall.PostID(wall.Facebook, string(p.ID)),
		Network:     wall.Facebook,
		Author:      p.author(),
		URL:         p.permalink(),
		PublishedAt: at,
		Media:       p.Attachments.media(),
	}
	if p.Published != nil && !*p.Published || p.Hidden || p.Expired || at.After(now.Add(clockSkew)) {
		return parsed, withdrawn
	}
	parsed.Text, parsed.Entities = p.text()
	if picture := text.Address(p.FullPicture); len(parsed.Media) == 0 && picture != "" {
		parsed.Media = []wall.Media{{Kind: wall.Image, URL: picture, ExpiresAt: graph.PictureExpiry(picture)}}
	}
	return parsed, shown
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
