// Package handler puts the dispatcher together: for its main, and for tests.
package handler

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// New is the function with that configuration of AWS clients.
func New(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.ScheduleHandler {
	messages := sqs.NewFromConfig(config)
	dispatcher := feedsync.Dispatcher{
		Directory:  dynamo.NewRegistry(dynamodb.NewFromConfig(config), env.Required("REGISTRY_TABLE")),
		Syncs:      queue.NewSyncs(messages, env.Required("SYNC_QUEUE_URL")),
		Provisions: queue.NewProvisions(messages, env.Required("PROVISION_QUEUE_URL")),
		Spread:     time.Duration(env.Number("SYNC_SPREAD_SECONDS", 0)) * time.Second,
	}
	return lambdaio.Schedule(func(ctx context.Context, meant time.Time) error {
		sent, err := dispatcher.Dispatch(ctx, wall.TickAt(meant), clock())
		slog.InfoContext(ctx, "tick dispatched", "tick", wall.TickAt(meant), "tenants", sent)
		return err
	})
}
