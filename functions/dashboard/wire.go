package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dashboardapi"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/encryption"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/moderation"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/operator"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/settings"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func newAPI(env *environment.Variables) dashboardapi.API {
	aws := env.AWS()
	role := env.Required("TENANT_WRITE_ROLE_ARN")
	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(aws), env.Required("REGISTRY_TABLE"))
	sessions := scoped.New(aws, role)
	tables := dynamo.NewTables(sessions)
	messages := sqs.NewFromConfig(aws)
	return dashboardapi.API{
		Registry: registry,
		Access:   auth.Access{Registry: registry, People: auth.NewUserInfo(env.Required("USERINFO_URL"))},
		Registrar: onboarding.Registrar{
			Registry: registry, Provisions: queue.NewProvisions(messages, env.Required("PROVISION_QUEUE_URL")),
			TablePrefix: env.Required("TENANT_TABLE_PREFIX"), Cell: cell(env, role, aws.Region), Clock: time.Now,
		},
		Lifecycle: onboarding.Lifecycle{
			Registry: registry, Clock: time.Now,
			Open: func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) { return tables.Open(ctx, ref) },
		},
		Operator: operator.Operator{Registry: registry, Feeds: feeds.Manager{
			Open:  func(ctx context.Context, ref wall.TableRef) (feeds.Store, error) { return tables.Open(ctx, ref) },
			Queue: queue.NewSyncs(messages, env.Required("SYNC_QUEUE_URL")), Sealer: sealer(env, sessions), Clock: time.Now,
		}},
		Moderator: moderation.Moderator{
			Open:  func(ctx context.Context, ref wall.TableRef) (moderation.Store, error) { return tables.Open(ctx, ref) },
			Clock: time.Now,
		},
		Settings: settings.Keeper{
			Open:  func(ctx context.Context, ref wall.TableRef) (settings.Store, error) { return tables.Open(ctx, ref) },
			Clock: time.Now,
		},
		Counts: func(ctx context.Context, ref wall.TableRef) (analytics.Store, error) { return tables.Open(ctx, ref) },
		Audit: audit.Log{
			Open:  func(ctx context.Context, ref wall.TableRef) (audit.Store, error) { return tables.Open(ctx, ref) },
			Clock: time.Now,
		},
		Site:  env.Required("SITE_URL"),
		Clock: time.Now,
	}
}

// cell is the account and region of the deployment, where new tables go.
func cell(env *environment.Variables, roleARN, region string) wall.Cell {
	role, err := arn.Parse(roleARN)
	if err != nil && roleARN != "" {
		env.Note(fmt.Errorf("TENANT_WRITE_ROLE_ARN: %w", err))
	}
	return wall.Cell{Account: role.AccountID, Region: region}
}

// sealer seals tenants' own credentials: with KMS in AWS, with a key file on
// one machine.
func sealer(env *environment.Variables, sessions encryption.Sessions) feeds.Sealer {
	if path := env.Optional("CREDENTIALS_KEY_FILE"); path != "" {
		file, err := encryption.OpenKeyFile(path)
		env.Note(err)
		return file
	}
	return encryption.NewKMS(sessions, env.Required("CREDENTIALS_KEY_ARN"))
}
