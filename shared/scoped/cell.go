package scoped

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// CellRole is the role of a cell that stands for one of the deployment's own
// account and region: named like it, with the region in the place of the end
// that CloudFormation gives to names, because roles belong to no region.
func CellRole(home arn.ARN, cell wall.Cell) arn.ARN {
	name := home.Resource
	if end := strings.LastIndex(name, "-"); end > 0 {
		name = name[:end]
	}
	home.AccountID, home.Resource = cell.Account, name+"-"+cell.Region
	return home
}

// elsewhere tells whether a table is in another account or region than role
// and functions.
func elsewhere(role arn.ARN, region string, cell wall.Cell) bool {
	return cell.Account != "" && cell.Account != role.AccountID || cell.Region != "" && cell.Region != region
}

// The provisioner has its own rights on tables of the deployment's own account
// and region. In a cell it assumes a role there.
const (
	writeRole  = "TenantWriteRole"
	tablesRole = "TenantTablesRole"
)

// TableMakers gives clients that make and end tenants' tables.
type TableMakers struct {
	own   *dynamodb.Client
	home  arn.ARN
	cells *Clients
}

// NewTableMakers gives clients for the deployment whose role for writing has
// that ARN.
func NewTableMakers(config aws.Config, writeRoleARN string) *TableMakers {
	home, _ := arn.Parse(writeRoleARN) // Clients reports what is wrong with it
	return &TableMakers{
		own: dynamodb.NewFromConfig(config), home: home,
		cells: New(config, strings.Replace(writeRoleARN, writeRole, tablesRole, 1)),
	}
}

// DynamoDB is the client for one table.
func (m *TableMakers) DynamoDB(ctx context.Context, ref wall.TableRef) (*dynamodb.Client, error) {
	if !elsewhere(m.home, m.cells.config.Region, ref.Cell) {
		return m.own, nil
	}
	return m.cells.DynamoDB(ctx, ref)
}
