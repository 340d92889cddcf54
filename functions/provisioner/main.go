// Command provisioner is the Lambda that makes registered tenants ready (their
// table, their key, their place in the registry) and removes what deleted ones
// have left.
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
	provisioner, purger := newTenants(env)
	env.Check()

	lambda.Start(lambdaio.Batch(func(ctx context.Context, body string) error {
		tenantID, purge, err := queue.DecodeProvision(body)
		switch {
		case err != nil:
			return err
		case purge:
			return purger.Purge(ctx, tenantID)
		}
		return provisioner.Provision(ctx, tenantID)
	}))
}
