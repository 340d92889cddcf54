package guestbook

import (
	"fmt"
	"net/http"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/text"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// entry is what a guest wrote.
type entry struct {
	ID    wire.ID `json:"id"`
	Guest string  `json:"guest"`
	Words string  `json:"words"`
	At    string  `json:"at"`
}

func parseEntries(data []byte, cursor string) (wall.FetchResult, error) {
	var answer struct {
		Entries []entry `json:"entries"`
	}
	if err := wire.Decode(data, &answer); err != nil {
		return wall.FetchResult{}, err
	}
	result := wall.FetchResult{Cursor: cursor, PostsRead: len(answer.Entries)}
	for _, e := range answer.Entries {
		post, ok := e.post()
		if !ok {
			result.Skipped++
			continue
		}
		result.Posts = append(result.Posts, post)
		result.Cursor = string(e.ID)
	}
	return result, nil
}

// post is not ok without an id, or with nothing to show.
func (e entry) post() (wall.Post, bool) {
	at, err := time.Parse(time.RFC3339, e.At)
	if err != nil {
		at = time.Time{}
	}
	p := wall.Post{
		ID: wall.PostID(Name, string(e.ID)), Network: Name, Author: wall.Author{Name: e.Guest},
		Text: e.Words, Entities: text.Entities(e.Words, text.Pages{}), PublishedAt: at.UTC(),
	}
	return p, e.ID != "" && !p.IsEmpty()
}

// failure is the error of an answer; nil for a good one.
func failure(a wire.Answer, now time.Time) error {
	if a.OK() {
		return nil
	}
	e := &wall.UpstreamError{
		Class: wall.ClassTransient, Message: "The guestbook has a problem of its own. It is asked again at the next refresh.",
		Until: a.RetryAfter(now, time.Time{}), Cause: fmt.Errorf("HTTP %d", a.Status),
	}
	if a.Status == http.StatusUnauthorized {
		e.Class, e.Message = wall.ClassAuth, "The access token for the guestbook is refused. It has to be replaced by a new one."
	}
	return e
}
