// Command widget is the Lambda that serves walls to visitors' browsers.
package main

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
)

func main() {
	env := environment.Function()
	aws := env.AWS()
	tables := dynamo.NewTables(scoped.New(aws, env.Required("TENANT_READ_ROLE_ARN")))
	env.Check()

	api := widgetapi.API{
		Open:  func(ctx context.Context, ref wall.TableRef) (widgetapi.Store, error) { return tables.Open(ctx, ref) },
		Clock: time.Now,
	}
	lambda.Start(lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
		if grant, ok := lambdaio.KeyGrant(event); ok {
			ctx = widgetapi.WithGrant(ctx, grant)
		}
		return ctx
	}))
}
