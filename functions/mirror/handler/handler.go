// Package handler puts the mirror together: for its main, and for tests.
package handler

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/mirror"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// New is the function with that configuration of AWS clients.
func New(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.BatchHandler {
	return Handle(Mirror(env, config, clock))
}

// Handle makes the function of a mirror. Tests change the mirror before.
func Handle(m mirror.Mirror) lambdaio.BatchHandler {
	return lambdaio.Messages(queue.DecodePictures, m.Do)
}

// Mirror is what does the function's work.
func Mirror(env *environment.Variables, config aws.Config, clock func() time.Time) mirror.Mirror {
	tables := dynamo.NewTables(scoped.New(config, env.Required("TENANT_WRITE_ROLE_ARN")))
	return mirror.New(mirror.Mirror{
		Open:   func(ctx context.Context, ref wall.TableRef) (wall.PictureStore, error) { return tables.Open(ctx, ref) },
		Bucket: objects.NewBucket(s3.NewFromConfig(config), env.Required("MEDIA_BUCKET")),
		HTTP: safehttp.New(safehttp.Options{Timeout: mirror.FetchTime, MaxBody: mirror.MaxBytes, Trusted: []string{
			env.Optional("INSTAGRAM_BASE_URL"), env.Optional("FACEBOOK_BASE_URL"),
			env.Optional("TWITTER_BASE_URL"), env.Optional("GOOGLE_PLACES_BASE_URL"),
		}}),
		Queue: queue.NewPictures(sqs.NewFromConfig(config), env.Required("PICTURE_QUEUE_URL")),
		Clock: clock,
	})
}
