// Command fetcher is the Lambda that syncs tenants: it asks the networks for
// the feeds that are due and keeps the walls up to date.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
)

func main() {
	env := environment.Function()
	syncer := newSyncer(env)
	env.Check()

	lambda.Start(lambdaio.Messages(queue.DecodeSync, syncer.Sync))
}
