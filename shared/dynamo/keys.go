package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

type keyItem struct {
	TenantID       string   `dynamodbav:"tenantId"`
	Table          string   `dynamodbav:"table"`
	Account        string   `dynamodbav:"account,omitempty"`
	Region         string   `dynamodbav:"region,omitempty"`
	Status         string   `dynamodbav:"status"`
	AllowedDomains []string `dynamodbav:"allowedDomains"`
	ExpiresAt      int64    `dynamodbav:"expiresAt,omitempty"`
}

func (r *Registry) keyWrite(t wall.Tenant, hash string, expires time.Time) types.TransactWriteItem {
	return r.put("K#"+hash, "key", keyItem{
		TenantID: t.ID, Table: t.Table, Account: t.Cell.Account, Region: t.Cell.Region,
		Status: string(t.Status), AllowedDomains: t.AllowedDomains, ExpiresAt: seconds(expires),
	}, "")
}

// Key reads what the key of that hash opens, in one read. NotFound when no
// tenant has it.
func (r *Registry) Key(ctx context.Context, hash string) (wall.KeyGrant, error) {
	it, err := r.get(ctx, "K#"+hash, "key")
	if err != nil {
		return wall.KeyGrant{}, err
	}
	if it == nil {
		return wall.KeyGrant{}, wall.Errorf(wall.NotFound, "no tenant has this key")
	}
	var in keyItem
	if err := unmarshal(it, &in); err != nil {
		return wall.KeyGrant{}, err
	}
	return wall.KeyGrant{
		Ref:            wall.TableRef{TenantID: in.TenantID, Table: in.Table, Cell: wall.Cell{Account: in.Account, Region: in.Region}},
		Status:         wall.TenantStatus(in.Status),
		AllowedDomains: in.AllowedDomains, ExpiresAt: fromSeconds(in.ExpiresAt),
	}, nil
}
