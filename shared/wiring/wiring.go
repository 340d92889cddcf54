// Package wiring is what several functions put together in the same way: who
// asks the networks, with which credentials, within which limits.
package wiring

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/encryption"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/secrets"
	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// The operator's limits when the environment sets none.
const (
	defaultTwitterMonthlyUSD = 100
	defaultGoogleDailyCalls  = 30
	defaultGoogleMonthly     = 1000 // which cost nothing
)

// Registry is what the shared credentials' limits and answers are kept in.
type Registry interface {
	budget.Store
	source.Store
}

// Refresher asks the networks, with the shared tokens within the operator's
// limits, or with a feed's own that credentials opens.
func Refresher(env *environment.Variables, config aws.Config, registry Registry, credentials feedsync.Opener) feedsync.Refresher {
	tokens := secrets.New(secretsmanager.NewFromConfig(config), env.Required("UPSTREAM_SECRET_ARN"))
	return feedsync.Refresher{
		Networks: networks(env),
		Shared:   tokens,
		App:      tokens.App,
		Own:      credentials,
		Budget:   keeper(env, registry),
		Sources:  registry,
	}
}

// keeper keeps to the operator's limits, and reports how they stand.
func keeper(env *environment.Variables, registry budget.Store) *budget.Keeper {
	k := budget.NewKeeper(registry, budget.Limits{
		MetaHourlyCalls:    int64(env.Number("META_HOURLY_CALLS", 0)),
		TwitterMonthlyUSD:  env.Number("TWITTER_MONTHLY_USD", defaultTwitterMonthlyUSD),
		GoogleDailyCalls:   int64(env.Number("GOOGLE_DAILY_CALLS", defaultGoogleDailyCalls)),
		GoogleMonthlyCalls: int64(env.Number("GOOGLE_MONTHLY_CALLS", defaultGoogleMonthly)),
	})
	metrics := Metrics(env)
	k.Watch = func(ctx context.Context, all []budget.Status) {
		for _, s := range all {
			metrics.Percent(ctx, "BudgetUsed", 100*s.Fraction(), map[string]string{"Network": string(s.Network), "Limit": s.Limit})
		}
	}
	k.Refused = func(ctx context.Context, n wall.Network, why string) {
		slog.ErrorContext(ctx, "a shared token is refused: replace it in the secret", "network", n, "reason", why)
		metrics.Count(ctx, "TokenRefused", 1, map[string]string{"Network": string(n)})
	}
	k.Ending = func(ctx context.Context, n wall.Network, t wall.Token) {
		slog.ErrorContext(ctx, "a shared token ends soon: replace it in the secret", "network", n, "account", t.Account, "ends", t.ExpiresAt)
		metrics.Count(ctx, "TokenEnding", 1, map[string]string{"Network": string(n)})
	}
	return k
}

// Metrics go into the function's log, whatever its level.
func Metrics(env *environment.Variables) lambdaio.Metrics {
	return lambdaio.Metrics{
		Namespace: env.Optional("METRICS_NAMESPACE"), Log: slog.New(slog.NewJSONHandler(os.Stdout, nil)), Clock: time.Now,
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
