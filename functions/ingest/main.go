// Command ingest is the Lambda that counts what visitors do on walls.
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/functions/ingest/handler"
	"github.com/hashmytag/hashmytag/shared/environment"
)

func main() {
	env := environment.Function()
	h := handler.New(env, env.AWS(), time.Now)
	env.Check()

	lambda.Start(h)
}
