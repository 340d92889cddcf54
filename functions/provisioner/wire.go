package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func newTenants(env *environment.Variables) (onboarding.Provisioner, onboarding.Purger) {
	aws := env.AWS()
	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(aws), env.Required("REGISTRY_TABLE"))
	role := env.Required("TENANT_WRITE_ROLE_ARN")
	tables := dynamo.NewTables(scoped.New(aws, role))
	control := dynamo.CellTables{Clients: scoped.NewTableMakers(aws, role), PointInTimeRecovery: env.Flag("TENANT_TABLE_PITR")}
	provisioner := onboarding.Provisioner{
		Registry: registry, Tables: control,
		Open: func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) { return tables.Open(ctx, ref) },
	}
	purger := onboarding.Purger{
		Registry: registry, Tables: control, Clock: time.Now,
		Pictures: objects.NewBucket(s3.NewFromConfig(aws), env.Required("MEDIA_BUCKET")),
	}
	return provisioner, purger
}
