// Package wiring is what several functions put together in the same way: who
// asks the networks, with which credentials, within which limits.
package wiring

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/encryption"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/secrets"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// The operator's limits when the environment sets none.
const (
	defaultTwitterMonthlyUSD = 100
	defaultGoogleDailyCalls  = 30
)

// Refresher asks the networks, with the shared tokens within the operator's
// limits, or with a feed's own that credentials opens.
func Refresher(env *environment.Variables, config aws.Config, budgets budget.Store, credentials feedsync.Opener) feedsync.Refresher {
	return feedsync.Refresher{
		Networks: networks(env),
		Shared:   secrets.New(secretsmanager.NewFromConfig(config), env.Required("UPSTREAM_SECRET_ARN")),
		Own:      credentials,
		Budget: budget.NewKeeper(budgets, budget.Limits{
			TwitterMonthlyUSD: env.Number("TWITTER_MONTHLY_USD", defaultTwitterMonthlyUSD),
			GoogleDailyCalls:  int64(env.Number("GOOGLE_DAILY_CALLS", defaultGoogleDailyCalls)),
		}),
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

// Credentials seals and opens tenants' own credentials: with KMS in AWS, with a
// key file on one machine.
func Credentials(env *environment.Variables, sessions encryption.Sessions) encryption.Sealer {
	if path := env.Optional("CREDENTIALS_KEY_FILE"); path != "" {
		file, err := encryption.OpenKeyFile(path)
		env.Note(err)
		return file
	}
	return encryption.NewKMS(sessions, env.Required("CREDENTIALS_KEY_ARN"))
}
