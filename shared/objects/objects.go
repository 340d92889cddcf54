// Package objects keeps files in Amazon S3.
package objects

import (
	"bytes"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/s3"
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
