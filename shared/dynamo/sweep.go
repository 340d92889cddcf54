package dynamo

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// OldestPost implements wall.SweepStore.
func (t *TenantTable) OldestPost(ctx context.Context) (time.Time, error) {
	for p, err := range t.byTime(ctx, true, "") {
		if err != nil {
			return time.Time{}, err
		}
		if p.ExpiresAt.IsZero() {
			return p.PublishedAt, nil
		}
	}
	return time.Time{}, nil
}

// NewestPosts implements wall.SweepStore.
func (t *TenantTable) NewestPosts(ctx context.Context) iter.Seq2[wall.Post, error] {
	return t.byTime(ctx, false, "")
}

// PostsAfter lists the posts behind a position ("" for all), the newest first,
// each with its own position.
func (t *TenantTable) PostsAfter(ctx context.Context, after wall.Position) iter.Seq2[wall.WallPost, error] {
	return func(yield func(wall.WallPost, error) bool) {
		for p, err := range t.byTime(ctx, false, after) {
			if !yield(wall.WallPost{Post: p, Position: wall.Position(published(p))}, err) {
				return
			}
		}
	}
}

// byTime lists posts by the time of their publication: all of them, or those
// before a position.
func (t *TenantTable) byTime(ctx context.Context, oldestFirst bool, before wall.Position) iter.Seq2[wall.Post, error] {
	input := &dynamodb.QueryInput{
		TableName: &t.ref.Table, IndexName: aws.String(publishedIndex),
		ScanIndexForward: &oldestFirst, Limit: aws.Int32(readBatch),
		KeyConditionExpression:    aws.String("pk = :p"),
		ExpressionAttributeValues: item{":p": text(postsPK)},
	}
	if before != "" {
		input.KeyConditionExpression = aws.String("pk = :p AND published < :before")
		input.ExpressionAttributeValues[":before"] = text(string(before))
	}
	return func(yield func(wall.Post, error) bool) {
		pages := dynamodb.NewQueryPaginator(t.client, input)
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(wall.Post{}, fmt.Errorf("list posts of %s: %w", t.ref.Table, err))
				return
			}
			for _, it := range page.Items {
				p, err := decodePost(it)
				if !yield(p, err) || err != nil {
					return
				}
			}
		}
	}
}
