package faults_test

import (
	"context"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	authorizer "github.com/hashmytag/hashmytag/functions/authorizer/handler"
	dashboard "github.com/hashmytag/hashmytag/functions/dashboard/handler"
	dispatcher "github.com/hashmytag/hashmytag/functions/dispatcher/handler"
	fetcher "github.com/hashmytag/hashmytag/functions/fetcher/handler"
	ingest "github.com/hashmytag/hashmytag/functions/ingest/handler"
	mirror "github.com/hashmytag/hashmytag/functions/mirror/handler"
	notifier "github.com/hashmytag/hashmytag/functions/notifier/handler"
	provisioner "github.com/hashmytag/hashmytag/functions/provisioner/handler"
	widget "github.com/hashmytag/hashmytag/functions/widget/handler"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	// patience is how long a network may take; impatience while one is slow.
	patience   = 10 * time.Second
	impatience = time.Second
)

// functions are the processes of the functions, by their handlers. They are put
// together as in their mains, but for the clock and the lines to AWS, networks
// and sign-in service.
type functions struct {
	authorize lambdaio.AuthorizerHandler
	widget    lambdaio.HTTPHandler
	dashboard lambdaio.HTTPHandler
	dispatch  lambdaio.ScheduleHandler
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
		authorize: put(p, "AuthorizerFunction", authorizer.New),
		widget:    put(p, "WidgetFunction", widget.New),
		dashboard: put(p, "DashboardFunction", p.newDashboard),
		dispatch:  put(p, "DispatcherFunction", dispatcher.New),
		workers: []worker{
			{"ProvisionerFunction", "ProvisionQueue", put(p, "ProvisionerFunction", newProvisioner)},
			{"FetcherFunction", "SyncQueue", put(p, "FetcherFunction", p.newFetcher)},
			{"MirrorFunction", "PictureQueue", put(p, "MirrorFunction", p.newMirror)},
			{"IngestFunction", "EventsQueue", put(p, "IngestFunction", ingest.New)},
			{"NotifierFunction", "NoticesQueue", put(p, "NotifierFunction", notifier.New)},
		},
	}
}

// put puts one function together, in its environment and on the test's clock.
func put[H any](p *platform, function string, build func(*environment.Variables, aws.Config, func() time.Time) H) H {
	p.Helper()
	env := p.env(function)
	made := build(env, p.config(env, function), p.time)
	must(p.T, env.Err())
	return made
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

// reconnect lets a function ask the networks with the client whose patience
// the test sets.
func (p *platform) reconnect(r feedsync.Refresher) {
	bases := map[wall.Network]string{}
	for n, v := range p.vendors {
		bases[n] = v.base()
	}
	for n, client := range network.All(network.Settings{BaseURLs: bases, HTTP: p.http}) {
		r.Networks[n] = client
	}
}

func (p *platform) newFetcher(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.BatchHandler {
	syncer := fetcher.Syncer(env, config, clock)
	p.reconnect(syncer.Refresher)
	return fetcher.Handle(syncer)
}

func (p *platform) newMirror(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.BatchHandler {
	m := mirror.Mirror(env, config, clock)
	m.HTTP = p.http
	return mirror.Handle(m)
}

// newProvisioner makes and ends tables without the long pauses between tries.
func newProvisioner(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.BatchHandler {
	return provisioner.New(env, config, clock, atOnce)
}

// everybody has a verified address.
type everybody struct{}

func (everybody) Profile(_ context.Context, u auth.User) (auth.Profile, error) {
	return auth.Profile{Email: addressOf(u.Subject), Verified: true}, nil
}

func addressOf(subject string) string { return subject + "@example.com" }

func (p *platform) newDashboard(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.HTTPHandler {
	api := dashboard.API(env, config, clock)
	api.Access.People = everybody{}
	p.reconnect(api.Operator.Feeds.Networks.(feedsync.Refresher))
	return dashboard.Handle(api)
}
