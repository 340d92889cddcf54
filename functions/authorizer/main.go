// Command authorizer is the Lambda authorizer of the widget's routes: it says
// what a widget key opens, from one read of the registry.
package main

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func main() {
	env := environment.Function()
	aws := env.AWS()
	table := env.Required("REGISTRY_TABLE")
	env.Check()

	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(aws), table)
	lambda.Start(lambdaio.WidgetAuthorizer(func(ctx context.Context, key wall.Secret) (wall.KeyGrant, error) {
		return auth.Widget(ctx, registry, key, time.Now())
	}))
}
