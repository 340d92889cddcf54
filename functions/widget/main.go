// Command widget is the Lambda that serves walls to visitors' browsers, and takes
// what they tell of their use.
package main

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
)

func main() {
	env := environment.Function()
	aws := env.AWS()
	tables := dynamo.NewTables(scoped.New(aws, env.Required("TENANT_READ_ROLE_ARN")))
	visits := queue.NewEvents(sqs.NewFromConfig(aws), env.Required("EVENTS_QUEUE_URL"))
	env.Check()

	api := widgetapi.API{
		Open:   func(ctx context.Context, ref wall.TableRef) (widgetapi.Store, error) { return tables.Open(ctx, ref) },
		Events: visits, Clock: time.Now,
	}
	lambda.Start(lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
		if grant, ok := lambdaio.KeyGrant(event); ok {
			ctx = widgetapi.WithGrant(ctx, grant)
		}
		return ctx
	}))
}
