// Command notifier is the Lambda that sends the platform's mails: what is the
// matter with a tenant's feeds, to its owners, and invitations.
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/functions/notifier/handler"
	"github.com/hashmytag/hashmytag/shared/environment"
)

func main() {
	env := environment.Function()
	h := handler.New(env, env.AWS(), time.Now)
	env.Check()

	lambda.Start(h)
}
