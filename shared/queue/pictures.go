package queue

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Pictures is the queue of work on posts' pictures.
type Pictures struct{ queue }

var _ wall.PictureQueue = (*Pictures)(nil)

// NewPictures is the queue of work on posts' pictures at url.
func NewPictures(client *sqs.Client, url string) *Pictures { return &Pictures{queue{client, url}} }

// One message's work is bounded: so many posts' pictures fit a function's time,
// and so many posts' keys a message.
const (
	copiedTogether  = 10
	removedTogether = 20
)

// A tenant's first posts come first, and everybody's further ones behind those:
// a new feed with a hundred old posts holds nobody back.
const (
	firstPosts = 30
	laterPosts = 30 * time.Second
)

// SendPictures asks for work on a tenant's pictures, in as many messages as that
// is worth.
func (q *Pictures) SendPictures(ctx context.Context, m wall.PictureMessage) error {
	var parts []pictureMessage
	ref := encodeRef(m.Ref)
	if m.Again || m.Look {
		parts = append(parts, pictureMessage{tableRef: ref, Again: m.Again, Look: m.Look})
	}
	for i := 0; i < len(m.Posts); i += copiedTogether {
		part := pictureMessage{tableRef: ref, Posts: m.Posts[i:min(i+copiedTogether, len(m.Posts))]}
		if i >= firstPosts {
			part.delay = laterPosts
		}
		parts = append(parts, part)
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(m.Gone)), removedTogether) {
		gone := map[string][]string{}
		for _, id := range ids {
			gone[id] = m.Gone[id]
		}
		parts = append(parts, pictureMessage{tableRef: ref, Gone: gone})
	}
	for some := range slices.Chunk(parts, batchSize) {
		entries := make([]types.SendMessageBatchRequestEntry, len(some))
		for i, part := range some {
			entries[i] = entry(i, encode(part), part.delay)
		}
		if err := q.sendBatch(ctx, entries); err != nil {
			return err
		}
	}
	return nil
}

// pictureMessage is wall.PictureMessage on the wire.
type pictureMessage struct {
	tableRef
	Posts []string            `json:"posts,omitempty"`
	Gone  map[string][]string `json:"gone,omitempty"`
	Again bool                `json:"again,omitempty"`
	Look  bool                `json:"look,omitempty"`
	delay time.Duration
}

// DecodePictures reads a message of the queue of work on pictures.
func DecodePictures(body string) (wall.PictureMessage, error) {
	var m pictureMessage
	if err := decode(body, &m); err != nil {
		return wall.PictureMessage{}, err
	}
	ref, err := m.decode()
	return wall.PictureMessage{Ref: ref, Posts: m.Posts, Gone: m.Gone, Again: m.Again, Look: m.Look}, err
}
