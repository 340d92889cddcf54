// Command fetcher is the Lambda that syncs tenants: it asks the networks for
// the feeds that are due and keeps the walls up to date.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
)

func main() {
	env := environment.Function()
	syncer := newSyncer(env)
	env.Check()

	lambda.Start(lambdaio.Batch(func(ctx context.Context, body string) error {
		message, err := queue.DecodeSync(body)
		if err != nil {
			return err
		}
		return syncer.Sync(ctx, message)
	}))
}
