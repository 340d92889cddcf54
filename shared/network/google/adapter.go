package google

import (
	"errors"
	"math"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/text"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

type place struct {
	ID      wire.ID  `json:"id"`
	Rating  float64  `json:"rating"`
	Count   int      `json:"userRatingCount"`
	Maps    string   `json:"googleMapsUri"`
	Reviews []review `json:"reviews"`
}

type review struct {
	Name     string    `json:"name"` // the same at every fetch
	Rating   float64   `json:"rating"`
	Text     localized `json:"text"` // translated into the language of the question
	Original localized `json:"originalText"`
	Author   struct {
		Name  string `json:"displayName"`
		URL   string `json:"uri"`
		Photo string `json:"photoUri"`
	} `json:"authorAttribution"`
	Published string `json:"publishTime"`
	Maps      string `json:"googleMapsUri"`
}

type localized struct {
	Text string `json:"text"`
}

// parsePlace reads a place and its reviews.
func parsePlace(data []byte, now time.Time) (wall.FetchResult, error) {
	var p place
	if err := wire.Decode(data, &p); err != nil {
		return wall.FetchResult{}, err
	}
	if p.ID == "" && p.Count == 0 && len(p.Reviews) == 0 {
		return wall.FetchResult{}, &wall.UpstreamError{
			Class: wall.ClassTransient, Message: "Google gave an answer without the place in it. It is asked again at the next refresh.",
			Cause: errors.New("neither an id nor ratings nor reviews in the answer"),
		}
	}
	result := wall.FetchResult{
		PostsRead: len(p.Reviews),
		ExpiresAt: now.Add(keep),
		Place:     &wall.Place{Rating: p.Rating, Count: p.Count, URL: text.Address(p.Maps)},
	}
	seen := map[string]bool{}
	for _, r := range p.Reviews {
		post, ok := r.post(p)
		switch {
		case !ok:
			result.Skipped++
		case !seen[post.ID]:
			seen[post.ID] = true
			result.Posts = append(result.Posts, post)
		}
	}
	return result, nil
}

// post is a review as it was written, not as it was translated. Without a text
// it is stars alone. It is not ok without a name, or with nothing to show.
func (r review) post(of place) (wall.Post, bool) {
	at, err := time.Parse(time.RFC3339, r.Published)
	if err != nil {
		at = time.Time{}
	}
	words := r.Original.Text
	if words == "" {
		words = r.Text.Text
	}
	address := text.Address(r.Maps)
	if address == "" {
		address = text.Address(of.Maps)
	}
	p := wall.Post{
		ID:      wall.PostID(wall.Google, r.id()),
		Network: wall.Google,
		Author: wall.Author{
			Name: r.Author.Name, URL: text.Address(r.Author.URL), Avatar: text.Address(r.Author.Photo),
		},
		Text:        words,
		Entities:    text.Entities(words, text.Pages{}),
		URL:         address,
		PublishedAt: at.UTC(),
		Rating:      stars(r.Rating),
	}
	return p, r.id() != "" && !p.IsEmpty()
}

// id is the last part of places/<place>/reviews/<review>, which is unique.
func (r review) id() string {
	return r.Name[strings.LastIndex(r.Name, "/")+1:]
}

// stars are 1 to 5; 0 for what is no rating.
func stars(rating float64) int {
	if n := int(math.Round(rating)); n >= 1 && n <= 5 {
		return n
	}
	return 0
}
