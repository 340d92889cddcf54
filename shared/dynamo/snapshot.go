package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

type snapshotItem struct {
	TenantID  string `dynamodbav:"tenantId"`
	Gen       int64  `dynamodbav:"gen"`
	ETag      string `dynamodbav:"etag"`
	UpdatedAt int64  `dynamodbav:"updatedAt"`
	StaleAt   int64  `dynamodbav:"staleAt"`
	Limit     int    `dynamodbav:"limit"`
	Page      []byte `dynamodbav:"page"`
	Posts     []byte `dynamodbav:"posts"`
}

// Snapshot implements wall.SnapshotStore. The read is eventually consistent:
// visitors' answers are cached for seconds anyhow, at half the price.
func (t *TenantTable) Snapshot(ctx context.Context) (wall.Snapshot, error) {
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.ref.Table, Key: key(wallPK, wallSK)})
	if err != nil {
		return wall.Snapshot{}, fmt.Errorf("read snapshot of %s: %w", t.ref.Table, err)
	}
	var in snapshotItem
	if err := unmarshal(out.Item, &in); err != nil {
		return wall.Snapshot{}, err
	}
	if in.TenantID != t.ref.TenantID {
		return wall.Snapshot{}, wall.Errorf(wall.NotFound, "the wall of tenant %s has not been built yet", t.ref.TenantID)
	}
	return wall.Snapshot{
		Gen: in.Gen, ETag: in.ETag, UpdatedAt: fromSeconds(in.UpdatedAt), StaleAt: fromSeconds(in.StaleAt),
		Limit: in.Limit, Page: in.Page, Posts: in.Posts,
	}, nil
}

// PutSnapshot implements wall.SnapshotStore.
func (t *TenantTable) PutSnapshot(ctx context.Context, s wall.Snapshot) error {
	it, err := marshal(wallPK, wallSK, snapshotItem{
		TenantID: t.ref.TenantID, Gen: s.Gen, ETag: s.ETag, UpdatedAt: seconds(s.UpdatedAt), StaleAt: seconds(s.StaleAt),
		Limit: s.Limit, Page: s.Page, Posts: s.Posts,
	})
	if err != nil {
		return err
	}
	_, err = t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &t.ref.Table, Item: it,
		ConditionExpression:       aws.String("attribute_not_exists(pk) OR gen <= :gen"),
		ExpressionAttributeValues: item{":gen": number(s.Gen)},
	})
	return changed(err)
}
