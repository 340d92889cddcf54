package facebook

import (
	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/network/text"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// attachments are what hangs on a post; an album's have attachments themselves.
type attachments struct {
	Data []attachment `json:"data"`
}

type attachment struct {
	MediaType   string `json:"media_type"`
	Type        string `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
	Unshimmed   string `json:"unshimmed_url"`
	Media       struct {
		Source string `json:"source"`
		Image  struct {
			Source string `json:"src"`
			Width  int    `json:"width"`
			Height int    `json:"height"`
		} `json:"image"`
	} `json:"media"`
	Sub attachments `json:"subattachments"`
}

// media are the pictures and films, in order.
func (a attachments) media() []wall.Media {
	var all []wall.Media
	for _, one := range a.Data {
		if inner := one.Sub.media(); len(inner) > 0 { // its own is the first of them
			all = append(all, inner...)
		} else if m, ok := one.medium(); ok {
			all = append(all, m)
		}
	}
	return all
}

// medium is the attachment's own picture or film.
func (a attachment) medium() (wall.Media, bool) {
	still, film := text.Address(a.Media.Image.Source), text.Address(a.Media.Source)
	m := wall.Media{Kind: wall.Image, URL: still, Width: a.Media.Image.Width, Height: a.Media.Image.Height}
	if film != "" {
		m.Kind, m.URL, m.Poster = wall.Video, film, still
	}
	m.ExpiresAt = graph.PictureExpiry(m.URL)
	return m, m.URL != ""
}

// link is the first thing that is shared: its title (or what it says of itself),
// and its address without the redirecting host, if it has one.
func (a attachments) link() (title, address string) {
	for _, one := range a.Data {
		if one.MediaType != "link" && one.Type != "share" {
			continue
		}
		title, address = one.Title, text.Address(one.Unshimmed)
		if title == "" {
			title = one.Description
		}
		if address == "" {
			address = unshim(text.Address(one.URL))
		}
		return title, address
	}
	return "", ""
}
