// Package handler puts the authorizer together: for its main, and for tests.
package handler

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// New is the authorizer with that configuration of AWS clients.
func New(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.AuthorizerHandler {
	registry := dynamo.NewRegistry(dynamodb.NewFromConfig(config), env.Required("REGISTRY_TABLE"))
	return lambdaio.WidgetAuthorizer(func(ctx context.Context, key wall.Secret) (wall.KeyGrant, error) {
		return auth.Widget(ctx, registry, key, clock())
	})
}
