// Command provisioner is the Lambda that makes registered tenants ready: their
// table, their key, and their place in the registry.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func main() {
	env := environment.Function()
	aws := env.AWS()
	db := dynamodb.NewFromConfig(aws)
	tables := dynamo.NewTables(scoped.New(aws, env.Required("TENANT_WRITE_ROLE_ARN")))
	provisioner := onboarding.Provisioner{
		Registry: dynamo.NewRegistry(db, env.Required("REGISTRY_TABLE")),
		Tables:   dynamo.Provisioner{Client: db, PointInTimeRecovery: env.Flag("TENANT_TABLE_PITR")},
		Open:     func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) { return tables.Open(ctx, ref) },
	}
	env.Check()

	lambda.Start(lambdaio.Batch(func(ctx context.Context, body string) error {
		tenantID, err := queue.DecodeProvision(body)
		if err != nil {
			return err
		}
		return provisioner.Provision(ctx, tenantID)
	}))
}
