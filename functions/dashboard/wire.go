package main

import (
	"context"
	"fmt"
	"time"

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

func newAPI(env *environment.Variables) dashboardapi.API {
	aws := env.AWS()
	role := env.Required("TENANT_WRITE_ROLE_ARN")
	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(aws), env.Required("REGISTRY_TABLE"))
	sessions := scoped.New(aws, role)
	tables := dynamo.NewTables(sessions)
	messages := sqs.NewFromConfig(aws)
	credentials := wiring.Credentials(env, sessions)
	syncs := queue.NewSyncs(messages, env.Required("SYNC_QUEUE_URL"))
	openAudit := func(ctx context.Context, ref wall.TableRef) (wall.AuditStore, error) { return tables.Open(ctx, ref) }
	people := team.Manager{
		Registry: registry, Counter: registry, Open: openAudit, Clock: time.Now,
		Notices: queue.NewNotices(messages, env.Required("NOTICES_QUEUE_URL")),
	}
	return dashboardapi.API{
		Registry: registry,
		Access:   auth.Access{Registry: registry, Invitations: people, People: auth.NewUserInfo(env.Required("USERINFO_URL"))},
		Team:     people,
		Registrar: onboarding.Registrar{
			Registry: registry, Provisions: queue.NewProvisions(messages, env.Required("PROVISION_QUEUE_URL")),
			TablePrefix: env.Required("TENANT_TABLE_PREFIX"), Cell: cell(env, role, aws.Region), Rooms: rooms(env), Clock: time.Now,
		},
		Operator: operator.Operator{
			Registry: registry, Queues: queues(env, messages),
			Lifecycle: onboarding.Lifecycle{
				Registry: registry, Clock: time.Now, Retention: time.Duration(env.Number("TENANT_PURGE_DAYS", 0)) * onboarding.Day,
				Open: func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) { return tables.Open(ctx, ref) },
			},
			Feeds: feeds.Manager{
				Open:  func(ctx context.Context, ref wall.TableRef) (feeds.Store, error) { return tables.Open(ctx, ref) },
				Queue: syncs, Sealer: credentials, Clock: time.Now,
				Networks: wiring.Refresher(env, aws, registry, credentials), Counter: registry,
				Room: budget.Room{Ledgers: registry, Sources: registry},
			},
		},
		Moderator: moderation.Moderator{
			Open:     func(ctx context.Context, ref wall.TableRef) (moderation.Store, error) { return tables.Open(ctx, ref) },
			Pictures: queue.NewPictures(messages, env.Required("PICTURE_QUEUE_URL")),
			Clock:    time.Now,
		},
		Writer: direct.Writer{
			Open:  func(ctx context.Context, ref wall.TableRef) (direct.Store, error) { return tables.Open(ctx, ref) },
			Clock: time.Now,
		},
		Uploader: media.Uploader{
			Store:   objects.NewBucket(s3.NewFromConfig(aws), env.Required("MEDIA_BUCKET")),
			Counter: registry, Open: openAudit, Clock: time.Now,
		},
		Settings: settings.Keeper{
			Open:  func(ctx context.Context, ref wall.TableRef) (settings.Store, error) { return tables.Open(ctx, ref) },
			Queue: syncs, Clock: time.Now,
		},
		Counts: func(ctx context.Context, ref wall.TableRef) (analytics.Store, error) { return tables.Open(ctx, ref) },
		Audit:  audit.Log{Open: openAudit, Clock: time.Now},
		Site:   env.Required("SITE_URL"),
		Clock:  time.Now,
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
