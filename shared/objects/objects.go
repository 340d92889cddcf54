// Package objects keeps files in Amazon S3.
package objects

import (
	"bytes"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"
)

// forever is for files whose names change with their content (RFC 8246).
const forever = "public, max-age=31536000, immutable"

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
	return b.Publish(ctx, key, contentType, forever, data)
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
		if err := b.remove(ctx, page.Contents); err != nil {
			return fmt.Errorf("remove %s: %w", prefix, err)
		}
	}
}

func (b *Bucket) remove(ctx context.Context, files []types.Object) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(sideBySide)
	for _, file := range files {
		group.Go(func() error {
			_, err := b.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.name, Key: file.Key})
			return err
		})
	}
	return group.Wait()
}
