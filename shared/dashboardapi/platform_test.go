package dashboardapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go/middleware"

	"github.com/hashmytag/hashmytag/local/identity"
	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dashboardapi"
	"github.com/hashmytag/hashmytag/shared/direct"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/media"
	"github.com/hashmytag/hashmytag/shared/moderation"
	"github.com/hashmytag/hashmytag/shared/notices"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/operator"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/settings"
	"github.com/hashmytag/hashmytag/shared/team"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// platform is the API behind API Gateway, on real engines.
type platform struct {
	*testing.T
	handler  http.Handler
	people   *issuer
	registry *dynamo.Registry
	tables   *dynamo.Tables
	register onboarding.Registrar
	make     onboarding.Provisioner
	life     onboarding.Lifecycle
	syncing  string // the queue of syncs
	dead     string // where they go when they failed too often

	mu     sync.Mutex
	now    time.Time
	emails map[string]string // by subject
	tokens map[string]string // too

	mailbox mailbox
	traffic traffic

	meanwhile func() // happens while a network is asked; nil for nothing
}

// mailbox keeps what is sent, by address.
type mailbox struct{ sync.Map }

func (m *mailbox) Send(_ context.Context, mail wall.Mail) error {
	m.Store(mail.To, mail)
	return nil
}

// notifying hands messages to the notifier without a queue.
type notifying struct{ *platform }

func (n notifying) SendNotice(ctx context.Context, m wall.NoticeMessage) error {
	return notices.Notifier{Registry: n.registry, Mailer: &n.mailbox, Site: "https://hashmytag.example", Clock: n.clock}.Notify(ctx, m)
}

// traffic watches the requests to tenants' tables.
type traffic struct {
	writes  atomic.Int32
	clashes atomic.Int32 // transactions to come that meet another one, as DynamoDB says it; an engine on one machine has none
}

func (c *traffic) watch(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("watch", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			switch middleware.GetOperationName(ctx) {
			case "TransactWriteItems":
				if c.clashes.Add(-1) >= 0 {
					clash := "TransactionConflict"
					return middleware.InitializeOutput{}, middleware.Metadata{}, &types.TransactionCanceledException{
						CancellationReasons: []types.CancellationReason{{Code: &clash}},
					}
				}
				c.writes.Add(1)
			case "PutItem", "UpdateItem", "DeleteItem":
				c.writes.Add(1)
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
	})
}

func newPlatform(t *testing.T) *platform {
	t.Helper()
	db, messages := enginetest.DynamoDB(t), enginetest.SQS(t)
	table := enginetest.Name("registry")
	must(t, dynamo.EnsureRegistry(t.Context(), db, table))
	p := &platform{
		T: t, registry: dynamo.NewRegistry(db, table),
		now: time.Now().Truncate(time.Second), emails: map[string]string{}, tokens: map[string]string{},
	}
	p.tables = dynamo.NewTables(dynamo.OneClient{Client: dynamodb.New(db.Options(), p.traffic.watch)})
	p.people = newIssuer(t, p.emailOf)
	p.life = onboarding.Lifecycle{Registry: p.registry, Clock: p.clock, Open: opener[onboarding.Table](p)}
	p.make = onboarding.Provisioner{Registry: p.registry, Tables: dynamo.Provisioner{Client: db}, Open: opener[onboarding.Table](p)}
	provisions, syncing := newQueue(t, messages), newQueue(t, messages)
	p.register = onboarding.Registrar{
		Registry: p.registry, Provisions: queue.NewProvisions(messages, provisions),
		TablePrefix: enginetest.Name("tenant") + "_", Clock: p.clock,
	}
	syncs := queue.NewSyncs(messages, syncing)
	p.syncing = syncing
	members := team.Manager{
		Registry: p.registry, Counter: p.registry, Notices: notifying{p}, Open: opener[wall.AuditStore](p), Clock: p.clock,
	}
	p.dead = newQueue(t, messages)
	p.open(dashboardapi.API{
		Registry: p.registry, Team: members,
		Access:    auth.Access{Registry: p.registry, Invitations: members, People: auth.NewUserInfo(identity.UserInfo(p.people.URL))},
		Registrar: p.register,
		Operator: operator.Operator{
			Registry: p.registry, Lifecycle: p.life,
			Feeds: feeds.Manager{
				Open: opener[feeds.Store](p), Queue: syncs, Sealer: sealed{}, Clock: p.clock, Networks: askable{p}, Counter: p.registry,
			},
			Queues: []operator.Queue{
				{Name: "sync", Messages: queue.NewDeadLetters(messages, p.dead, syncing)},
				{Name: "provision", Messages: queue.NewDeadLetters(messages, newQueue(t, messages), provisions)},
			},
		},
		Moderator: moderation.Moderator{Open: opener[moderation.Store](p), Clock: p.clock},
		Uploader:  media.Uploader{Store: p.bucket(), Counter: p.registry, Open: opener[wall.AuditStore](p), Clock: p.clock},
		Writer:    direct.Writer{Open: opener[direct.Store](p), Clock: p.clock},
		Settings:  settings.Keeper{Open: opener[settings.Store](p), Queue: syncs, Clock: p.clock},
		Counts:    opener[analytics.Store](p),
		Audit:     audit.Log{Open: opener[wall.AuditStore](p), Clock: p.clock},
		Site:      "https://hashmytag.example", Clock: p.clock,
	}, queue.NewEvents(messages, newQueue(t, messages)))
	return p
}

// within is the platform in a test of its own.
func (p *platform) within(t *testing.T) *platform {
	return &platform{T: t, handler: p.handler, people: p.people, tokens: map[string]string{}}
}

// opener opens tenants' tables as one use case sees them.
func opener[S any](p *platform) func(context.Context, wall.TableRef) (S, error) {
	return func(ctx context.Context, ref wall.TableRef) (S, error) {
		table, err := p.tables.Open(ctx, ref)
		return any(table).(S), err
	}
}

func newQueue(t *testing.T, client *sqs.Client) string {
	t.Helper()
	name := enginetest.Name("queue")
	made, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name})
	must(t, err)
	return *made.QueueUrl
}

func (p *platform) bucket() *objects.Bucket {
	p.Helper()
	client, name := enginetest.S3(p.T), strings.ReplaceAll(enginetest.Name("media"), "_", "-")
	_, err := client.CreateBucket(p.Context(), &s3.CreateBucketInput{Bucket: &name})
	must(p.T, err)
	return objects.NewBucket(client, name)
}

// askable stands for the networks, which have tests of their own. It refuses one token.
type askable struct{ *platform }

func (a askable) Preview(_ context.Context, f wall.Feed, own *wall.Credential, limit int, now time.Time) (wall.FetchResult, error) {
	if a.meanwhile != nil {
		a.meanwhile()
	}
	if own != nil && own.BearerToken == "refused" {
		return wall.FetchResult{}, &wall.UpstreamError{Class: wall.ClassAuth, Message: "the token is refused"}
	}
	var posts []wall.Post
	for i := range limit {
		posts = append(posts, wall.Post{
			ID: wall.PostID(f.Network, fmt.Sprint(i)), Network: f.Network, Text: f.Query.String(), PublishedAt: now.Add(time.Duration(i)),
		})
	}
	return wall.FetchResult{Posts: posts}, nil
}

func (a askable) Inspect(_ context.Context, f wall.Feed, own wall.Credential, now time.Time) (wall.Inspection, error) {
	return wall.Inspection{Token: wall.Token{
		Account: "@" + string(f.Network), AccountID: own.UserID, ExpiresAt: now.Add(60 * 24 * time.Hour), Renewable: true, CheckedAt: now,
	}}, nil
}

// sealed stands for encryption, which has tests of its own.
type sealed struct{}

func (sealed) Seal(context.Context, wall.TableRef, wall.Credential) ([]byte, error) {
	return []byte("sealed"), nil
}

func (p *platform) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *platform) pass(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

func (p *platform) emailOf(subject string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.emails[subject]
}

// token is a user's access token.
func (p *platform) token(user string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tokens[user] == "" {
		p.tokens[user] = p.people.sign(p.T, user, nil)
	}
	return p.tokens[user]
}

// user is somebody who has signed in.
func (p *platform) user(name string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.emails[name] = name + "@example.com"
	return name
}

// tenant makes an active tenant with an owner, an editor and a viewer, who are
// called after their role and the tenant.
func (p *platform) tenant(name string, plan wall.Plan) wall.Tenant {
	p.Helper()
	owner := p.user("owner-" + name)
	t, err := p.register.Register(p.Context(), onboarding.Registration{
		Name: name, Domain: name + ".example", Plan: plan, Owner: wall.Owner{Subject: owner, Email: owner + "@example.com"},
	})
	must(p.T, err)
	must(p.T, p.make.Provision(p.Context(), t.ID))
	for _, role := range []wall.Role{wall.RoleEditor, wall.RoleViewer} {
		p.invite(t, p.user(string(role)+"-"+name)+"@example.com", role)
	}
	t, err = p.registry.Tenant(p.Context(), t.ID)
	must(p.T, err)
	return t
}

func (p *platform) invite(t wall.Tenant, email string, role wall.Role) {
	p.Helper()
	must(p.T, p.registry.Invite(p.Context(), wall.Invitation{}, wall.Invitation{TenantID: t.ID, Email: email, Role: role, SentAt: p.clock()}))
}

// posts stores posts as a sync of a feed would have.
func (p *platform) posts(t wall.Tenant, posts ...wall.Post) {
	p.Helper()
	table, err := p.tables.Open(p.Context(), t.Ref())
	must(p.T, err)
	data, err := table.LoadSync(p.Context())
	must(p.T, err)
	var changes []wall.PostChange
	for _, post := range posts {
		changes = append(changes, wall.PostChange{Post: post})
	}
	must(p.T, table.SaveChanges(p.Context(), data.State, changes))
}

// onWall lists the ids that visitors see.
func (p *platform) onWall(t wall.Tenant) []string {
	p.Helper()
	table, err := p.tables.Open(p.Context(), t.Ref())
	must(p.T, err)
	data, err := table.LoadSync(p.Context())
	must(p.T, err)
	if data.State.NeedsRebuild(p.clock()) {
		p.Errorf("the wall was not rebuilt: %+v", data.State)
	}
	posts, err := table.ListWall(p.Context(), "", wall.MaxLimit, func(post wall.Post) bool { return data.Shows(post, p.clock()) })
	must(p.T, err)
	ids := []string{}
	for _, post := range posts {
		ids = append(ids, post.ID)
	}
	return ids
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
