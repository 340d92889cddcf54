// Package snapshot makes what visitors see of a wall: the answer to
// GET /v1/wall, of which the first page is built ahead and stored as one item.
package snapshot

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// answer is the body of GET /v1/wall.
type answer struct {
	Wall           json.RawMessage   `json:"wall"`
	Posts          []json.RawMessage `json:"posts"`
	NextCursor     *string           `json:"nextCursor"`
	UpdatedAt      string            `json:"updatedAt"`
	RefreshSeconds int               `json:"refreshSeconds"`
}

type widgetJSON struct {
	Theme    wall.Theme     `json:"theme"`
	Colors   colorsJSON     `json:"colors"`
	Layout   wall.Layout    `json:"layout"`
	Columns  int            `json:"columns"`
	Scroll   wall.Scroll    `json:"scroll"`
	Limit    int            `json:"limit"`
	Networks []wall.Network `json:"networks"`
	Language string         `json:"language"`
	Branding brandingJSON   `json:"branding"`
	Places   []placeJSON    `json:"places,omitempty"`
}

type colorsJSON struct {
	Background string `json:"background,omitempty"`
	Card       string `json:"card,omitempty"`
	Text       string `json:"text,omitempty"`
	Accent     string `json:"accent,omitempty"`
}

type brandingJSON struct {
	Logo string `json:"logo,omitempty"`
	Font string `json:"font,omitempty"`
}

// placeJSON is what a review network says of a whole place.
type placeJSON struct {
	FeedID  string       `json:"feedId"`
	Network wall.Network `json:"network"`
	Rating  float64      `json:"rating"`
	Count   int          `json:"count"`
	URL     string       `json:"url,omitempty"`
}

type postJSON struct {
	ID          string       `json:"id"`
	Network     wall.Network `json:"network"`
	FeedIDs     []string     `json:"feedIds"`
	Author      authorJSON   `json:"author"`
	Text        string       `json:"text"`
	Entities    []entityJSON `json:"entities,omitempty"`
	URL         string       `json:"url,omitempty"`
	PublishedAt string       `json:"publishedAt"`
	Media       []mediaJSON  `json:"media"`
	Rating      int          `json:"rating,omitempty"`
	Pinned      bool         `json:"pinned"`
}

type authorJSON struct {
	Name   string `json:"name,omitempty"`
	Handle string `json:"handle,omitempty"`
	URL    string `json:"url,omitempty"`
	Avatar string `json:"avatar,omitempty"`
}

// entityJSON marks a part of the text; start and end count Unicode code points.
type entityJSON struct {
	Type  wall.EntityKind `json:"type"`
	Start int             `json:"start"`
	End   int             `json:"end"`
	URL   string          `json:"url"`
	Text  string          `json:"text,omitempty"`
}

type mediaJSON struct {
	Type        wall.MediaKind `json:"type"`
	URL         string         `json:"url"`
	Poster      string         `json:"poster,omitempty"`
	Srcset      string         `json:"srcset,omitempty"`
	Width       int            `json:"width,omitempty"`
	Height      int            `json:"height,omitempty"`
	Placeholder string         `json:"placeholder,omitempty"`
	Alt         string         `json:"alt,omitempty"`
}

// encodeWidget is what visitors may know of the settings: the look, not the
// rules of moderation.
func encodeWidget(d wall.SyncData) (json.RawMessage, error) {
	w := d.Widget
	out := widgetJSON{
		Theme: w.Theme, Colors: colorsJSON(w.Colors), Layout: w.Layout, Columns: w.Columns, Scroll: w.Scroll,
		Limit: w.Limit, Networks: append([]wall.Network{}, w.Networks...), Language: w.Language, Branding: brandingJSON(w.Branding),
	}
	for _, f := range d.Feeds {
		if p := d.State.Feeds[f.ID].Place; p != nil {
			out.Places = append(out.Places, placeJSON{f.ID, f.Network, p.Rating, p.Count, p.URL})
		}
	}
	return encode(out)
}

func encodePost(tenantID string, p wall.Post) (json.RawMessage, error) {
	out := postJSON{
		ID: p.ID, Network: p.Network, FeedIDs: append([]string{}, p.FeedIDs...),
		Author: authorJSON{p.Author.Name, p.Author.Handle, p.Author.URL, p.ShownAvatar(tenantID)},
		Text:   p.Text, URL: p.URL, PublishedAt: p.PublishedAt.UTC().Format(time.RFC3339),
		Media: []mediaJSON{}, Rating: p.Rating, Pinned: p.Pinned,
	}
	for _, e := range p.Entities {
		out.Entities = append(out.Entities, entityJSON{e.Kind, e.Start, e.End, e.URL, e.Text})
	}
	for _, m := range p.ShownMedia(tenantID) {
		out.Media = append(out.Media, mediaJSON(m))
	}
	return encode(out)
}

func encode(v any) (json.RawMessage, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode wall: %w", err)
	}
	return data, nil
}
