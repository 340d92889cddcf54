package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/encryption"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/secrets"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// The operator's limits when the environment sets none.
const (
	defaultTwitterMonthlyUSD = 100
	defaultGoogleDailyCalls  = 30
)

func newSyncer(env *environment.Variables) feedsync.Syncer {
	aws := env.AWS()
	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(aws), env.Required("REGISTRY_TABLE"))
	sessions := scoped.New(aws, env.Required("TENANT_WRITE_ROLE_ARN"))
	tables := dynamo.NewTables(sessions)
	return feedsync.Syncer{
		Open: func(ctx context.Context, ref wall.TableRef) (feedsync.Store, error) { return tables.Open(ctx, ref) },
		Refresher: feedsync.Refresher{
			Networks: networks(env),
			Shared:   secrets.New(secretsmanager.NewFromConfig(aws), env.Required("UPSTREAM_SECRET_ARN")),
			Own:      sealer(env, sessions),
			Budget: budget.NewKeeper(registry, budget.Limits{
				TwitterMonthlyUSD: env.Number("TWITTER_MONTHLY_USD", defaultTwitterMonthlyUSD),
				GoogleDailyCalls:  int64(env.Number("GOOGLE_DAILY_CALLS", defaultGoogleDailyCalls)),
			}),
		},
		Health: registry,
		Queue:  queue.NewSyncs(sqs.NewFromConfig(aws), env.Required("SYNC_QUEUE_URL")),
		Clock:  time.Now,
	}
}

func networks(env *environment.Variables) map[wall.Network]feedsync.Network {
	all := map[wall.Network]feedsync.Network{}
	for name, n := range network.All(network.Settings{
		BaseURLs: map[wall.Network]string{
			wall.Instagram: env.Optional("INSTAGRAM_BASE_URL"),
			wall.Facebook:  env.Optional("FACEBOOK_BASE_URL"),
			wall.Twitter:   env.Optional("TWITTER_BASE_URL"),
			wall.Google:    env.Optional("GOOGLE_PLACES_BASE_URL"),
		},
		GraphVersion: env.Optional("META_GRAPH_VERSION"),
	}) {
		all[name] = n
	}
	return all
}

// sealer opens tenants' own credentials: with KMS in AWS, with a key file on
// one machine.
func sealer(env *environment.Variables, sessions encryption.Sessions) feedsync.Opener {
	if path := env.Optional("CREDENTIALS_KEY_FILE"); path != "" {
		file, err := encryption.OpenKeyFile(path)
		env.Note(err)
		return file
	}
	return encryption.NewKMS(sessions, env.Required("CREDENTIALS_KEY_ARN"))
}
