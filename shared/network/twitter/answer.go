package twitter

import (
	"net/http"
	"strconv"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// page is one answer. Where the vendor renames a member, both names are read.
type page struct {
	Data     []tweet `json:"data"`
	Includes struct {
		Users  []user  `json:"users"`
		Media  []media `json:"media"`
		Tweets []tweet `json:"tweets"`
		Posts  []tweet `json:"posts"`
	} `json:"includes"`
	Meta struct {
		NewestID  wire.ID `json:"newest_id"`
		NextToken string  `json:"next_token"`
		Count     *int    `json:"result_count"`
	} `json:"meta"`
	Errors []unseen `json:"errors"`

	usage wall.Usage
	lost  bool // X answered with posts, but they did not arrive, or cannot be read
}

// unseen is one of the "errors" of a good answer: what it cannot show.
type unseen struct {
	Parameter string  `json:"parameter"`
	Resource  wire.ID `json:"resource_id"`
	Value     wire.ID `json:"value"`
	Type      string  `json:"type"`
}

type tweet struct {
	ID        wire.ID  `json:"id"`
	Text      string   `json:"text"`
	AuthorID  wire.ID  `json:"author_id"`
	CreatedAt string   `json:"created_at"`
	Entities  entities `json:"entities"`

	NoteTweet        *note     `json:"note_tweet"`
	NotePost         *note     `json:"note_post"`
	ReferencedTweets []ref     `json:"referenced_tweets"`
	ReferencedPosts  []ref     `json:"referenced_posts"`
	EditsOfTweet     []wire.ID `json:"edit_history_tweet_ids"`
	EditsOfPost      []wire.ID `json:"edit_history_post_ids"`

	Attachments struct {
		MediaKeys []string `json:"media_keys"`
	} `json:"attachments"`
	Withheld *withheld `json:"withheld"`
}

// note is a long post's whole text.
type note struct {
	Text     string   `json:"text"`
	Entities entities `json:"entities"`
}

type ref struct {
	Type string  `json:"type"`
	ID   wire.ID `json:"id"`
}

// withheld is set where a court or a copyright holder had something withdrawn.
type withheld struct {
	Copyright bool     `json:"copyright"`
	Countries []string `json:"country_codes"`
}

type entities struct {
	Hashtags []struct {
		Start int    `json:"start"`
		Tag   string `json:"tag"`
	} `json:"hashtags"`
	Mentions []struct {
		Start    int    `json:"start"`
		Username string `json:"username"`
	} `json:"mentions"`
	URLs []struct {
		Start    int    `json:"start"`
		URL      string `json:"url"`
		Expanded string `json:"expanded_url"`
		Display  string `json:"display_url"`
	} `json:"urls"`
}

type user struct {
	ID        wire.ID   `json:"id"`
	Name      string    `json:"name"`
	Username  string    `json:"username"`
	Avatar    string    `json:"profile_image_url"`
	Protected bool      `json:"protected"`
	Withheld  *withheld `json:"withheld"`
}

type media struct {
	Key      string `json:"media_key"`
	URL      string `json:"url"`
	Preview  string `json:"preview_image_url"`
	Alt      string `json:"alt_text"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Variants []struct {
		BitRate     int    `json:"bit_rate"`
		ContentType string `json:"content_type"`
		URL         string `json:"url"`
	} `json:"variants"`
}

// readPage reads a good answer. What it lists under "errors" are posts that it
// cannot show: those that others refer to, and those that were asked for by id.
func readPage(a wire.Answer) (page, error) {
	p := page{usage: usage(a.Header)}
	err := wire.Decode(a.Body, &p)
	return p, err
}

// newest is the id that the next fetch goes on from; empty if there are no posts.
func (p page) newest() string {
	if p.Meta.NewestID != "" {
		return string(p.Meta.NewestID)
	}
	id := ""
	for _, t := range p.Data {
		id = newer(string(t.ID), id)
	}
	return id
}

// isSearch reports whether the page is the answer of a search, which always
// counts its posts. What is none must not pass for the end of what is read on: the
// rest would be lost.
func (p page) isSearch(readOn bool) bool {
	counted := p.Meta.Count != nil && (*p.Meta.Count == 0 || len(p.Data) > 0)
	return counted || len(p.Data) > 0 && !readOn
}

// isBare reports whether the posts came without any of the fields that were
// asked for.
func (p page) isBare() bool {
	for _, t := range p.Data {
		if t.CreatedAt != "" || t.AuthorID != "" {
			return false
		}
	}
	return len(p.Data) > 0
}

// usage reads the window's headers; the reset is in unix seconds.
func usage(h http.Header) wall.Usage {
	limit, errLimit := strconv.ParseFloat(h.Get("X-Rate-Limit-Limit"), 64)
	remaining, errRemaining := strconv.ParseFloat(h.Get("X-Rate-Limit-Remaining"), 64)
	if errLimit != nil || errRemaining != nil || !(limit > 0 && remaining >= 0) {
		return wall.Usage{}
	}
	return wall.Usage{Fraction: 1 - remaining/limit, ResetAt: windowEnd(h, "X-Rate-Limit")}
}

func windowEnd(h http.Header, window string) time.Time {
	seconds, err := strconv.ParseInt(h.Get(window+"-Reset"), 10, 64)
	if err != nil || seconds <= 0 || seconds > 1e11 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
