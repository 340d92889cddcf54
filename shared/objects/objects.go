// Package objects keeps files in Amazon S3.
package objects

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Bucket is one bucket.
type Bucket struct {
	client *s3.Client
	name   string
}

// NewBucket opens the bucket of that name.
func NewBucket(client *s3.Client, name string) *Bucket { return &Bucket{client, name} }

// Put stores a file whose name changes with its content. To put it again
// changes nothing.
func (b *Bucket) Put(ctx context.Context, key, contentType string, data []byte) error {
	return b.Publish(ctx, key, contentType, wall.PictureCaching, data)
}

// Publish stores a file, and how long whoever reads it may keep it.
func (b *Bucket) Publish(ctx context.Context, key, contentType, cacheControl string, data []byte) error {
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.name, Key: &key, Body: bytes.NewReader(data), ContentType: &contentType, CacheControl: &cacheControl,
	})
	if err != nil {
		return fmt.Errorf("store %s: %w", key, err)
	}
	return nil
}

// Stored are the files whose names begin with prefix, and since when they are
// there.
func (b *Bucket) Stored(ctx context.Context, prefix string) (map[string]time.Time, error) {
	stored := map[string]time.Time{}
	pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", prefix, err)
		}
		for _, o := range page.Contents {
			stored[aws.ToString(o.Key)] = aws.ToTime(o.LastModified)
		}
	}
	return stored, nil
}

// sideBySide bounds the removals on their way at the same time.
const sideBySide = 16

// RemoveAll removes all files whose names begin with prefix, a listing's worth at
// a time. It may be repeated.
func (b *Bucket) RemoveAll(ctx context.Context, prefix string) error {
	for {
		page, err := b.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &prefix})
		if err != nil {
			return fmt.Errorf("list %s: %w", prefix, err)
		}
		if len(page.Contents) == 0 {
			return nil
		}
		keys := make([]string, len(page.Contents))
		for i, o := range page.Contents {
			keys[i] = aws.ToString(o.Key)
		}
		if err := b.Remove(ctx, keys); err != nil {
			return err
		}
	}
}

// Remove removes files for good. Those that are not there are no failure.
func (b *Bucket) Remove(ctx context.Context, keys []string) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(sideBySide)
	for _, key := range keys {
		group.Go(func() error {
			if _, err := b.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.name, Key: &key}); err != nil {
				return fmt.Errorf("remove %s: %w", key, err)
			}
			return nil
		})
	}
	return group.Wait()
}
