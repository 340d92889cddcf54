package instagram

import (
	"net/url"
	"path"
	"strings"

	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/network/text"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// media is a post, or one element of an album.
type media struct {
	ID        wire.ID `json:"id"`
	Caption   string  `json:"caption"`
	Type      string  `json:"media_type"`
	URL       string  `json:"media_url"`
	Thumbnail string  `json:"thumbnail_url"`
	Permalink string  `json:"permalink"`
	Timestamp string  `json:"timestamp"`
	Username  string  `json:"username"` // of own media only
	Children  struct {
		Data []media `json:"data"`
	} `json:"children"`
}

// parsePost reads a post. It is not ok without an id, or with nothing to show.
// One without a permalink is shown without a link.
func parsePost(data []byte) (wall.Post, bool) {
	var m media
	if err := wire.Decode(data, &m); err != nil {
		return wall.Post{}, false
	}
	p := wall.Post{
		ID:          wall.PostID(wall.Instagram, string(m.ID)),
		Network:     wall.Instagram,
		Author:      author(m.Username),
		Text:        m.Caption,
		Entities:    text.Entities(m.Caption, text.Pages{Hashtag: explore, Mention: profile}),
		URL:         text.Address(m.Permalink),
		PublishedAt: graph.Time(m.Timestamp),
		Media:       m.pictures(),
	}
	return p, m.ID != "" && !p.IsEmpty()
}

// author is nobody for hashtag media: the API does not say who published them.
func author(username string) wall.Author {
	if username == "" {
		return wall.Author{}
	}
	return wall.Author{Name: username, Handle: username, URL: profile(username)}
}

func profile(name string) string {
	return "https://www.instagram.com/" + url.PathEscape(name) + "/"
}

func explore(tag string) string {
	return "https://www.instagram.com/explore/tags/" + url.PathEscape(strings.ToLower(tag)) + "/"
}

// pictures are those of an album's elements, or the post's own.
func (m media) pictures() []wall.Media {
	var all []wall.Media
	for _, child := range m.Children.Data {
		if picture, ok := child.picture(); ok {
			all = append(all, picture)
		}
	}
	if picture, ok := m.picture(); ok && len(all) == 0 {
		all = append(all, picture)
	}
	return all
}

// picture is one element. A film whose address is withheld (its music belongs
// to somebody) is shown by its still; not ok if there is neither.
func (m media) picture() (wall.Media, bool) {
	address, still := text.Address(m.URL), text.Address(m.Thumbnail)
	switch {
	case address == "" && still == "":
		return wall.Media{}, false
	case address == "":
		return wall.Media{Kind: wall.Image, URL: still, ExpiresAt: graph.PictureExpiry(still)}, true
	case m.isFilm():
		return wall.Media{Kind: wall.Video, URL: address, Poster: still, ExpiresAt: graph.PictureExpiry(address)}, true
	}
	return wall.Media{Kind: wall.Image, URL: address, ExpiresAt: graph.PictureExpiry(address)}, true
}

// isFilm goes by the address where the type is missing or one that is new.
func (m media) isFilm() bool {
	switch m.Type {
	case "VIDEO", "REELS":
		return true
	case "IMAGE":
		return false
	}
	u, err := url.Parse(m.URL)
	return err == nil && path.Ext(u.Path) == ".mp4"
}

// hashtagID reads the answer of a hashtag's look-up, of which there are two
// shapes: a list, and a bare id.
func hashtagID(data []byte) (string, error) {
	var answer struct {
		ID   wire.ID `json:"id"`
		Data []struct {
			ID wire.ID `json:"id"`
		} `json:"data"`
	}
	if err := wire.Decode(data, &answer); err != nil {
		return "", err
	}
	for _, found := range answer.Data {
		if found.ID != "" {
			return string(found.ID), nil
		}
	}
	return string(answer.ID), nil
}
