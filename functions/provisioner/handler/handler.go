// Package handler puts the provisioner together: for its main, and for tests.
package handler

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// New is the function with that configuration of AWS clients. pause is between
// tries to make or end a table: nil for AWS's own, which tests cannot wait for.
func New(env *environment.Variables, config aws.Config, clock func() time.Time, pause retry.BackoffDelayer) lambdaio.BatchHandler {
	provisioner, purger := tenants(env, config, clock, pause)
	return lambdaio.Batch(func(ctx context.Context, body string) error {
		tenantID, purge, err := queue.DecodeProvision(body)
		switch {
		case err != nil:
			return err
		case purge:
			return purger.Purge(ctx, tenantID)
		}
		return provisioner.Provision(ctx, tenantID)
	})
}

func tenants(env *environment.Variables, config aws.Config, clock func() time.Time, pause retry.BackoffDelayer) (onboarding.Provisioner, onboarding.Purger) {
	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(config), env.Required("REGISTRY_TABLE"))
	role := env.Required("TENANT_WRITE_ROLE_ARN")
	tables := dynamo.NewTables(scoped.New(config, role))
	control := dynamo.CellTables{
		Clients: scoped.NewTableMakers(config, role), PointInTimeRecovery: env.Flag("TENANT_TABLE_PITR"), Backoff: pause,
	}
	provisioner := onboarding.Provisioner{
		Registry: registry, Tables: control,
		Open: func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) { return tables.Open(ctx, ref) },
	}
	purger := onboarding.Purger{
		Registry: registry, Tables: control, Clock: clock,
		Pictures: objects.NewBucket(s3.NewFromConfig(config), env.Required("MEDIA_BUCKET")),
	}
	return provisioner, purger
}
