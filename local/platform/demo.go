package platform

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/local/demo"
	"github.com/hashmytag/hashmytag/local/seed"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/settings"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// firstPosts bounds the wait for the demo tenants' first posts before the platform calls itself ready.
const firstPosts = 30 * time.Second

// newSeeder makes the demo tenants' seeder, with the operator's own rights as the CLI has them.
func (p *platform) newSeeder() seed.Seeder {
	client, sender := dynamodb.NewFromConfig(p.config("dynamodb")), p.queues()
	registry := dynamo.NewRegistry(client, p.plan.Outputs["RegistryTable"])
	tables := dynamo.NewTables(dynamo.OneClient{Client: client})
	return seed.Seeder{
		Registry: registry,
		Registrar: onboarding.Registrar{
			Registry:    registry,
			Provisions:  queue.NewProvisions(sender, p.plan.Outputs["ProvisionQueueUrl"]),
			TablePrefix: p.plan.Outputs["TenantTablePrefix"],
			Cell:        wall.Cell{Account: account, Region: region},
			Clock:       time.Now,
		},
		Lifecycle: onboarding.Lifecycle{
			Registry: registry,
			Open: func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) {
				return tables.Open(ctx, ref)
			},
			Clock: time.Now,
		},
		Feeds: feeds.Manager{
			Open:  func(ctx context.Context, ref wall.TableRef) (feeds.Store, error) { return tables.Open(ctx, ref) },
			Queue: queue.NewSyncs(sender, p.plan.Outputs["SyncQueueUrl"]),
			Clock: time.Now,
		},
		Settings: settings.Keeper{
			Open:  func(ctx context.Context, ref wall.TableRef) (settings.Store, error) { return tables.Open(ctx, ref) },
			Clock: time.Now,
		},
		Subject: p.identity.Subject,
		File:    filepath.Join(p.options.Data, "demo.json"),
		Address: func(host string) string { return strings.Replace(p.address, "localhost", host, 1) + "/" },
	}
}

// seed makes the demo tenants and waits for their first posts, a while at most: a real network may be slow.
func (p *platform) seed(ctx context.Context) error {
	if err := p.seeder.Seed(ctx); err != nil {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, firstPosts)
	defer cancel()
	if err := p.work.drained(waiting); err != nil && ctx.Err() == nil {
		p.log.Warn("the first posts take their time", "error", err)
	}
	return ctx.Err()
}

// withSites serves the demo sites on their own origins, in front of everything else.
func (p *platform) withSites(next http.Handler) http.Handler {
	if p.options.NoDemo {
		return next
	}
	return demo.Handler(func(host string) string { return p.seeder.Key(context.Background(), host) }, next)
}
