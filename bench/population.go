package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"golang.org/x/sync/errgroup"

	local "github.com/hashmytag/hashmytag/local/queue"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	fetcherBatch = 10   // messages, as the template has it
	fetchers     = 4    // that work at the same time
	settlers     = 8    // that make tenants at the same time
	tablesEach   = 2000 // of an engine: to make one more takes it longer the more it has, unlike DynamoDB
	hashtags     = 500
)

// population is many tenants, with the way from the schedule to their walls:
// dispatcher, queue and fetcher. Networks are numbers: each hashtag has as many
// posts as it is told.
type population struct {
	db       *dynamodb.Client // of the registry
	sqs      *sqs.Client
	clients  spread // of the tenants' tables
	registry *dynamo.Registry
	tables   *dynamo.Tables
	tenants  []wall.Tenant
	queueURL string
	posts    int
	tick     atomic.Int64
	synced   atomic.Int64  // in this tick
	all      chan struct{} // they are
}

// settle makes so many tenants, each with a table and a feed.
func settle(ctx context.Context, tenants, posts int) (*population, func(), error) {
	engines, stopEngines, err := spreadOver(ctx, (tenants+tablesEach-1)/tablesEach)
	if err != nil {
		return nil, nil, err
	}
	client, stopSQS, err := startSQS(ctx)
	if err != nil {
		stopEngines()
		return nil, nil, err
	}
	stop := func() { stopSQS(); stopEngines() }
	p := &population{
		db: engines[0], sqs: client, clients: engines, tables: dynamo.NewTables(engines),
		tenants: make([]wall.Tenant, tenants), posts: posts, all: make(chan struct{}, 1),
	}
	p.tick.Store(wall.TickAt(time.Now()))
	if err := p.settle(ctx); err != nil {
		stop()
		return nil, nil, err
	}
	stopFetcher := p.fetch()
	return p, func() { stopFetcher(); stop() }, nil
}

func (p *population) settle(ctx context.Context) error {
	registry := name("registry")
	if err := dynamo.EnsureRegistry(ctx, p.db, registry); err != nil {
		return err
	}
	p.registry = dynamo.NewRegistry(p.db, registry)
	created, err := p.sqs.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: ptr(name("syncs"))})
	if err != nil {
		return err
	}
	p.queueURL = *created.QueueUrl
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(settlers)
	for i := range p.tenants {
		group.Go(func() (err error) {
			p.tenants[i], err = p.move(ctx, i)
			return err
		})
	}
	return group.Wait()
}

// move makes one tenant.
func (p *population) move(ctx context.Context, number int) (wall.Tenant, error) {
	key := auth.NewKey()
	t := wall.Tenant{
		ID: wall.NewTenantID(), Name: "Bench", Domain: "bench.example", AllowedDomains: []string{"bench.example"},
		Status: wall.Active, Table: name("tenant"), Plan: wall.Business, KeyHash: auth.HashKey(key), CreatedAt: time.Now(),
	}
	if _, err := p.registry.CreateTenant(ctx, t, wall.Owner{}, ""); err != nil {
		return t, err
	}
	client, err := p.clients.DynamoDB(ctx, t.Ref())
	if err != nil {
		return t, err
	}
	if err := (dynamo.Provisioner{Client: client}).CreateTable(ctx, t.Ref()); err != nil {
		return t, err
	}
	table, err := p.tables.Open(ctx, t.Ref())
	if err != nil {
		return t, err
	}
	if _, err := table.SetUp(ctx, t, key); err != nil {
		return t, err
	}
	feed, err := wall.NewFeed("", wall.Instagram, wall.Query{Hashtags: []string{fmt.Sprintf("bench%d", number%hashtags)}}, time.Now())
	if err != nil {
		return t, err
	}
	return t, table.AddFeed(ctx, feed, wall.Unlimited)
}

// pass lets a tick pass: the dispatcher sends a message for each tenant, and the
// fetcher, which is always there, works on what the queue gives it.
func (p *population) pass(ctx context.Context) error {
	p.synced.Store(0)
	tick := p.tick.Add(1)
	sent, err := feedsync.Dispatcher{Directory: p.registry, Syncs: queue.NewSyncs(p.sqs, p.queueURL)}.Dispatch(ctx, tick, time.Now())
	if err != nil {
		return err
	}
	select {
	case <-p.all:
		return nil
	case <-time.After(passTime):
		return fmt.Errorf("%d of %d tenants synced, %d messages sent", p.synced.Load(), len(p.tenants), sent)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// passTime is far more than a tick takes.
const passTime = 20 * time.Minute

// fetch starts the fetcher.
func (p *population) fetch() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	fetcher := p.fetcher()
	var work sync.WaitGroup
	work.Go(func() { fetcher.Run(ctx) })
	return func() { cancel(); work.Wait() }
}

// fetcher is the function's work on the queue, in this process.
func (p *population) fetcher() *local.Poller {
	syncer := feedsync.Syncer{
		Open: func(ctx context.Context, ref wall.TableRef) (feedsync.Store, error) { return p.tables.Open(ctx, ref) },
		Refresher: feedsync.Refresher{
			Networks: map[wall.Network]feedsync.Network{wall.Instagram: network(p.posts)}, Shared: shared{}, Budget: unlimited{}, Sources: p.registry,
		},
		Health: noHealth{}, Clock: func() time.Time { return wall.TickTime(p.tick.Load()) },
	}
	work := lambdaio.Messages(queue.DecodeSync, func(ctx context.Context, m wall.SyncMessage) error {
		if err := syncer.Sync(context.WithoutCancel(ctx), m); err != nil {
			return err
		}
		if m.Tick == p.tick.Load() && p.synced.Add(1) == int64(len(p.tenants)) {
			p.all <- struct{}{}
		}
		return nil
	})
	invoke := func(ctx context.Context, payload []byte) ([]byte, error) {
		var event events.SQSEvent
		if err := json.Unmarshal(payload, &event); err != nil {
			return nil, err
		}
		response, err := work(ctx, event)
		if err != nil {
			return nil, err
		}
		return json.Marshal(response)
	}
	return local.New(p.sqs, local.Source{
		URL: p.queueURL, ARN: "syncs", Region: region, BatchSize: fetcherBatch, Concurrency: fetchers, PartialFailure: true, Invoke: invoke,
	}, slog.New(slog.DiscardHandler))
}
