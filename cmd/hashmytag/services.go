package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/archive"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/operator"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/site"
	"github.com/hashmytag/hashmytag/shared/team"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// services are the use cases, bound to one platform.
type services struct {
	operator.Operator
	registrar onboarding.Registrar
	counts    func(context.Context, wall.TableRef) (analytics.Store, error)
	team      team.Manager
	audit     audit.Log
	archives  archive.Keeper
	letters   []letters
	tick      func(context.Context) (string, error) // begins the next tick and tells what it did
	address   string                                // where the widget's script is
	site      siteBucket
}

// letters are the dead letters of one queue.
type letters struct {
	name string
	*queue.DeadLetters
}

// deployment is a platform that runs: what its stack tells of itself, and how
// its services are reached.
type deployment struct {
	outputs map[string]string
	config  func(service string) aws.Config
	sealer  feeds.Sealer
	tick    func(context.Context) (string, error) // nil: over the queue
}

// bind gives the use cases of a deployment. Tenants' tables are opened with the
// operator's own rights: the scoped roles trust the functions alone.
func (d deployment) bind() (services, error) {
	if err := d.check(); err != nil {
		return services{}, err
	}
	cell, err := d.cell()
	if err != nil {
		return services{}, err
	}
	retention, err := d.retention()
	if err != nil {
		return services{}, err
	}
	rooms, err := onboarding.ParseRooms(d.outputs["TenantCells"])
	if err != nil {
		return services{}, fmt.Errorf("the stack's output TenantCells: %w", err)
	}
	db, messages := dynamodb.NewFromConfig(d.config("dynamodb")), sqs.NewFromConfig(d.config("sqs"))
	registry := dynamo.NewRegistry(db, d.outputs["RegistryTable"])
	tables := dynamo.NewTables(cellClients{home: cell, client: db})
	syncs := queue.NewSyncs(messages, d.outputs["SyncQueueUrl"])
	provisions := queue.NewProvisions(messages, d.outputs["ProvisionQueueUrl"])
	s := services{
		Operator: operator.Operator{
			Registry: registry,
			Lifecycle: onboarding.Lifecycle{
				Registry: registry, Clock: time.Now, Retention: retention,
				Open: func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) { return tables.Open(ctx, ref) },
			},
			Feeds: feeds.Manager{
				Open:  func(ctx context.Context, ref wall.TableRef) (feeds.Store, error) { return tables.Open(ctx, ref) },
				Queue: syncs, Sealer: d.sealer, Clock: time.Now, Room: budget.Room{Ledgers: registry, Sources: registry},
			},
		},
		registrar: onboarding.Registrar{
			Registry: registry, Provisions: provisions, TablePrefix: d.outputs["TenantTablePrefix"], Cell: cell, Rooms: rooms, Clock: time.Now,
		},
		counts: func(ctx context.Context, ref wall.TableRef) (analytics.Store, error) { return tables.Open(ctx, ref) },
		team: team.Manager{
			Registry: registry, Counter: registry, Open: openAudit(tables), Clock: time.Now,
			Notices: queue.NewNotices(messages, d.outputs["NoticesQueueUrl"]),
		},
		audit: audit.Log{Open: openAudit(tables), Clock: time.Now},
		archives: archive.Keeper{
			Open:  func(ctx context.Context, ref wall.TableRef) (archive.Store, error) { return tables.Open(ctx, ref) },
			Clock: time.Now,
		},
		letters: []letters{
			{"sync", queue.NewDeadLetters(messages, d.outputs["SyncDeadLettersUrl"], d.outputs["SyncQueueUrl"])},
			{"provision", queue.NewDeadLetters(messages, d.outputs["ProvisionDeadLettersUrl"], d.outputs["ProvisionQueueUrl"])},
			{"events", queue.NewDeadLetters(messages, d.outputs["EventsDeadLettersUrl"], d.outputs["EventsQueueUrl"])},
			{"notices", queue.NewDeadLetters(messages, d.outputs["NoticesDeadLettersUrl"], d.outputs["NoticesQueueUrl"])},
			{"pictures", queue.NewDeadLetters(messages, d.outputs["PictureDeadLettersUrl"], d.outputs["PictureQueueUrl"])},
		},
		tick:    d.tick,
		address: d.outputs["SiteUrl"],
		site: siteBucket{
			Bucket: objects.NewBucket(s3.NewFromConfig(d.config("s3")), d.outputs["SiteBucket"]),
			config: site.Config{Issuer: d.outputs["IdentityIssuer"], ClientID: d.outputs["IdentityClientId"]},
		},
	}
	for _, l := range s.letters {
		s.Queues = append(s.Queues, operator.Queue{Name: l.name, Messages: l})
	}
	if s.tick == nil {
		s.tick = dispatchNext(feedsync.Dispatcher{Directory: registry, Syncs: syncs, Provisions: provisions})
	}
	return s, nil
}

func openAudit(tables *dynamo.Tables) func(context.Context, wall.TableRef) (wall.AuditStore, error) {
	return func(ctx context.Context, ref wall.TableRef) (wall.AuditStore, error) { return tables.Open(ctx, ref) }
}

func neededOutputs() []string {
	return []string{
		"SiteUrl", "RegistryTable", "TenantTablePrefix", "SyncQueueUrl", "SyncDeadLettersUrl",
		"ProvisionQueueUrl", "ProvisionDeadLettersUrl", "EventsQueueUrl", "EventsDeadLettersUrl",
		"NoticesQueueUrl", "NoticesDeadLettersUrl", "PictureQueueUrl", "PictureDeadLettersUrl",
		"TenantWriteRoleArn", "CredentialsKeyArn", "TenantPurgeDays",
		"SiteBucket", "IdentityIssuer", "IdentityClientId",
	}
}

// check names every output that the stack ought to have.
func (d deployment) check() error {
	var missing []string
	for _, name := range neededOutputs() {
		if d.outputs[name] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("the stack has no outputs %s: deploy it again with this version's template.yaml", strings.Join(missing, ", "))
	}
	return nil
}

// cell is the account and region of the deployment, where new tables go.
func (d deployment) cell() (wall.Cell, error) {
	role, err := arn.Parse(d.outputs["TenantWriteRoleArn"])
	if err != nil {
		return wall.Cell{}, fmt.Errorf("the stack's output TenantWriteRoleArn: %w", err)
	}
	return wall.Cell{Account: role.AccountID, Region: d.config("dynamodb").Region}, nil
}

// retention is for how long the deployment's deleted tenants can be restored.
func (d deployment) retention() (time.Duration, error) {
	days, err := strconv.Atoi(d.outputs["TenantPurgeDays"])
	if err != nil {
		return 0, fmt.Errorf("the stack's output TenantPurgeDays: %w", err)
	}
	return time.Duration(days) * onboarding.Day, nil
}

// dispatchNext begins the next tick as the schedule would, only sooner.
func dispatchNext(d feedsync.Dispatcher) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		now := time.Now()
		sent, err := d.Dispatch(ctx, wall.TickAt(now)+1, now)
		return fmt.Sprintf("the next tick was sent to %d tenants", sent), err
	}
}

// tenant finds the tenant that a command names.
func (s services) tenant(ctx context.Context, idOrDomain string) (wall.Tenant, error) {
	t, err := s.Find(ctx, idOrDomain)
	if wall.IsCode(err, wall.Invalid) {
		return t, usagef("TENANT: %q is neither a tenant's id (t_…) nor a domain", idOrDomain)
	}
	return t, err
}
