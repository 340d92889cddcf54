package attacks_test

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dashboardapi"
	"github.com/hashmytag/hashmytag/shared/direct"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/mail"
	"github.com/hashmytag/hashmytag/shared/media"
	"github.com/hashmytag/hashmytag/shared/mirror"
	"github.com/hashmytag/hashmytag/shared/moderation"
	"github.com/hashmytag/hashmytag/shared/notices"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/operator"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/settings"
	"github.com/hashmytag/hashmytag/shared/team"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
	"github.com/hashmytag/hashmytag/shared/wiring"
)

// wire puts the functions together as their mains do, which cannot be imported.
// Two have other limits: of requests, which attacks would meet at once.
func (p *platform) wire() {
	p.functions = map[string]handler{
		"AuthorizerFunction":  p.authorizer(),
		"WidgetFunction":      p.widget(),
		"DashboardFunction":   p.dashboard(),
		"FetcherFunction":     p.fetcher(),
		"IngestFunction":      p.ingest(),
		"MirrorFunction":      p.mirror(),
		"NotifierFunction":    p.notifier(),
		"ProvisionerFunction": p.provisioner(),
	}
}

// opener opens tenants' tables as one use case sees them.
func opener[S any](tables *dynamo.Tables) func(context.Context, wall.TableRef) (S, error) {
	return func(ctx context.Context, ref wall.TableRef) (S, error) {
		table, err := tables.Open(ctx, ref)
		if err != nil {
			var none S
			return none, err
		}
		return any(table).(S), nil
	}
}

func (p *platform) registry(env *environment.Variables, client *dynamodb.Client) *dynamo.Registry {
	return dynamo.NewRegistry(client, env.Required("REGISTRY_TABLE"))
}

func (p *platform) authorizer() handler {
	env, aws := p.environment("AuthorizerFunction")
	registry := p.registry(env, dynamodb.NewFromConfig(aws))
	return handle(lambdaio.WidgetAuthorizer(func(ctx context.Context, key wall.Secret) (wall.KeyGrant, error) {
		return auth.Widget(ctx, registry, key, p.clock())
	}))
}

func (p *platform) widget() handler {
	env, aws := p.environment("WidgetFunction")
	tables := dynamo.NewTables(scoped.New(aws, env.Required("TENANT_READ_ROLE_ARN")))
	api := widgetapi.API{
		Open:   opener[widgetapi.Store](tables),
		Events: queue.NewEvents(sqs.NewFromConfig(aws), env.Required("EVENTS_QUEUE_URL")), Clock: p.clock,
	}
	return handle(lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
		if grant, ok := lambdaio.KeyGrant(event); ok {
			ctx = widgetapi.WithGrant(ctx, grant)
		}
		return ctx
	}))
}

func (p *platform) dashboard() handler {
	env, aws := p.environment("DashboardFunction")
	registry := p.registry(env, dynamodb.NewFromConfig(aws))
	sessions := scoped.New(aws, env.Required("TENANT_WRITE_ROLE_ARN"))
	tables, messages := dynamo.NewTables(sessions), sqs.NewFromConfig(aws)
	credentials := wiring.Credentials(env, sessions)
	syncs := queue.NewSyncs(messages, env.Required("SYNC_QUEUE_URL"))
	people := team.Manager{
		Registry: registry, Counter: registry, Open: opener[wall.AuditStore](tables), Clock: p.clock,
		Notices: queue.NewNotices(messages, env.Required("NOTICES_QUEUE_URL")),
	}
	api := dashboardapi.API{
		Registry: registry, Team: people,
		Access: auth.Access{Registry: registry, Invitations: people, People: auth.NewUserInfo(p.people.URL + "/oauth2/userInfo")},
		Registrar: onboarding.Registrar{
			Registry: registry, Provisions: queue.NewProvisions(messages, env.Required("PROVISION_QUEUE_URL")),
			TablePrefix: env.Required("TENANT_TABLE_PREFIX"), Clock: p.clock,
		},
		Operator: operator.Operator{
			Registry:  registry,
			Lifecycle: onboarding.Lifecycle{Registry: registry, Clock: p.clock, Open: opener[onboarding.Table](tables)},
			Feeds: feeds.Manager{
				Open: opener[feeds.Store](tables), Queue: syncs, Sealer: credentials, Clock: p.clock,
				Networks: wiring.Refresher(env, aws, registry, credentials), Counter: unlimited{},
			},
		},
		Moderator: moderation.Moderator{
			Open:     opener[moderation.Store](tables),
			Pictures: queue.NewPictures(messages, env.Required("PICTURE_QUEUE_URL")), Clock: p.clock,
		},
		Writer: direct.Writer{Open: opener[direct.Store](tables), Clock: p.clock},
		Uploader: media.Uploader{
			Store:   objects.NewBucket(s3.NewFromConfig(aws), env.Required("MEDIA_BUCKET")),
			Counter: unlimited{}, Open: opener[wall.AuditStore](tables), Clock: p.clock,
		},
		Settings: settings.Keeper{Open: opener[settings.Store](tables), Queue: syncs, Clock: p.clock},
		Counts:   opener[analytics.Store](tables),
		Audit:    audit.Log{Open: opener[wall.AuditStore](tables), Clock: p.clock},
		Site:     env.Required("SITE_URL"), Clock: p.clock,
	}
	must(p, env.Err())
	return handle(lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
		if claims, token := lambdaio.Claims(event); claims != nil {
			ctx = dashboardapi.WithClaims(ctx, claims, token)
		}
		return ctx
	}))
}

func (p *platform) fetcher() handler {
	env, aws := p.environment("FetcherFunction")
	registry := p.registry(env, dynamodb.NewFromConfig(aws))
	sessions := scoped.New(aws, env.Required("TENANT_WRITE_ROLE_ARN"))
	credentials, messages := wiring.Credentials(env, sessions), sqs.NewFromConfig(aws)
	syncer := feedsync.Syncer{
		Open:      opener[feedsync.Store](dynamo.NewTables(sessions)),
		Refresher: wiring.Refresher(env, aws, registry, credentials), Sealer: credentials, Health: registry,
		Queue:    queue.NewSyncs(messages, env.Required("SYNC_QUEUE_URL")),
		Notices:  queue.NewNotices(messages, env.Required("NOTICES_QUEUE_URL")),
		Pictures: queue.NewPictures(messages, env.Required("PICTURE_QUEUE_URL")), Clock: p.clock,
	}
	return handle(lambdaio.Messages(queue.DecodeSync, syncer.Sync))
}

func (p *platform) ingest() handler {
	env, aws := p.environment("IngestFunction")
	counter := analytics.Counter{
		Open:  opener[analytics.Store](dynamo.NewTables(scoped.New(aws, env.Required("TENANT_WRITE_ROLE_ARN")))),
		Clock: p.clock,
	}
	return handle(lambdaio.Grouped(queue.DecodeEvents, func(m wall.EventsMessage) wall.TableRef { return m.Ref }, counter.Count))
}

func (p *platform) mirror() handler {
	env, aws := p.environment("MirrorFunction")
	m := mirror.New(mirror.Mirror{
		Open:   opener[wall.PictureStore](dynamo.NewTables(scoped.New(aws, env.Required("TENANT_WRITE_ROLE_ARN")))),
		Bucket: objects.NewBucket(s3.NewFromConfig(aws), env.Required("MEDIA_BUCKET")),
		HTTP:   safehttp.New(safehttp.Options{Timeout: mirror.FetchTime, MaxBody: mirror.MaxBytes, Trusted: []string{p.networks.URL}}),
		Queue:  queue.NewPictures(sqs.NewFromConfig(aws), env.Required("PICTURE_QUEUE_URL")), Clock: p.clock,
	})
	return handle(lambdaio.Messages(queue.DecodePictures, m.Do))
}

func (p *platform) notifier() handler {
	env, aws := p.environment("NotifierFunction")
	notifier := notices.Notifier{
		Registry: p.registry(env, dynamodb.NewFromConfig(aws)),
		Mailer:   mail.NewSender(sesv2.NewFromConfig(aws), env.Required("MAIL_FROM")),
		Site:     env.Required("SITE_URL"), Clock: p.clock,
	}
	return handle(lambdaio.Messages(queue.DecodeNotice, notifier.Notify))
}

func (p *platform) provisioner() handler {
	env, aws := p.environment("ProvisionerFunction")
	registry, role := p.registry(env, dynamodb.NewFromConfig(aws)), env.Required("TENANT_WRITE_ROLE_ARN")
	control := dynamo.CellTables{Clients: scoped.NewTableMakers(aws, role)}
	makes := onboarding.Provisioner{
		Registry: registry, Tables: control, Open: opener[onboarding.Table](dynamo.NewTables(scoped.New(aws, role))),
	}
	purges := onboarding.Purger{
		Registry: registry, Tables: control, Clock: p.clock,
		Pictures: objects.NewBucket(s3.NewFromConfig(aws), env.Required("MEDIA_BUCKET")),
	}
	return handle(lambdaio.Batch(func(ctx context.Context, body string) error {
		tenantID, purge, err := queue.DecodeProvision(body)
		switch {
		case err != nil:
			return err
		case purge:
			return purges.Purge(ctx, tenantID)
		}
		return makes.Provision(ctx, tenantID)
	}))
}
