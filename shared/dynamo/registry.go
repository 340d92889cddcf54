package dynamo

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Registry is the table that the whole platform shares. Its items are:
//
//	pk "T#<tenant>"   sk "tenant"        the tenant
//	                  sk "M#<subject>"   a member
//	                  sk "E#<e-mail>"    an invitation
//	pk "D#<shard>"    sk "<tenant>"      the tenant again, in the directory of all
//	pk "H#<shard>"    sk "<tenant>"      its feeds in error (health.go)
//	pk "N#<table>"    sk "table"         a table's name, reserved for ever
//	pk "K#<hash>"     sk "key"           what a widget key opens
//	pk "R#<request>"  sk "request"       a registration that must not be done twice
//	pk "U#<subject>"  sk "T#<tenant>"    the memberships of a user
//	pk "E#<e-mail>"   sk "T#<tenant>"    the invitations of an address
//	pk "G#admins"     sk "<e-mail>"      a platform admin
//	pk "B#<name>"     sk "counter"       so many of something in a time (budget.go)
//	pk "B#ledgers"    sk "<account>"     what is used of a shared credential's limits
//	pk "B#own:…"      sk "ledger"        and of a tenant's own
//	pk "S#<event>"    sk "E#<e-mail>"    a mail about feeds that was sent to somebody
//	pk "Q#<source>"   sk "source"        a query on a shared credential (source.go)
//	                  sk "posts"         the posts that it found
//	                  sk "verdict"       what a job found of them (watch.go)
//	pk "W#<network>"  sk "<source>"      its posts, for the network's next job
type Registry struct {
	client *dynamodb.Client
	table  string
}

// NewRegistry opens the registry in the table of that name.
func NewRegistry(client *dynamodb.Client, table string) *Registry {
	return &Registry{client, table}
}

// directoryShards spreads the directory, so that reading it is parallel and
// writing it never meets the limits of one partition.
const directoryShards = 16

const (
	tenantKey  = "tenant"
	requestTTL = 24 * time.Hour
)

type registryTenant struct {
	ID             string   `dynamodbav:"id"`
	Name           string   `dynamodbav:"name"`
	Domain         string   `dynamodbav:"domain"`
	AllowedDomains []string `dynamodbav:"allowedDomains"`
	Locale         string   `dynamodbav:"locale"`
	Plan           string   `dynamodbav:"plan"`
	Status         string   `dynamodbav:"status"`
	Table          string   `dynamodbav:"table"`
	Account        string   `dynamodbav:"account,omitempty"`
	Region         string   `dynamodbav:"region,omitempty"`
	Event          bool     `dynamodbav:"event,omitempty"`
	CreatedAt      int64    `dynamodbav:"createdAt"`
	KeyHash        string   `dynamodbav:"keyHash,omitempty"`
	PreviousKeys   []oldKey `dynamodbav:"previousKeys,omitempty"`
	Rev            int64    `dynamodbav:"rev"`
	DeletedAt      int64    `dynamodbav:"deletedAt,omitempty"`
	PurgeAt        int64    `dynamodbav:"purgeAt,omitempty"`
	Purging        bool     `dynamodbav:"purging,omitempty"`
}

type oldKey struct {
	Hash  string `dynamodbav:"hash"`
	Until int64  `dynamodbav:"until"`
}

func encodeTenant(t wall.Tenant) registryTenant {
	out := registryTenant{
		ID: t.ID, Name: t.Name, Domain: t.Domain, AllowedDomains: t.AllowedDomains, Locale: t.Locale,
		Plan: string(t.Plan), Status: string(t.Status), Table: t.Table,
		Account: t.Cell.Account, Region: t.Cell.Region, Event: t.Event, CreatedAt: seconds(t.CreatedAt),
		KeyHash: t.KeyHash, Rev: t.Rev, DeletedAt: seconds(t.DeletedAt), PurgeAt: seconds(t.PurgeAt), Purging: t.Purging,
	}
	for _, k := range t.PreviousKeys {
		out.PreviousKeys = append(out.PreviousKeys, oldKey{k.Hash, seconds(k.Until)})
	}
	return out
}

func decodeTenant(it item) (wall.Tenant, error) {
	var in registryTenant
	if err := unmarshal(it, &in); err != nil {
		return wall.Tenant{}, err
	}
	t := wall.Tenant{
		ID: in.ID, Name: in.Name, Domain: in.Domain, AllowedDomains: in.AllowedDomains, Locale: in.Locale,
		Plan: wall.Plan(in.Plan), Status: wall.TenantStatus(in.Status), Table: in.Table,
		Cell: wall.Cell{Account: in.Account, Region: in.Region}, Event: in.Event, CreatedAt: fromSeconds(in.CreatedAt),
		KeyHash: in.KeyHash, Rev: in.Rev, DeletedAt: fromSeconds(in.DeletedAt), PurgeAt: fromSeconds(in.PurgeAt), Purging: in.Purging,
	}
	for _, k := range in.PreviousKeys {
		t.PreviousKeys = append(t.PreviousKeys, wall.OldKey{Hash: k.Hash, Until: fromSeconds(k.Until)})
	}
	return t, nil
}

// Tenant reads a tenant. NotFound when there is none of that id.
func (r *Registry) Tenant(ctx context.Context, id string) (wall.Tenant, error) {
	it, err := r.get(ctx, "T#"+id, tenantKey)
	if err != nil {
		return wall.Tenant{}, err
	}
	if it == nil {
		return wall.Tenant{}, wall.Errorf(wall.NotFound, "there is no tenant %s", id)
	}
	return decodeTenant(it)
}

// Tenants lists every tenant, in no order that means anything.
func (r *Registry) Tenants(ctx context.Context) iter.Seq2[wall.Tenant, error] {
	return func(yield func(wall.Tenant, error) bool) {
		for shard := range directoryShards {
			for it, err := range r.query(ctx, "D#"+shardName(shard), false) {
				var t wall.Tenant
				if err == nil {
					t, err = decodeTenant(it)
				}
				if !yield(t, err) || err != nil {
					return
				}
			}
		}
	}
}

func directoryKey(tenantID string) (pk, sk string) { return "D#" + shardOf(tenantID), tenantID }

func shardOf(tenantID string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(tenantID)) // never fails
	return shardName(int(h.Sum32() % directoryShards))
}

func shardName(shard int) string { return fmt.Sprintf("%02d", shard) }

// get reads one item consistently; nil when it is not there.
func (r *Registry) get(ctx context.Context, pk, sk string) (item, error) {
	out, err := r.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &r.table, Key: key(pk, sk), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	return out.Item, nil
}

// query lists the items of a partition. The directory of all tenants needs no
// consistency, at half the price; what people have just changed does.
func (r *Registry) query(ctx context.Context, pk string, consistent bool) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		pages := dynamodb.NewQueryPaginator(r.client, &dynamodb.QueryInput{
			TableName: &r.table, KeyConditionExpression: aws.String("pk = :pk"),
			ExpressionAttributeValues: item{":pk": text(pk)}, ConsistentRead: &consistent,
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(nil, fmt.Errorf("list registry: %w", err))
				return
			}
			for _, it := range page.Items {
				if !yield(it, nil) {
					return
				}
			}
		}
	}
}

// EnsureRegistry makes the registry's table where no template does: on one
// machine and in tests.
func EnsureRegistry(ctx context.Context, client *dynamodb.Client, table string) error {
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{attribute("pk"), attribute("sk")},
		KeySchema:            orderedBy("sk"),
	})
	var exists *types.ResourceInUseException
	if err != nil && !errors.As(err, &exists) {
		return fmt.Errorf("create registry: %w", err)
	}
	waiter := dynamodb.NewTableExistsWaiter(client)
	return waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &table}, tableWait)
}
