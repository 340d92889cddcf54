package feedsync_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/snapshot"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// platform is one tenant on a real engine, with networks that the test speaks for.
type platform struct {
	*testing.T
	now      time.Time
	tenant   wall.Tenant
	registry *dynamo.Registry
	table    *dynamo.TenantTable // as people change it: not counted
	counted  *dynamo.Tables      // as syncs open it
	calls    *calls              // of the tenant's table
	db       *dynamodb.Client
	asked    *calls // of the registry
	budget   feedsync.Budget
	upstream map[wall.Network]*upstream
	shared   *sharedCredentials
}

func newPlatform(t *testing.T) *platform {
	t.Helper()
	db := enginetest.DynamoDB(t)
	registryName := enginetest.Name("registry")
	must(t, dynamo.EnsureRegistry(t.Context(), db, registryName))
	p := &platform{
		T: t, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
		db: db, asked: &calls{limit: -1}, budget: noBudget{},
		upstream: map[wall.Network]*upstream{}, shared: &sharedCredentials{},
	}
	p.registry = dynamo.NewRegistry(dynamodb.New(db.Options(), p.asked.watch), registryName)
	for _, n := range wall.Networks() {
		p.upstream[n] = &upstream{network: n}
		p.upstream[n].answer(nil, nil)
	}
	return p.neighbour()
}

// neighbour is another tenant of the same platform.
func (p *platform) neighbour() *platform {
	p.Helper()
	q := *p
	q.calls = &calls{limit: -1}
	q.tenant = wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant")}
	must(p.T, dynamo.Provisioner{Client: p.db}.CreateTable(p.Context(), q.tenant.Ref()))
	q.table = open(p.T, p.db, q.tenant.Ref())
	q.counted = dynamo.NewTables(dynamo.OneClient{Client: dynamodb.New(p.db.Options(), q.calls.watch)})
	_, err := q.table.SetUp(p.Context(), q.tenant, "hmt_key")
	must(p.T, err)
	return &q
}

func open(t *testing.T, db *dynamodb.Client, ref wall.TableRef) *dynamo.TenantTable {
	t.Helper()
	table, err := dynamo.NewTables(dynamo.OneClient{Client: db}).Open(t.Context(), ref)
	must(t, err)
	return table
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p *platform) syncer() feedsync.Syncer {
	networks := map[wall.Network]feedsync.Network{}
	for n, u := range p.upstream {
		networks[n] = u
	}
	return feedsync.Syncer{
		Open: func(ctx context.Context, ref wall.TableRef) (feedsync.Store, error) {
			return p.counted.Open(ctx, ref)
		},
		Refresher: feedsync.Refresher{Networks: networks, Shared: p.shared, Own: p.shared, Budget: p.budget, Sources: p.registry},
		Health:    p.registry, Clock: func() time.Time { return p.now },
	}
}

func (p *platform) sync(tick int64) {
	p.Helper()
	must(p.T, p.syncer().Sync(p.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tick: tick}))
}

func (p *platform) syncNow() {
	p.Helper()
	must(p.T, p.syncer().Sync(p.Context(), wall.SyncNow(p.tenant.Ref())))
}

// requestRefresh makes all feeds due at once, as people ask for it.
func (p *platform) requestRefresh() {
	p.Helper()
	for _, f := range p.load().Feeds {
		must(p.T, p.table.RequestRefresh(p.Context(), f.ID))
	}
}

func (p *platform) load() wall.SyncData {
	p.Helper()
	data, err := p.table.LoadSync(p.Context())
	must(p.T, err)
	return data
}

func (p *platform) post(id string) wall.Post {
	p.Helper()
	for _, n := range wall.Networks() {
		found, err := p.table.Posts(p.Context(), []string{wall.PostID(n, id)})
		must(p.T, err)
		for _, post := range found {
			return post
		}
	}
	p.Fatalf("there is no post %s", id)
	return wall.Post{}
}

func (p *platform) addFeed(n wall.Network) wall.Feed {
	p.Helper()
	return p.addFeedOf(n, false)
}

func (p *platform) addFeedOf(n wall.Network, own bool) wall.Feed {
	p.Helper()
	query := map[wall.Network]wall.Query{
		wall.Instagram: {Hashtags: []string{"lyon"}}, wall.Twitter: {Hashtags: []string{"lyon"}},
		wall.Facebook: {PageID: "bongout"}, wall.Google: {PlaceID: "ChIJbongout"},
	}[n]
	f, err := wall.NewFeed("", n, query, p.now)
	must(p.T, err)
	if own {
		f.SealedCredential = []byte("sealed")
	}
	must(p.T, p.table.AddFeed(p.Context(), f, wall.Unlimited))
	return f
}

func (p *platform) removeFeed(f wall.Feed) {
	p.Helper()
	must(p.T, p.table.RemoveFeed(p.Context(), f))
	must(p.T, feedsync.Rebuild(p.Context(), p.table, p.tenant.ID, p.now))
}

// wantWall compares what visitors get with the posts' numbers.
func (p *platform) wantWall(want string) {
	p.Helper()
	if got := strings.Join(p.wall(), " "); got != want {
		p.Errorf("the wall shows %q, want %q", got, want)
	}
}

// wall is what visitors get: the posts' numbers.
func (p *platform) wall() []string {
	p.Helper()
	s, err := p.table.Snapshot(p.Context())
	must(p.T, err)
	page, err := snapshot.First(p.tenant.ID, s, wall.MaxLimit, p.now)
	must(p.T, err)
	var answer struct{ Posts []struct{ ID string } }
	must(p.T, json.Unmarshal(page.Body, &answer))
	var ids []string
	for _, post := range answer.Posts {
		_, id, _ := strings.Cut(post.ID, ":")
		ids = append(ids, id)
	}
	return ids
}

// posts are posts number from to to, each a minute newer than the one before.
func posts(from, to int) []wall.Post {
	var list []wall.Post
	for i := from; i <= to; i++ {
		list = append(list, wall.Post{
			ID: fmt.Sprint(i), Text: fmt.Sprintf("post %d", i),
			PublishedAt: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute),
		})
	}
	return list
}

// upstream is a network for which the test speaks.
type upstream struct {
	network wall.Network
	mu      sync.Mutex
	fetch   func(wall.FetchRequest) (wall.FetchResult, error)
	n       int
}

func (u *upstream) answer(list []wall.Post, err error) {
	u.respond(wall.FetchResult{Posts: list}, err)
}

func (u *upstream) respond(r wall.FetchResult, err error) {
	u.fetch = func(wall.FetchRequest) (wall.FetchResult, error) { return r, err }
}

func (u *upstream) asked() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.n
}

func (u *upstream) Fetch(_ context.Context, r wall.FetchRequest) (wall.FetchResult, error) {
	u.mu.Lock()
	u.n++
	fetch := u.fetch
	u.mu.Unlock()
	result, err := fetch(r)
	list := append([]wall.Post{}, result.Posts...)
	for i, p := range list {
		list[i].ID, list[i].Network = wall.PostID(u.network, p.ID), u.network
	}
	result.Posts = list
	return result, err
}

type sharedCredentials struct {
	mu            sync.Mutex
	current, next wall.Credential
}

func (s *sharedCredentials) Pool(context.Context, wall.Network) ([]wall.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return []wall.Credential{s.current}, nil
}

// Open answers the same for every tenant's own credential.
func (s *sharedCredentials) Open(context.Context, wall.TableRef, []byte) (wall.Credential, error) {
	return wall.Credential{AccessToken: "own", BearerToken: "own", UserID: "own"}, nil
}

func (s *sharedCredentials) Refresh(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = s.next
	return nil
}

// noBudget grants everything: budgets have their own tests.
type noBudget struct{}

func (noBudget) Reserve(_ context.Context, r budget.Request) (budget.Grant, error) {
	return budget.Grant{Limit: r.Limit}, nil
}
func (noBudget) Pick(context.Context, []string, []string, time.Time) (int, error) { return 0, nil }
func (noBudget) Settle(context.Context, budget.Grant, int) error                  { return nil }
func (noBudget) Note(context.Context, budget.Grant, wall.Token) error             { return nil }

var errKilled = errors.New("the process was killed")

// calls watches a client: it counts its requests, runs something before one of
// them, and can cut it off after a number of writes as a kill would.
type calls struct {
	mu    sync.Mutex
	done  []string
	limit int // writes that still pass; -1 for all
	hooks map[string]func()
	every func(n int) // told of each request, by its number
}

func (c *calls) watch(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("watch", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			name := middleware.GetOperationName(ctx)
			if err := c.note(name); err != nil {
				return middleware.InitializeOutput{}, middleware.Metadata{}, err
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
	})
}

func (c *calls) note(name string) error {
	c.mu.Lock()
	hook := c.hooks[name]
	delete(c.hooks, name)
	killed := isWrite(name) && c.limit == 0
	if isWrite(name) && c.limit > 0 {
		c.limit--
	}
	n, every := len(c.done), c.every
	if !killed {
		c.done = append(c.done, name)
	}
	c.mu.Unlock()
	if killed {
		return errKilled
	}
	if hook != nil {
		hook()
	}
	if every != nil {
		every(n)
	}
	return nil
}

func isWrite(name string) bool {
	return strings.HasPrefix(name, "Put") || strings.HasPrefix(name, "Update") || strings.HasPrefix(name, "Transact")
}

func (c *calls) before(name string, hook func()) { c.hooks = map[string]func(){name: hook} }

// beforeRequest runs something before one request, and tells whether it came.
func (c *calls) beforeRequest(n int, hook func()) (came func() bool) {
	ran := false
	c.every = func(i int) {
		if i == n {
			ran = true
			hook()
		}
	}
	return func() bool { return ran }
}

func (c *calls) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done = nil
}

func (c *calls) names() []string { return c.done }

func (c *calls) count() (reads, writes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range c.done {
		if isWrite(name) {
			writes++
		} else {
			reads++
		}
	}
	return reads, writes
}
