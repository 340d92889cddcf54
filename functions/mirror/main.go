// Command mirror is the Lambda that copies posts' pictures into our own store,
// and takes the copies away again.
package main

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
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

func main() {
	env := environment.Function()
	aws := env.AWS()
	tables := dynamo.NewTables(scoped.New(aws, env.Required("TENANT_WRITE_ROLE_ARN")))
	m := mirror.New(mirror.Mirror{
		Open:   func(ctx context.Context, ref wall.TableRef) (wall.PictureStore, error) { return tables.Open(ctx, ref) },
		Bucket: objects.NewBucket(s3.NewFromConfig(aws), env.Required("MEDIA_BUCKET")),
		HTTP: safehttp.New(safehttp.Options{Timeout: mirror.FetchTime, MaxBody: mirror.MaxBytes, Trusted: []string{
			env.Optional("INSTAGRAM_BASE_URL"), env.Optional("FACEBOOK_BASE_URL"),
			env.Optional("TWITTER_BASE_URL"), env.Optional("GOOGLE_PLACES_BASE_URL"),
		}}),
		Queue: queue.NewPictures(sqs.NewFromConfig(aws), env.Required("PICTURE_QUEUE_URL")),
		Clock: time.Now,
	})
	env.Check()
	debug.SetMemoryLimit(mirror.MemoryLimit)
	lambda.Start(lambdaio.Messages(queue.DecodePictures, m.Do))
}
