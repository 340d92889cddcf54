package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// SetUp writes what a new table needs (state, settings, whose it is) unless it
// is there, and returns the widget key that the table holds: newKey, or the one
// that an earlier run wrote.
func (t *TenantTable) SetUp(ctx context.Context, tenant wall.Tenant, newKey wall.Secret) (wall.Secret, error) {
	state, err := marshal(settingsPK, stateSK, stateItem{Feeds: map[string]feedStateItem{}, Gen: 1})
	if err != nil {
		return "", err
	}
	widget := wall.DefaultWidget(tenant.Event)
	widget.Rev = 1
	settings, err := encodeWidget(widget)
	if err != nil {
		return "", err
	}
	owner, err := marshal(settingsPK, tenantSK, tenantItem{
		TenantID: tenant.ID, APIKey: string(newKey), CreatedAt: seconds(tenant.CreatedAt),
	})
	if err != nil {
		return "", err
	}
	for _, it := range []item{state, settings, owner} {
		if err := t.putNew(ctx, it); err != nil {
			return "", fmt.Errorf("set up %s: %w", t.ref.Table, err)
		}
	}
	return t.Key(ctx)
}

// putNew stores an item unless one is there.
func (t *TenantTable) putNew(ctx context.Context, it item) error {
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &t.ref.Table, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk)"),
	})
	if conditionFailed(err) {
		return nil
	}
	return err
}

// Key reads the tenant's widget key. NotFound when the table is another
// tenant's, or not set up.
func (t *TenantTable) Key(ctx context.Context) (wall.Secret, error) {
	owner, err := t.owner(ctx)
	return wall.Secret(owner.APIKey), err
}

// owner reads whose table it is. NotFound when it is another tenant's, or not
// set up.
func (t *TenantTable) owner(ctx context.Context) (tenantItem, error) {
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &t.ref.Table, Key: key(settingsPK, tenantSK), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return tenantItem{}, fmt.Errorf("read owner of %s: %w", t.ref.Table, err)
	}
	var in tenantItem
	if err := unmarshal(out.Item, &in); err != nil {
		return tenantItem{}, err
	}
	if in.TenantID != t.ref.TenantID {
		return tenantItem{}, t.notReady()
	}
	return in, nil
}

// Owned implements wall.PictureStore.
func (t *TenantTable) Owned(ctx context.Context) error {
	_, err := t.owner(ctx)
	return err
}

// notReady says that the table is another tenant's, or not set up. Which table
// that is whoever asked does not hear.
func (t *TenantTable) notReady() error {
	return &wall.Error{
		Code: wall.NotFound, Message: "the tenant's table is not ready",
		Cause: fmt.Errorf("table %s, tenant %s", t.ref.Table, t.ref.TenantID),
	}
}

// ReplaceKey stores a new widget key in the place of old. Changed when another
// rotation was quicker.
func (t *TenantTable) ReplaceKey(ctx context.Context, old, next wall.Secret, log ...wall.AuditEntry) error {
	audit, err := t.auditWrites(log)
	if err != nil {
		return err
	}
	return t.transact(ctx, &types.Update{
		TableName: &t.ref.Table, Key: key(settingsPK, tenantSK),
		UpdateExpression:          aws.String("SET apiKey = :new, previousKey = :old"),
		ConditionExpression:       aws.String("apiKey = :old"),
		ExpressionAttributeValues: item{":new": text(string(next)), ":old": text(string(old))},
	}, audit)
}
