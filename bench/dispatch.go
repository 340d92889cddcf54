package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const dispatchTenants = 10_000

// dispatch sends a tick to 10,000 tenants.
func dispatch(ctx context.Context) (row, error) {
	db, stopDB, err := startDynamoDB(ctx)
	if err != nil {
		return row{}, err
	}
	defer stopDB()
	client, stopSQS, err := startSQS(ctx)
	if err != nil {
		return row{}, err
	}
	defer stopSQS()
	registry, err := fillRegistry(ctx, db)
	if err != nil {
		return row{}, err
	}
	created, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: ptr(name("syncs"))})
	if err != nil {
		return row{}, err
	}
	d := feedsync.Dispatcher{Directory: registry, Syncs: queue.NewSyncs(client, *created.QueueUrl), Spread: 4 * time.Minute}
	before := heap()
	begin := time.Now()
	sent, err := d.Dispatch(ctx, wall.TickAt(begin), begin)
	if err != nil {
		return row{}, err
	}
	took := time.Since(begin)
	return row{
		what:     "dispatch of 10,000 tenants",
		measured: fmt.Sprintf("%d messages in %.1f s, heap %+.1f MB", sent, took.Seconds(), float64(heap()-before)/(1<<20)),
		budget:   "≤ 5 s on 2 cores, flat memory", kept: took <= 5*time.Second && sent == dispatchTenants,
	}, nil
}

func fillRegistry(ctx context.Context, db *dynamodb.Client) (*dynamo.Registry, error) {
	table := name("registry")
	if err := dynamo.EnsureRegistry(ctx, db, table); err != nil {
		return nil, err
	}
	registry := dynamo.NewRegistry(db, table)
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for range dispatchTenants {
		group.Go(func() error {
			id := wall.NewTenantID()
			_, err := registry.CreateTenant(groupCtx, wall.Tenant{
				ID: id, Name: id, Domain: "bench.example", AllowedDomains: []string{"bench.example"},
				Status: wall.Active, Table: "tenant_" + id, CreatedAt: time.Now(),
			}, wall.Owner{}, "")
			return err
		})
	}
	return registry, group.Wait()
}

// heap is what is in use after a collection.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func ptr[T any](v T) *T { return &v }
