package main

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"github.com/hashmytag/hashmytag/shared/dynamo"
)

// quietSync counts the requests of a sync that finds nothing new.
func quietSync(ctx context.Context) (row, error) {
	db, t, stop, err := startTenant(ctx, 50)
	if err != nil {
		return row{}, err
	}
	defer stop()
	var c counter
	counted, err := dynamo.NewTables(dynamo.OneClient{Client: dynamodb.New(db.Options(), c.watch)}).Open(ctx, t.Ref())
	if err != nil {
		return row{}, err
	}
	if err := t.sync(ctx, counted, 50, 2); err != nil {
		return row{}, err
	}
	return row{
		what:     "sync, nothing new: requests to the tenant's table",
		measured: fmt.Sprintf("%d reads, %d writes", c.reads, c.writes),
		budget:   "≤ 3 reads, 1 write", kept: c.reads <= 3 && c.writes == 1,
	}, nil
}

// counter counts a client's requests.
type counter struct {
	mu            sync.Mutex
	reads, writes int
}

func (c *counter) watch(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("count", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			c.count(middleware.GetOperationName(ctx))
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
	})
}

func (c *counter) count(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, verb := range []string{"Put", "Update", "Delete", "Transact"} {
		if strings.HasPrefix(operation, verb) {
			c.writes++
			return
		}
	}
	c.reads++
}
