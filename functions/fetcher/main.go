// Command fetcher is the Lambda that syncs tenants: it asks the networks for
// the feeds that are due and keeps the walls up to date.
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/functions/fetcher/handler"
	"github.com/hashmytag/hashmytag/shared/environment"
)

func main() {
	env := environment.Function()
	h := handler.New(env, env.AWS(), time.Now)
	env.Check()

	lambda.Start(h)
}
