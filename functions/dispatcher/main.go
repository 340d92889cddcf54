// Command dispatcher is the Lambda that the schedule calls every 5 minutes: it
// sends each active tenant's message to the queue of syncs.
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/functions/dispatcher/handler"
	"github.com/hashmytag/hashmytag/shared/environment"
)

func main() {
	env := environment.Function()
	h := handler.New(env, env.AWS(), time.Now)
	env.Check()

	lambda.Start(h)
}
