// Command dashboard is the Lambda that serves a tenant's people: who is signed
// in, tenants, feeds, posts, settings.
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/functions/dashboard/handler"
	"github.com/hashmytag/hashmytag/shared/environment"
)

func main() {
	env := environment.Function()
	h := handler.New(env, env.AWS(), time.Now)
	env.Check()

	lambda.Start(h)
}
