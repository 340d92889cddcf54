package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/wiring"
)

func newSyncer(env *environment.Variables) feedsync.Syncer {
	aws := env.AWS()
	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(aws), env.Required("REGISTRY_TABLE"))
	sessions := scoped.New(aws, env.Required("TENANT_WRITE_ROLE_ARN"))
	tables := dynamo.NewTables(sessions)
	credentials, messages := wiring.Credentials(env, sessions), sqs.NewFromConfig(aws)
	metrics := wiring.Metrics(env)
	return feedsync.Syncer{
		Open:      func(ctx context.Context, ref wall.TableRef) (feedsync.Store, error) { return tables.Open(ctx, ref) },
		Refresher: wiring.Refresher(env, aws, registry, credentials),
		Sealer:    credentials,
		Health:    registry,
		Queue:     queue.NewSyncs(messages, env.Required("SYNC_QUEUE_URL")),
		Notices:   queue.NewNotices(messages, env.Required("NOTICES_QUEUE_URL")),
		Pictures:  queue.NewPictures(messages, env.Required("PICTURE_QUEUE_URL")),
		Late:      func(ctx context.Context, behind time.Duration) { metrics.Seconds(ctx, "SyncLag", behind) },
		Clock:     time.Now,
	}
}
