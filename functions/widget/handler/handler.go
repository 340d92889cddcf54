// Package handler puts the widget function together: for its main, and for tests.
package handler

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
)

// New is the function with that configuration of AWS clients.
func New(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.HTTPHandler {
	tables := dynamo.NewTables(scoped.New(config, env.Required("TENANT_READ_ROLE_ARN")))
	api := widgetapi.API{
		Open:   func(ctx context.Context, ref wall.TableRef) (widgetapi.Store, error) { return tables.Open(ctx, ref) },
		Events: queue.NewEvents(sqs.NewFromConfig(config), env.Required("EVENTS_QUEUE_URL")), Clock: clock,
	}
	return lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
		if grant, ok := lambdaio.KeyGrant(event); ok {
			ctx = widgetapi.WithGrant(ctx, grant)
		}
		return ctx
	})
}
