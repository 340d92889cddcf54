package dynamo

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// postItem is wall.Post as it is stored. What visitors see is one JSON text,
// because nothing but the whole is ever read or written of it.
type postItem struct {
	Network   string   `dynamodbav:"network"`
	Feeds     []string `dynamodbav:"feeds,stringset,omitempty"`
	Content   []byte   `dynamodbav:"content"`
	Status    string   `dynamodbav:"status"`
	Reason    string   `dynamodbav:"reason,omitempty"`
	Moderated bool     `dynamodbav:"moderated,omitempty"`
	Pinned    bool     `dynamodbav:"pinned,omitempty"`
	ExpiresAt int64    `dynamodbav:"expiresAt,omitempty"`
	Rev       int64    `dynamodbav:"rev"`
	Wall      string   `dynamodbav:"wall,omitempty"` // only when visible: the index is sparse
	Published string   `dynamodbav:"published"`
}

// postContent is the part of a post that the network wrote.
type postContent struct {
	Author      wall.Author
	Text        string
	Entities    []wall.Entity
	URL         string
	PublishedAt time.Time
	Media       []wall.Media
	Rating      int
}

// sortTime is a time as the indexes order it: fixed width, UTC.
const sortTime = "2006-01-02T15:04:05.000Z"

// position is a post's place on the wall: pinned first, then newest, then by id
// so that the order is the same at every reading.
func position(p wall.Post) wall.Position {
	pinned := "0"
	if p.Pinned {
		pinned = "1"
	}
	return wall.Position(pinned + "|" + p.PublishedAt.UTC().Format(sortTime) + "|" + p.ID)
}

// published is a post's place in the list of all by time.
func published(p wall.Post) string { return p.PublishedAt.UTC().Format(sortTime) + "|" + p.ID }

func encodePost(p wall.Post) (item, error) {
	content, err := json.Marshal(postContent{p.Author, p.Text, p.Entities, p.URL, p.PublishedAt.UTC(), p.Media, p.Rating})
	if err != nil {
		return nil, fmt.Errorf("encode post %s: %w", p.ID, err)
	}
	it := postItem{
		Network: string(p.Network), Feeds: p.FeedIDs, Content: content,
		Status: string(p.Status), Reason: p.Reason, Moderated: p.Moderated, Pinned: p.Pinned,
		ExpiresAt: seconds(p.ExpiresAt), Rev: p.Rev,
		Published: published(p),
	}
	if p.Status == wall.Visible {
		it.Wall = string(position(p))
	}
	return marshal(postsPK, p.ID, it)
}

func decodePost(in item) (wall.Post, error) {
	var it postItem
	if err := unmarshal(in, &it); err != nil {
		return wall.Post{}, err
	}
	var c postContent
	id := textOf(in["sk"])
	if err := json.Unmarshal(it.Content, &c); err != nil {
		return wall.Post{}, fmt.Errorf("decode post %s: %w", id, err)
	}
	slices.Sort(it.Feeds)
	return wall.Post{
		ID: id, Network: wall.Network(it.Network), FeedIDs: it.Feeds,
		Author: c.Author, Text: c.Text, Entities: c.Entities, URL: c.URL,
		PublishedAt: c.PublishedAt, Media: c.Media, Rating: c.Rating,
		Status: wall.PostStatus(it.Status), Reason: it.Reason, Moderated: it.Moderated, Pinned: it.Pinned,
		ExpiresAt: fromSeconds(it.ExpiresAt), Rev: it.Rev,
	}, nil
}

// readBatch is how many items one BatchGetItem may ask for.
const readBatch = 100

// Posts implements wall.SyncStore.
func (t *TenantTable) Posts(ctx context.Context, ids []string) (map[string]wall.Post, error) {
	posts := make(map[string]wall.Post, len(ids))
	for batch := range slices.Chunk(ids, readBatch) {
		if err := t.readPosts(ctx, batch, posts); err != nil {
			return nil, fmt.Errorf("read posts of %s: %w", t.ref.Table, err)
		}
	}
	return posts, nil
}

// readPosts reads one batch; DynamoDB may answer a part and name the rest.
func (t *TenantTable) readPosts(ctx context.Context, ids []string, posts map[string]wall.Post) error {
	var keys []item
	for _, id := range ids {
		keys = append(keys, key(postsPK, id))
	}
	request := map[string]types.KeysAndAttributes{t.ref.Table: {Keys: keys, ConsistentRead: aws.Bool(true)}}
	for len(request) > 0 {
		out, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: request})
		if err != nil {
			return err
		}
		for _, it := range out.Responses[t.ref.Table] {
			p, err := decodePost(it)
			if err != nil {
				return err
			}
			posts[p.ID] = p
		}
		request = out.UnprocessedKeys
	}
	return nil
}

// ListWall implements wall.SnapshotStore.
func (t *TenantTable) ListWall(ctx context.Context, after wall.Position, limit int, keep func(wall.Post) bool) ([]wall.WallPost, error) {
	input := &dynamodb.QueryInput{
		TableName: &t.ref.Table, IndexName: aws.String(wallIndex),
		ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false), Limit: aws.Int32(readBatch),
		KeyConditionExpression:    aws.String("pk = :p"),
		ExpressionAttributeValues: item{":p": text(postsPK)},
	}
	if after != "" {
		input.KeyConditionExpression = aws.String("pk = :p AND wall < :after")
		input.ExpressionAttributeValues[":after"] = text(string(after))
	}
	var posts []wall.WallPost
	pages := dynamodb.NewQueryPaginator(t.client, input)
	for pages.HasMorePages() && len(posts) < limit {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list wall of %s: %w", t.ref.Table, err)
		}
		if posts, err = keepPosts(posts, page.Items, limit, keep); err != nil {
			return nil, err
		}
	}
	return posts, nil
}

// keepPosts appends the accepted posts of a page until there are limit.
func keepPosts(posts []wall.WallPost, items []item, limit int, keep func(wall.Post) bool) ([]wall.WallPost, error) {
	for _, it := range items {
		if len(posts) == limit {
			break
		}
		p, err := decodePost(it)
		if err != nil {
			return nil, err
		}
		if keep(p) {
			posts = append(posts, wall.WallPost{Post: p, Position: wall.Position(textOf(it["wall"]))})
		}
	}
	return posts, nil
}
