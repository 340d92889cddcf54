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
	for p, err := range t.byTime(ctx, true) {
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
	return t.byTime(ctx, false)
}

// byTime lists all posts by the time of their publication.
func (t *TenantTable) byTime(ctx context.Context, oldestFirst bool) iter.Seq2[wall.Post, error] {
	return func(yield func(wall.Post, error) bool) {
		pages := dynamodb.NewQueryPaginator(t.client, &dynamodb.QueryInput{
			TableName: &t.ref.Table, IndexName: aws.String(publishedIndex),
			ScanIndexForward: &oldestFirst, Limit: aws.Int32(readBatch),
			KeyConditionExpression:    aws.String("pk = :p"),
			ExpressionAttributeValues: item{":p": text(postsPK)},
		})
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
