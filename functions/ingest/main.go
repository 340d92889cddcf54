// Command ingest is the Lambda that counts what visitors do on walls.
package main

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func main() {
	env := environment.Function()
	aws := env.AWS()
	tables := dynamo.NewTables(scoped.New(aws, env.Required("TENANT_WRITE_ROLE_ARN")))
	env.Check()

	counter := analytics.Counter{
		Open:  func(ctx context.Context, ref wall.TableRef) (analytics.Store, error) { return tables.Open(ctx, ref) },
		Clock: time.Now,
	}
	tenant := func(m wall.EventsMessage) wall.TableRef { return m.Ref }
	lambda.Start(lambdaio.Grouped(queue.DecodeEvents, tenant, counter.Count))
}
