// Package handler puts the dashboard function together: for its main, and for
// tests.
package handler

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dashboardapi"
	"github.com/hashmytag/hashmytag/shared/direct"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/media"
	"github.com/hashmytag/hashmytag/shared/moderation"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/operator"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/settings"
	"github.com/hashmytag/hashmytag/shared/team"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/wiring"
)

// New is the function with that configuration of AWS clients.
func New(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.HTTPHandler {
	return Handle(API(env, config, clock))
}

// Handle makes the function of an API. Tests change the API before.
func Handle(api dashboardapi.API) lambdaio.HTTPHandler {
	return lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
		if claims, token := lambdaio.Claims(event); claims != nil {
			ctx = dashboardapi.WithClaims(ctx, claims, token)
		}
		return ctx
	})
}

// API is what does the function's work.
func API(env *environment.Variables, config aws.Config, clock func() time.Time) dashboardapi.API {
	role := env.Required("TENANT_WRITE_ROLE_ARN")
	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(config), env.Required("REGISTRY_TABLE"))
	sessions := scoped.New(config, role)
	tables := dynamo.NewTables(sessions)
	messages := sqs.NewFromConfig(config)
	credentials := wiring.Credentials(env, sessions)
	syncs := queue.NewSyncs(messages, env.Required("SYNC_QUEUE_URL"))
	openAudit := func(ctx context.Context, ref wall.TableRef) (wall.AuditStore, error) { return tables.Open(ctx, ref) }
	people := team.Manager{
		Registry: registry, Counter: registry, Open: openAudit, Clock: clock,
		Notices: queue.NewNotices(messages, env.Required("NOTICES_QUEUE_URL")),
	}
	return dashboardapi.API{
		Registry: registry,
		Access:   auth.Access{Registry: registry, Invitations: people, People: auth.NewUserInfo(env.Required("USERINFO_URL"))},
		Team:     people,
		Registrar: onboarding.Registrar{
			Registry: registry, Provisions: queue.NewProvisions(messages, env.Required("PROVISION_QUEUE_URL")),
			TablePrefix: env.Required("TENANT_TABLE_PREFIX"), Cell: cell(env, role, config.Region), Rooms: rooms(env), Clock: clock,
		},
		Operator: operator.Operator{
			Registry: registry, Queues: queues(env, messages),
			Lifecycle: onboarding.Lifecycle{
				Registry: registry, Clock: clock, Retention: time.Duration(env.Number("TENANT_PURGE_DAYS", 0)) * onboarding.Day,
				Open: func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) { return tables.Open(ctx, ref) },
			},
			Feeds: feeds.Manager{
				Open:  func(ctx context.Context, ref wall.TableRef) (feeds.Store, error) { return tables.Open(ctx, ref) },
				Queue: syncs, Sealer: credentials, Clock: clock,
				Networks: wiring.Refresher(env, config, registry, credentials), Counter: registry,
				Room: budget.Room{Ledgers: registry, Sources: registry},
			},
		},
		Moderator: moderation.Moderator{
			Open:     func(ctx context.Context, ref wall.TableRef) (moderation.Store, error) { return tables.Open(ctx, ref) },
			Pictures: queue.NewPictures(messages, env.Required("PICTURE_QUEUE_URL")),
			Clock:    clock,
		},
		Writer: direct.Writer{
			Open:  func(ctx context.Context, ref wall.TableRef) (direct.Store, error) { return tables.Open(ctx, ref) },
			Clock: clock,
		},
		Uploader: media.Uploader{
			Store:   objects.NewBucket(s3.NewFromConfig(config), env.Required("MEDIA_BUCKET")),
			Counter: registry, Open: openAudit, Clock: clock,
		},
		Settings: settings.Keeper{
			Open:  func(ctx context.Context, ref wall.TableRef) (settings.Store, error) { return tables.Open(ctx, ref) },
			Queue: syncs, Clock: clock,
		},
		Counts: func(ctx context.Context, ref wall.TableRef) (analytics.Store, error) { return tables.Open(ctx, ref) },
		Audit:  audit.Log{Open: openAudit, Clock: clock},
		Site:   env.Required("SITE_URL"),
		Clock:  clock,
	}
}

// queues are those whose depth the platform's admins see.
func queues(env *environment.Variables, client *sqs.Client) []operator.Queue {
	watch := func(name, dead, source string) operator.Queue {
		return operator.Queue{Name: name, Messages: queue.NewDeadLetters(client, dead, source)}
	}
	return []operator.Queue{
		watch("sync", env.Required("SYNC_DEAD_LETTERS_URL"), env.Required("SYNC_QUEUE_URL")),
		watch("provision", env.Required("PROVISION_DEAD_LETTERS_URL"), env.Required("PROVISION_QUEUE_URL")),
		watch("events", env.Required("EVENTS_DEAD_LETTERS_URL"), env.Required("EVENTS_QUEUE_URL")),
		watch("notices", env.Required("NOTICES_DEAD_LETTERS_URL"), env.Required("NOTICES_QUEUE_URL")),
		watch("pictures", env.Required("PICTURE_DEAD_LETTERS_URL"), env.Required("PICTURE_QUEUE_URL")),
	}
}

// rooms are the cells that new tables may go to; none: the deployment's own.
func rooms(env *environment.Variables) []onboarding.Room {
	all, err := onboarding.ParseRooms(env.Optional("TENANT_CELLS"))
	if err != nil {
		env.Note(fmt.Errorf("TENANT_CELLS: %w", err))
	}
	return all
}

// cell is the account and region of the deployment, where new tables go.
func cell(env *environment.Variables, roleARN, region string) wall.Cell {
	role, err := arn.Parse(roleARN)
	if err != nil && roleARN != "" {
		env.Note(fmt.Errorf("TENANT_WRITE_ROLE_ARN: %w", err))
	}
	return wall.Cell{Account: role.AccountID, Region: region}
}
