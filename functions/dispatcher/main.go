// Command dispatcher is the Lambda that the schedule calls every 5 minutes: it
// sends each active tenant's message to the queue of syncs.
package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func main() {
	env := environment.Function()
	aws := env.AWS()
	sender := sqs.NewFromConfig(aws)
	dispatcher := feedsync.Dispatcher{
		Directory:  dynamo.NewRegistry(dynamodb.NewFromConfig(aws), env.Required("REGISTRY_TABLE")),
		Syncs:      queue.NewSyncs(sender, env.Required("SYNC_QUEUE_URL")),
		Provisions: queue.NewProvisions(sender, env.Required("PROVISION_QUEUE_URL")),
		Spread:     time.Duration(env.Number("SYNC_SPREAD_SECONDS", 0)) * time.Second,
	}
	env.Check()

	lambda.Start(lambdaio.Schedule(func(ctx context.Context, meant time.Time) error {
		sent, err := dispatcher.Dispatch(ctx, wall.TickAt(meant), time.Now())
		slog.InfoContext(ctx, "tick dispatched", "tick", wall.TickAt(meant), "tenants", sent)
		return err
	}))
}
