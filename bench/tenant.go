package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// tenant is a wall of so many posts that one feed brought.
type tenant struct {
	wall.Tenant
	table  *dynamo.TenantTable
	engine string // where it is
}

// startTenant starts an engine, with a tenant's table in it.
func startTenant(ctx context.Context, posts int) (*dynamodb.Client, tenant, func(), error) {
	db, stop, err := startDynamoDB(ctx)
	if err != nil {
		return nil, tenant{}, nil, err
	}
	t, err := newTenant(ctx, db, posts)
	if err != nil {
		stop()
	}
	return db, t, stop, err
}

func newTenant(ctx context.Context, db *dynamodb.Client, posts int) (tenant, error) {
	t := tenant{
		Tenant: wall.Tenant{ID: wall.NewTenantID(), Table: name("tenant"), Status: wall.Active},
		engine: *db.Options().BaseEndpoint,
	}
	if err := (dynamo.Provisioner{Client: db}).CreateTable(ctx, t.Ref()); err != nil {
		return tenant{}, err
	}
	var err error
	if t.table, err = dynamo.NewTables(dynamo.OneClient{Client: db}).Open(ctx, t.Ref()); err != nil {
		return tenant{}, err
	}
	if _, err = t.table.SetUp(ctx, t.Tenant, "hmt_bench"); err != nil {
		return tenant{}, err
	}
	feed, err := wall.NewFeed("", wall.Instagram, wall.Query{Hashtags: []string{"bench"}}, time.Now())
	if err != nil {
		return tenant{}, err
	}
	if err := t.table.AddFeed(ctx, feed, wall.Unlimited); err != nil {
		return tenant{}, err
	}
	return t, t.sync(ctx, t.table, posts, 1)
}

// sync runs one tick against a network that answers the same posts each time.
func (t tenant) sync(ctx context.Context, table feedsync.Store, posts int, tick int64) error {
	syncer := feedsync.Syncer{
		Open:      func(context.Context, wall.TableRef) (feedsync.Store, error) { return table, nil },
		Refresher: feedsync.Refresher{Networks: map[wall.Network]feedsync.Network{wall.Instagram: network(posts)}, Shared: shared{}, Budget: unlimited{}},
		Health:    noHealth{}, Clock: time.Now,
	}
	return syncer.Sync(ctx, wall.SyncMessage{Ref: t.Ref(), Tick: tick})
}

// network answers so many posts.
type network int

func (n network) Fetch(context.Context, wall.FetchRequest) (wall.FetchResult, error) {
	var r wall.FetchResult
	for i := range int(n) {
		r.Posts = append(r.Posts, wall.Post{
			ID: wall.PostID(wall.Instagram, fmt.Sprint(i)), Network: wall.Instagram,
			Text:        fmt.Sprintf("Post %d: une assiette de saison, le sourire de la salle et la terrasse au soleil. #bench", i),
			URL:         fmt.Sprintf("https://www.instagram.com/p/%d/", i),
			PublishedAt: time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC),
			Media:       []wall.Media{{Kind: wall.Image, URL: fmt.Sprintf("https://cdn.example/%d.jpg", i), Width: 1080, Height: 1350}},
		})
	}
	return r, nil
}

type shared struct{}

func (shared) Pool(context.Context, wall.Network) ([]wall.Credential, error) {
	return []wall.Credential{{}}, nil
}
func (shared) Refresh(context.Context) error { return nil }

// unlimited leaves the budget out of what is measured.
type unlimited struct{}

func (unlimited) Reserve(_ context.Context, r budget.Request) (budget.Grant, error) {
	return budget.Grant{Limit: r.Limit}, nil
}
func (unlimited) Pick(context.Context, []string, []string, time.Time) (int, error) { return 0, nil }
func (unlimited) Settle(context.Context, budget.Grant, int) error                  { return nil }
func (unlimited) Note(context.Context, budget.Grant, wall.Token) error             { return nil }

type noHealth struct{}

func (noHealth) SetHealth(context.Context, string, map[string]wall.FeedError) error { return nil }
