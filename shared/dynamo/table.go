package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Clients gives a client whose credentials open one tenant's table, and no
// other. Package scoped does so with STS.
type Clients interface {
	DynamoDB(ctx context.Context, ref wall.TableRef) (*dynamodb.Client, error)
}

// Tables opens tenants' tables.
type Tables struct{ clients Clients }

// NewTables opens tables with the clients' credentials.
func NewTables(clients Clients) *Tables { return &Tables{clients} }

// Open binds a store to the table of ref. Nothing is read yet.
func (t *Tables) Open(ctx context.Context, ref wall.TableRef) (*TenantTable, error) {
	client, err := t.clients.DynamoDB(ctx, ref)
	if err != nil {
		return nil, err
	}
	return &TenantTable{client: client, ref: ref}, nil
}

// OneClient serves every table with the same client: for a command line that
// works with the operator's own rights, and for tests.
type OneClient struct{ Client *dynamodb.Client }

// DynamoDB returns the one client.
func (c OneClient) DynamoDB(context.Context, wall.TableRef) (*dynamodb.Client, error) {
	return c.Client, nil
}

// TenantTable is one tenant's table.
type TenantTable struct {
	client *dynamodb.Client
	ref    wall.TableRef
}

var (
	_ wall.SyncStore     = (*TenantTable)(nil)
	_ wall.SnapshotStore = (*TenantTable)(nil)
	_ wall.FeedStore     = (*TenantTable)(nil)
	_ wall.SweepStore    = (*TenantTable)(nil)
	_ wall.AuditStore    = (*TenantTable)(nil)
	_ wall.TidyStore     = (*TenantTable)(nil)
	_ wall.PictureStore  = (*TenantTable)(nil)
)

// The keys of a tenant's table.
const (
	postsPK     = "P"
	settingsPK  = "S"
	wallPK      = "W"
	analyticsPK = "A"
	markPrefix  = "M#"
	auditPK     = "L"

	stateSK    = "state"
	tenantSK   = "tenant"
	settingsSK = "settings"
	feedPrefix = "feed#"
	wallSK     = "wall"
	markSK     = "mark"

	wallIndex      = "wall"
	publishedIndex = "published"
)
