package faults_test

import (
	"context"
	"path/filepath"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dashboardapi"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/mail"
	"github.com/hashmytag/hashmytag/shared/media"
	"github.com/hashmytag/hashmytag/shared/mirror"
	"github.com/hashmytag/hashmytag/shared/network"
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

const (
	// patience is how long a network may take; impatience while one is slow.
	patience   = 10 * time.Second
	impatience = time.Second
)

// functions are the processes of the functions, by their handlers. They are put
// together as their mains do it, but for the clock, and the line to AWS.
type functions struct {
	authorize func(context.Context, events.APIGatewayV2CustomAuthorizerV2Request) (events.APIGatewayV2CustomAuthorizerSimpleResponse, error)
	widget    lambdaio.HTTPHandler
	dashboard lambdaio.HTTPHandler
	dispatch  func(context.Context, lambdaio.Scheduled) error
	workers   []worker
}

// worker is a function that a queue feeds.
type worker struct {
	function, queue string
	handle          lambdaio.BatchHandler
}

// start starts all functions anew: none of them remembers anything.
func (p *platform) start() {
	p.Helper()
	p.line.revive()
	p.functions = functions{
		authorize: p.newAuthorizer(), widget: p.newWidget(), dashboard: p.newDashboard(), dispatch: p.newDispatcher(),
		workers: []worker{
			{"ProvisionerFunction", "ProvisionQueue", p.newProvisioner()},
			{"FetcherFunction", "SyncQueue", p.newFetcher()},
			{"MirrorFunction", "PictureQueue", p.newMirror()},
			{"IngestFunction", "EventsQueue", p.newIngest()},
			{"NotifierFunction", "NoticesQueue", p.newNotifier()},
		},
	}
}

// connect makes the client that asks the networks.
func (p *platform) connect() {
	var trusted []string
	for _, v := range p.vendors {
		trusted = append(trusted, v.base())
	}
	p.http = safehttp.New(safehttp.Options{Timeout: patience, MaxBody: 1 << 20, Trusted: trusted})
	p.Cleanup(p.http.CloseIdleConnections)
}

// env is a function's environment, as the template sets it.
func (p *platform) env(function string) *environment.Variables {
	p.Helper()
	f, ok := p.plan.Function(function)
	if !ok {
		p.Fatalf("the template has no %s", function)
	}
	here := map[string]string{
		"AWS_REGION": region, "AWS_ACCESS_KEY_ID": function, "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_ENDPOINT_URL": p.aws.URL, "AWS_ENDPOINT_URL_KMS": p.kms.address, "CREDENTIALS_KEY_ARN": p.kms.key,
	}
	if p.kms.address == "" {
		here["CREDENTIALS_KEY_FILE"] = filepath.Join(p.objects.Name(), "key")
	}
	return environment.New(func(name string) string {
		if value, ok := here[name]; ok {
			return value
		}
		return f.Environment[name]
	})
}

// config is that of a function's clients: every request goes over the line, is
// tried twice, and never waits.
func (p *platform) config(env *environment.Variables, function string) aws.Config {
	config := env.AWS()
	config.HTTPClient = p.line.of(function)
	config.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.Backoff, o.RateLimiter = attempts, atOnce, ratelimit.None
		})
	}
	return config
}

// attempts are how often the SDK tries a call.
const attempts = 2

var atOnce = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })

// opener opens tenants' tables as one use case sees them.
func opener[S any](tables *dynamo.Tables) func(context.Context, wall.TableRef) (S, error) {
	return func(ctx context.Context, ref wall.TableRef) (S, error) {
		table, err := tables.Open(ctx, ref)
		opened, _ := any(table).(S)
		return opened, err
	}
}

// parts are what a function is made of.
type parts struct {
	env      *environment.Variables
	config   aws.Config
	registry *dynamo.Registry
	sessions *scoped.Clients
	tables   *dynamo.Tables
	messages *sqs.Client
}

func (p *platform) parts(function, role string) parts {
	p.Helper()
	env := p.env(function)
	config := p.config(env, function)
	made := parts{env: env, config: config, messages: sqs.NewFromConfig(config)}
	if name := env.Optional("REGISTRY_TABLE"); name != "" {
		made.registry = dynamo.NewRegistry(dynamodb.NewFromConfig(config), name)
	}
	if role != "" {
		made.sessions = scoped.New(config, env.Required(role))
		made.tables = dynamo.NewTables(made.sessions)
	}
	return made
}

func (p *platform) newAuthorizer() func(context.Context, events.APIGatewayV2CustomAuthorizerV2Request) (events.APIGatewayV2CustomAuthorizerSimpleResponse, error) {
	f := p.parts("AuthorizerFunction", "")
	return lambdaio.WidgetAuthorizer(func(ctx context.Context, key wall.Secret) (wall.KeyGrant, error) {
		return auth.Widget(ctx, f.registry, key, p.time())
	})
}

func (p *platform) newWidget() lambdaio.HTTPHandler {
	f := p.parts("WidgetFunction", "TENANT_READ_ROLE_ARN")
	api := widgetapi.API{
		Open: opener[widgetapi.Store](f.tables), Events: queue.NewEvents(f.messages, f.env.Required("EVENTS_QUEUE_URL")), Clock: p.time,
	}
	return lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
		if grant, ok := lambdaio.KeyGrant(event); ok {
			ctx = widgetapi.WithGrant(ctx, grant)
		}
		return ctx
	})
}

func (p *platform) newDispatcher() func(context.Context, lambdaio.Scheduled) error {
	f := p.parts("DispatcherFunction", "")
	dispatcher := feedsync.Dispatcher{
		Directory: f.registry, Syncs: queue.NewSyncs(f.messages, f.env.Required("SYNC_QUEUE_URL")),
		Provisions: queue.NewProvisions(f.messages, f.env.Required("PROVISION_QUEUE_URL")),
	}
	return lambdaio.Schedule(func(ctx context.Context, meant time.Time) error {
		_, err := dispatcher.Dispatch(ctx, wall.TickAt(meant), p.time())
		return err
	})
}

func (p *platform) refresher(f parts) feedsync.Refresher {
	r := wiring.Refresher(f.env, f.config, f.registry, wiring.Credentials(f.env, f.sessions))
	bases := map[wall.Network]string{}
	for n, v := range p.vendors {
		bases[n] = v.base()
	}
	for n, client := range network.All(network.Settings{BaseURLs: bases, HTTP: p.http}) {
		r.Networks[n] = client
	}
	return r
}

func (p *platform) newFetcher() lambdaio.BatchHandler {
	f := p.parts("FetcherFunction", "TENANT_WRITE_ROLE_ARN")
	syncer := feedsync.Syncer{
		Open: opener[feedsync.Store](f.tables), Refresher: p.refresher(f), Sealer: wiring.Credentials(f.env, f.sessions),
		Health: f.registry, Clock: p.time,
		Queue:    queue.NewSyncs(f.messages, f.env.Required("SYNC_QUEUE_URL")),
		Notices:  queue.NewNotices(f.messages, f.env.Required("NOTICES_QUEUE_URL")),
		Pictures: queue.NewPictures(f.messages, f.env.Required("PICTURE_QUEUE_URL")),
	}
	must(p.T, f.env.Err())
	return lambdaio.Messages(queue.DecodeSync, syncer.Sync)
}

func (p *platform) newIngest() lambdaio.BatchHandler {
	f := p.parts("IngestFunction", "TENANT_WRITE_ROLE_ARN")
	counter := analytics.Counter{Open: opener[analytics.Store](f.tables), Clock: p.time}
	return lambdaio.Grouped(queue.DecodeEvents, func(m wall.EventsMessage) wall.TableRef { return m.Ref }, counter.Count)
}

func (p *platform) newMirror() lambdaio.BatchHandler {
	f := p.parts("MirrorFunction", "TENANT_WRITE_ROLE_ARN")
	m := mirror.New(mirror.Mirror{
		Open: opener[wall.PictureStore](f.tables), Clock: p.time, HTTP: p.http,
		Bucket: objects.NewBucket(s3.NewFromConfig(f.config), f.env.Required("MEDIA_BUCKET")),
		Queue:  queue.NewPictures(f.messages, f.env.Required("PICTURE_QUEUE_URL")),
	})
	return lambdaio.Messages(queue.DecodePictures, m.Do)
}

func (p *platform) newNotifier() lambdaio.BatchHandler {
	f := p.parts("NotifierFunction", "")
	notifier := notices.Notifier{
		Registry: f.registry, Mailer: mail.NewSender(sesv2.NewFromConfig(f.config), f.env.Required("MAIL_FROM")),
		Site: f.env.Required("SITE_URL"), Clock: p.time,
	}
	return lambdaio.Messages(queue.DecodeNotice, notifier.Notify)
}

// tablesAtOnce makes and ends tables as the provisioner does, without its long
// pauses between tries.
type tablesAtOnce struct{ clients dynamo.Clients }

func (t tablesAtOnce) provisioner(ctx context.Context, ref wall.TableRef) (dynamo.Provisioner, error) {
	client, err := t.clients.DynamoDB(ctx, ref)
	return dynamo.Provisioner{Client: client, Backoff: atOnce}, err
}

func (t tablesAtOnce) CreateTable(ctx context.Context, ref wall.TableRef) error {
	made, err := t.provisioner(ctx, ref)
	if err != nil {
		return err
	}
	return made.CreateTable(ctx, ref)
}

func (t tablesAtOnce) DeleteTable(ctx context.Context, ref wall.TableRef) error {
	made, err := t.provisioner(ctx, ref)
	if err != nil {
		return err
	}
	return made.DeleteTable(ctx, ref)
}

func (p *platform) newProvisioner() lambdaio.BatchHandler {
	f := p.parts("ProvisionerFunction", "TENANT_WRITE_ROLE_ARN")
	tables := tablesAtOnce{scoped.NewTableMakers(f.config, f.env.Required("TENANT_WRITE_ROLE_ARN"))}
	provisioner := onboarding.Provisioner{Registry: f.registry, Tables: tables, Open: opener[onboarding.Table](f.tables)}
	purger := onboarding.Purger{
		Registry: f.registry, Tables: tables, Clock: p.time,
		Pictures: objects.NewBucket(s3.NewFromConfig(f.config), f.env.Required("MEDIA_BUCKET")),
	}
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

// everybody has a verified address.
type everybody struct{}

func (everybody) Profile(_ context.Context, u auth.User) (auth.Profile, error) {
	return auth.Profile{Email: addressOf(u.Subject), Verified: true}, nil
}

func addressOf(subject string) string { return subject + "@example.com" }

func (p *platform) newDashboard() lambdaio.HTTPHandler {
	f := p.parts("DashboardFunction", "TENANT_WRITE_ROLE_ARN")
	syncs := queue.NewSyncs(f.messages, f.env.Required("SYNC_QUEUE_URL"))
	people := team.Manager{
		Registry: f.registry, Counter: f.registry, Open: opener[wall.AuditStore](f.tables), Clock: p.time,
		Notices: queue.NewNotices(f.messages, f.env.Required("NOTICES_QUEUE_URL")),
	}
	api := dashboardapi.API{
		Registry: f.registry, Team: people, Access: auth.Access{Registry: f.registry, Invitations: people, People: everybody{}},
		Registrar: onboarding.Registrar{
			Registry: f.registry, Provisions: queue.NewProvisions(f.messages, f.env.Required("PROVISION_QUEUE_URL")),
			TablePrefix: f.env.Required("TENANT_TABLE_PREFIX"), Clock: p.time,
		},
		Operator: operator.Operator{
			Registry:  f.registry,
			Lifecycle: onboarding.Lifecycle{Registry: f.registry, Clock: p.time, Open: opener[onboarding.Table](f.tables)},
			Feeds: feeds.Manager{
				Open: opener[feeds.Store](f.tables), Queue: syncs, Sealer: wiring.Credentials(f.env, f.sessions), Clock: p.time,
				Networks: p.refresher(f), Counter: f.registry,
			},
		},
		Uploader: media.Uploader{
			Store:   objects.NewBucket(s3.NewFromConfig(f.config), f.env.Required("MEDIA_BUCKET")),
			Counter: f.registry, Open: opener[wall.AuditStore](f.tables), Clock: p.time,
		},
		Settings: settings.Keeper{Open: opener[settings.Store](f.tables), Queue: syncs, Clock: p.time},
		Counts:   opener[analytics.Store](f.tables),
		Audit:    audit.Log{Open: opener[wall.AuditStore](f.tables), Clock: p.time},
		Site:     f.env.Required("SITE_URL"), Clock: p.time,
	}
	must(p.T, f.env.Err())
	return lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
		if claims, token := lambdaio.Claims(event); claims != nil {
			ctx = dashboardapi.WithClaims(ctx, claims, token)
		}
		return ctx
	})
}
