package queue

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Events is the queue of what visitors did.
type Events struct{ queue }

// NewEvents is the queue of what visitors did, at url.
func NewEvents(client *sqs.Client, url string) *Events { return &Events{queue{client, url}} }

// SendEvents hands on what visitors did, to be counted.
func (q *Events) SendEvents(ctx context.Context, m wall.EventsMessage) error {
	return q.send(ctx, encodeEvents(m), 0)
}

// eventsMessage is wall.EventsMessage on the wire.
type eventsMessage struct {
	ID string `json:"id"`
	tableRef
	Day   string                `json:"day"`
	Views int64                 `json:"views,omitempty"`
	Posts map[string]postCounts `json:"posts,omitempty"`
}

// postCounts is impressions and clicks.
type postCounts [2]int64

// maxID is more than a message's own id takes, and less than the store's limit
// for a key.
const maxID = 128

func encodeEvents(m wall.EventsMessage) string {
	posts := make(map[string]postCounts, len(m.Posts))
	for id, c := range m.Posts {
		posts[id] = postCounts{c.Impressions, c.Clicks}
	}
	return encode(eventsMessage{ID: m.ID, tableRef: encodeRef(m.Ref), Day: string(m.Day), Views: m.Views, Posts: posts})
}

// DecodeEvents reads a message of what visitors did. Messages are counted
// together, so it accepts none that could not be counted.
func DecodeEvents(body string) (wall.EventsMessage, error) {
	var in eventsMessage
	if err := decode(body, &in); err != nil {
		return wall.EventsMessage{}, err
	}
	if in.ID == "" || len(in.ID) > maxID || in.Views < 0 {
		return wall.EventsMessage{}, errors.New("queue: an events message without its id, or with bad counts")
	}
	ref, err := in.decode()
	if err != nil {
		return wall.EventsMessage{}, err
	}
	day, err := wall.ParseDay(in.Day)
	if err != nil {
		return wall.EventsMessage{}, fmt.Errorf("queue: an events message: %w", err)
	}
	posts, err := decodePosts(in.Posts)
	return wall.EventsMessage{ID: in.ID, Ref: ref, Day: day, Views: in.Views, Posts: posts}, err
}

func decodePosts(in map[string]postCounts) (map[string]wall.PostCounts, error) {
	posts := make(map[string]wall.PostCounts, len(in))
	for id, c := range in {
		if _, ok := wall.NetworkOfPost(id); !ok || c[0] < 0 || c[1] < 0 {
			return nil, errors.New("queue: an events message with a bad post, or bad counts of one")
		}
		posts[id] = wall.PostCounts{Impressions: c[0], Clicks: c[1]}
	}
	return posts, nil
}
