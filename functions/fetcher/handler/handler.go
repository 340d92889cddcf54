// Package handler puts the fetcher together: for its main, and for tests.
package handler

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/wiring"
)

// New is the function with that configuration of AWS clients.
func New(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.BatchHandler {
	return Handle(Syncer(env, config, clock))
}

// Handle makes the function of a syncer. Tests change the syncer before.
func Handle(s feedsync.Syncer) lambdaio.BatchHandler {
	return lambdaio.Messages(queue.DecodeSync, s.Sync)
}

// Syncer is what does the function's work.
func Syncer(env *environment.Variables, config aws.Config, clock func() time.Time) feedsync.Syncer {
	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(config), env.Required("REGISTRY_TABLE"))
	sessions := scoped.New(config, env.Required("TENANT_WRITE_ROLE_ARN"))
	tables := dynamo.NewTables(sessions)
	credentials, messages := wiring.Credentials(env, sessions), sqs.NewFromConfig(config)
	metrics := wiring.Metrics(env)
	return feedsync.Syncer{
		Open:      func(ctx context.Context, ref wall.TableRef) (feedsync.Store, error) { return tables.Open(ctx, ref) },
		Refresher: wiring.Refresher(env, config, registry, credentials),
		Sealer:    credentials,
		Health:    registry,
		Queue:     queue.NewSyncs(messages, env.Required("SYNC_QUEUE_URL")),
		Notices:   queue.NewNotices(messages, env.Required("NOTICES_QUEUE_URL")),
		Pictures:  queue.NewPictures(messages, env.Required("PICTURE_QUEUE_URL")),
		Late:      func(ctx context.Context, behind time.Duration) { metrics.Seconds(ctx, "SyncLag", behind) },
		Clock:     clock,
	}
}
