package attacks_test

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	authorizer "github.com/hashmytag/hashmytag/functions/authorizer/handler"
	dashboard "github.com/hashmytag/hashmytag/functions/dashboard/handler"
	fetcher "github.com/hashmytag/hashmytag/functions/fetcher/handler"
	ingest "github.com/hashmytag/hashmytag/functions/ingest/handler"
	mirror "github.com/hashmytag/hashmytag/functions/mirror/handler"
	notifier "github.com/hashmytag/hashmytag/functions/notifier/handler"
	provisioner "github.com/hashmytag/hashmytag/functions/provisioner/handler"
	widget "github.com/hashmytag/hashmytag/functions/widget/handler"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
)

// wire puts the functions together as their mains do.
func (p *platform) wire() {
	p.functions = map[string]handler{
		"AuthorizerFunction":  put(p, "AuthorizerFunction", authorizer.New),
		"WidgetFunction":      put(p, "WidgetFunction", widget.New),
		"DashboardFunction":   put(p, "DashboardFunction", newDashboard),
		"FetcherFunction":     put(p, "FetcherFunction", fetcher.New),
		"IngestFunction":      put(p, "IngestFunction", ingest.New),
		"MirrorFunction":      put(p, "MirrorFunction", mirror.New),
		"NotifierFunction":    put(p, "NotifierFunction", notifier.New),
		"ProvisionerFunction": put(p, "ProvisionerFunction", newProvisioner),
	}
}

// put puts one function together, in its environment and on the test's clock.
func put[E, A any, H ~func(context.Context, E) (A, error)](p *platform, id string, build func(*environment.Variables, aws.Config, func() time.Time) H) handler {
	p.Helper()
	env, config := p.environment(id)
	made := build(env, config, p.clock)
	must(p, env.Err())
	return handle[E, A](made)
}

// newDashboard has no limits of requests, which attacks would meet at once.
func newDashboard(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.HTTPHandler {
	api := dashboard.API(env, config, clock)
	api.Operator.Feeds.Counter, api.Uploader.Counter = unlimited{}, unlimited{}
	return dashboard.Handle(api)
}

func newProvisioner(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.BatchHandler {
	return provisioner.New(env, config, clock, nil)
}
