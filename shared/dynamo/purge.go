package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// removalBatch is how many removals of people go into one transaction, each of
// two items; a transaction holds 100.
const removalBatch = 50

// RemovePeople implements onboarding.PurgeRegistry.
func (r *Registry) RemovePeople(ctx context.Context, tenantID string) error {
	var writes []types.TransactWriteItem
	tenant := "T#" + tenantID
	for it, err := range r.query(ctx, tenant, true) {
		if err != nil {
			return err
		}
		sk := textOf(it["sk"])
		if sk == tenantKey {
			continue // goes last
		}
		writes = append(writes, r.remove(tenant, sk))
		if subject, member := strings.CutPrefix(sk, memberPrefix); member {
			writes = append(writes, r.remove("U#"+subject, tenant))
		} else if strings.HasPrefix(sk, invitationPrefix) {
			writes = append(writes, r.remove(sk, tenant))
		}
	}
	for batch := range slices.Chunk(writes, 2*removalBatch) {
		if _, err := r.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: batch}); err != nil {
			return fmt.Errorf("remove people: %w", err)
		}
	}
	return nil
}

// reservedName keeps a table's name from being given out again.
type reservedName struct {
	TenantID string `dynamodbav:"tenantId"`
	PurgedAt int64  `dynamodbav:"purgedAt,omitempty"`
}

// RemoveTenant implements onboarding.PurgeRegistry.
func (r *Registry) RemoveTenant(ctx context.Context, t wall.Tenant, now time.Time) error {
	record := r.remove("T#"+t.ID, tenantKey)
	record.Delete.ConditionExpression = aws.String("purging = :yes")
	record.Delete.ExpressionAttributeValues = item{":yes": &types.AttributeValueMemberBOOL{Value: true}}
	writes := []types.TransactWriteItem{
		record, r.remove(directoryKey(t.ID)), r.remove(healthKey(t.ID)),
		r.put("N#"+t.Table, "table", reservedName{t.ID, seconds(now)}, ""),
	}
	for hash := range keys(t) {
		writes = append(writes, r.remove("K#"+hash, "key"))
	}
	_, err := r.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	return changed(err)
}

func (r *Registry) remove(pk, sk string) types.TransactWriteItem {
	return types.TransactWriteItem{Delete: &types.Delete{TableName: &r.table, Key: key(pk, sk)}}
}
