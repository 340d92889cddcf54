package main

import (
	"context"
	"fmt"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// units are what DynamoDB bills: request units.
type units struct{ reads, writes float64 }

func (u units) over(n float64) units { return units{u.reads / n, u.writes / n} }

func (u units) minus(v units) units { return units{u.reads - v.reads, u.writes - v.writes} }

// measured is what each of the platform's works takes.
type measured struct {
	dispatch units // of one tenant in one tick
	idle     units // a sync with no feed due
	asked    units // one with feeds due, without what each of them adds
	call     units // a feed that is due: its turn, its credential's limits
	newPost  units // what a new post adds to a sync, the wall's rebuild included
	wall     units // one read of a wall, the key's look-up included
	events   units // what one visitor did, counted by itself
	syncCPU  time.Duration
}

const (
	postsPerFeed = 50
	directory    = 500 // tenants that are listed when the dispatcher's share is measured
	repeats      = 20
)

func measure(ctx context.Context, db *dynamodb.Client) (m measured, err error) {
	b, err := newBench(ctx, db)
	if err != nil {
		return m, err
	}
	for _, step := range []func(context.Context, *measured) error{b.dispatch, b.syncs, b.visit} {
		if err := step(ctx, &m); err != nil {
			return m, err
		}
	}
	return m, nil
}

// bench is a tenant whose feeds are asked every tick.
type bench struct {
	meter    *meter
	registry *dynamo.Registry
	table    *dynamo.TenantTable
	tenant   wall.Tenant
	key      wall.Secret
	networks map[wall.Network]feedsync.Network
	posts    map[wall.Network]int
	growing  bool // Instagram has a new post every tick
	tick     int64
}

func newBench(ctx context.Context, db *dynamodb.Client) (*bench, error) {
	if err := dynamo.EnsureRegistry(ctx, db, "registry"); err != nil {
		return nil, err
	}
	b := &bench{meter: &meter{}, posts: map[wall.Network]int{}, networks: map[wall.Network]feedsync.Network{}, tick: wall.TickAt(time.Now()), key: auth.NewKey()}
	counted := dynamodb.New(db.Options(), b.meter.watch)
	b.registry = dynamo.NewRegistry(counted, "registry")
	b.tenant = wall.Tenant{
		ID: wall.NewTenantID(), Name: "Bench", Domain: "bench.example", AllowedDomains: []string{"bench.example"},
		Table: "tenant_bench", Plan: wall.Business, Status: wall.Active, KeyHash: auth.HashKey(b.key), CreatedAt: time.Now(),
	}
	if _, err := b.registry.CreateTenant(ctx, b.tenant, wall.Owner{Email: "owner@bench.example"}, ""); err != nil {
		return nil, err
	}
	if err := (dynamo.Provisioner{Client: db}).CreateTable(ctx, b.tenant.Ref()); err != nil {
		return nil, err
	}
	var err error
	if b.table, err = dynamo.NewTables(dynamo.OneClient{Client: counted}).Open(ctx, b.tenant.Ref()); err != nil {
		return nil, err
	}
	if _, err := b.table.SetUp(ctx, b.tenant, b.key); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *bench) addFeed(ctx context.Context, n wall.Network) error {
	query := wall.Query{Hashtags: []string{"bench"}}
	if n == wall.Facebook {
		query = wall.Query{PageID: "bench"}
	}
	feed, err := wall.NewFeed("", n, query, time.Now())
	if err != nil {
		return err
	}
	b.posts[n] = postsPerFeed
	b.networks[n] = network{n, b.posts}
	return b.table.AddFeed(ctx, feed, wall.Unlimited)
}

func (b *bench) dispatch(ctx context.Context, m *measured) error {
	for i := range directory {
		id := wall.NewTenantID()
		other := b.tenant
		other.ID, other.Table, other.KeyHash = id, fmt.Sprintf("tenant_restaurant_%d_example", i), ""
		if _, err := b.registry.CreateTenant(ctx, other, wall.Owner{Email: "owner@bench.example"}, ""); err != nil {
			return err
		}
	}
	b.meter.read()
	listed := 0
	for _, err := range b.registry.Tenants(ctx) {
		if err != nil {
			return err
		}
		listed++
	}
	m.dispatch = b.meter.read().over(float64(listed))
	return nil
}

// sync does a tick's sync of the tenant, with the fetcher's own limits and shared answers.
func (b *bench) sync(ctx context.Context) error {
	b.tick++
	syncer := feedsync.Syncer{
		Open: func(context.Context, wall.TableRef) (feedsync.Store, error) { return b.table, nil },
		Refresher: feedsync.Refresher{
			Networks: b.networks, Shared: shared{}, Sources: b.registry,
			Budget: budget.NewKeeper(b.registry, budget.Limits{MetaHourlyCalls: 1e9, TwitterMonthlyUSD: 1e9, GoogleDailyCalls: 1e9}),
		},
		Health: b.registry, Clock: func() time.Time { return wall.TickTime(b.tick).Add(time.Minute) },
	}
	return syncer.Sync(ctx, wall.SyncMessage{Ref: b.tenant.Ref(), Tick: b.tick})
}

// syncs counts those with no feed due, with one, with three, and those that find a new post.
func (b *bench) syncs(ctx context.Context, m *measured) error {
	idle, err := b.several(ctx)
	if err != nil {
		return err
	}
	var one, three, fresh units
	for _, n := range []wall.Network{wall.Instagram, wall.Twitter, wall.Facebook} {
		if err := b.addFeed(ctx, n); err != nil {
			return err
		}
		began := cpu()
		if three, err = b.several(ctx); err != nil {
			return err
		}
		m.syncCPU = (cpu() - began) / repeats
		if n == wall.Instagram {
			one = three
		}
	}
	b.growing = true
	if fresh, err = b.several(ctx); err != nil {
		return err
	}
	m.idle, m.call, m.newPost = idle, three.minus(one).over(2), fresh.minus(three)
	m.asked = one.minus(m.call)
	return nil
}

// several does syncs and answers what one takes. The first brings the feeds' posts, and does not count.
func (b *bench) several(ctx context.Context) (units, error) {
	for i := range repeats + 1 {
		if i == 1 {
			b.meter.read()
		}
		if b.growing {
			b.posts[wall.Instagram]++
		}
		if err := b.sync(ctx); err != nil {
			return units{}, err
		}
	}
	return b.meter.read().over(repeats), nil
}

// visit is one visitor: the wall, and what was seen of it.
func (b *bench) visit(ctx context.Context, m *measured) error {
	b.meter.read()
	if _, err := auth.Widget(ctx, b.registry, b.key, time.Now()); err != nil {
		return err
	}
	if _, err := b.table.Snapshot(ctx); err != nil {
		return err
	}
	m.wall = b.meter.read()
	counter := analytics.Counter{
		Open:  func(context.Context, wall.TableRef) (analytics.Store, error) { return b.table, nil },
		Clock: time.Now,
	}
	for i := range repeats {
		post := wall.PostID(wall.Instagram, fmt.Sprint(i))
		if err := counter.Count(ctx, []wall.EventsMessage{{
			ID: fmt.Sprint("visit", i), Ref: b.tenant.Ref(), Day: wall.DayOf(time.Now()), Views: 1,
			Posts: map[string]wall.PostCounts{post: {Impressions: 1}},
		}}); err != nil {
			return err
		}
	}
	m.events = b.meter.read().over(repeats)
	return nil
}

// cpu is the time that this process has computed.
func cpu() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// network answers so many posts of a usual size, the newest last.
type network struct {
	name  wall.Network
	posts map[wall.Network]int
}

func (n network) Fetch(context.Context, wall.FetchRequest) (wall.FetchResult, error) {
	var r wall.FetchResult
	for i := n.posts[n.name] - postsPerFeed; i < n.posts[n.name]; i++ {
		r.Posts = append(r.Posts, wall.Post{
			ID: wall.PostID(n.name, fmt.Sprint(i)), Network: n.name, Author: wall.Author{Name: "Bistro du Marché"},
			Text:        fmt.Sprintf("Post %d: une assiette de saison, le sourire de la salle et la terrasse au soleil. #bench", i),
			URL:         fmt.Sprintf("https://www.example.com/p/%d/", i),
			PublishedAt: time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC),
			Media:       []wall.Media{{Kind: wall.Image, URL: fmt.Sprintf("https://cdn.example/%d.jpg", i), Width: 1080, Height: 1350}},
		})
	}
	return r, nil
}

type shared struct{}

func (shared) Pool(context.Context, wall.Network) ([]wall.Credential, error) {
	return []wall.Credential{{AccessToken: "bench", UserID: "1", BearerToken: "bench"}}, nil
}
func (shared) Refresh(context.Context) error { return nil }
