// Package handler puts the ingest function together: for its main, and for tests.
package handler

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// New is the function with that configuration of AWS clients.
func New(env *environment.Variables, config aws.Config, clock func() time.Time) lambdaio.BatchHandler {
	tables := dynamo.NewTables(scoped.New(config, env.Required("TENANT_WRITE_ROLE_ARN")))
	counter := analytics.Counter{
		Open:  func(ctx context.Context, ref wall.TableRef) (analytics.Store, error) { return tables.Open(ctx, ref) },
		Clock: clock,
	}
	tenant := func(m wall.EventsMessage) wall.TableRef { return m.Ref }
	return lambdaio.Grouped(queue.DecodeEvents, tenant, counter.Count)
}
