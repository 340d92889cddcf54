// Command dashboard is the Lambda that serves a tenant's people: who is signed
// in, tenants, feeds, posts, settings.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/shared/dashboardapi"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
)

func main() {
	env := environment.Function()
	api := newAPI(env)
	env.Check()

	lambda.Start(lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
		if claims, token := lambdaio.Claims(event); claims != nil {
			ctx = dashboardapi.WithClaims(ctx, claims, token)
		}
		return ctx
	}))
}
