package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// CellTables makes and ends tenants' tables where their tenants' cells are.
type CellTables struct {
	Clients             Clients
	PointInTimeRecovery bool
	Backoff             retry.BackoffDelayer // as Provisioner's
}

// CreateTable is Provisioner's.
func (c CellTables) CreateTable(ctx context.Context, ref wall.TableRef) error {
	p, err := c.provisioner(ctx, ref)
	if err != nil {
		return err
	}
	return p.CreateTable(ctx, ref)
}

// DeleteTable is Provisioner's.
func (c CellTables) DeleteTable(ctx context.Context, ref wall.TableRef) error {
	p, err := c.provisioner(ctx, ref)
	if err != nil {
		return err
	}
	return p.DeleteTable(ctx, ref)
}

func (c CellTables) provisioner(ctx context.Context, ref wall.TableRef) (Provisioner, error) {
	client, err := c.Clients.DynamoDB(ctx, ref)
	return Provisioner{Client: client, PointInTimeRecovery: c.PointInTimeRecovery, Backoff: c.Backoff}, err
}

// CountTables counts the tenants' tables of each cell.
func (r *Registry) CountTables(ctx context.Context) (map[wall.Cell]int, error) {
	count := map[wall.Cell]int{}
	for t, err := range r.Tenants(ctx) {
		if err != nil {
			return nil, fmt.Errorf("count tables: %w", err)
		}
		count[t.Cell]++
	}
	return count, nil
}
