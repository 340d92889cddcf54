// Command provisioner is the Lambda that makes registered tenants ready (their
// table, their key, their place in the registry) and removes what deleted ones
// have left.
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/functions/provisioner/handler"
	"github.com/hashmytag/hashmytag/shared/environment"
)

func main() {
	env := environment.Function()
	h := handler.New(env, env.AWS(), time.Now, nil)
	env.Check()

	lambda.Start(h)
}
