package dynamo

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

type auditItem struct {
	By        string `dynamodbav:"by"`
	Subject   string `dynamodbav:"subject,omitempty"`
	Action    string `dynamodbav:"action"`
	Target    string `dynamodbav:"target,omitempty"`
	Detail    string `dynamodbav:"detail,omitempty"`
	At        int64  `dynamodbav:"at"` // milliseconds
	ExpiresAt int64  `dynamodbav:"expiresAt"`
}

// auditKey is an entry's key: in the order of time; a random end keeps two of one
// moment apart. An entry that is restored has its own.
func auditKey(e wall.AuditEntry) (string, error) {
	moment := e.At.UTC().Format(sortTime) + "|"
	if e.ID == "" {
		return moment + rand.Text()[:10], nil
	}
	if !strings.HasPrefix(e.ID, moment) {
		return "", wall.Errorf(wall.Invalid, "%.50q is not the place of an entry of %s", e.ID, moment)
	}
	return e.ID, nil
}

// auditWrites are a transaction's writes of entries.
func (t *TenantTable) auditWrites(log []wall.AuditEntry) ([]types.TransactWriteItem, error) {
	writes := make([]types.TransactWriteItem, 0, len(log))
	for _, e := range log {
		sk, err := auditKey(e)
		if err != nil {
			return nil, err
		}
		it, err := marshal(auditPK, sk, auditItem{
			By: e.By, Subject: e.Subject, Action: e.Action, Target: e.Target, Detail: e.Detail,
			At: e.At.UnixMilli(), ExpiresAt: seconds(e.At.Add(wall.AuditRetention)),
		})
		if err != nil {
			return nil, err
		}
		writes = append(writes, types.TransactWriteItem{Put: &types.Put{TableName: &t.ref.Table, Item: it}})
	}
	return writes, nil
}

// Record implements wall.AuditStore.
func (t *TenantTable) Record(ctx context.Context, log ...wall.AuditEntry) error {
	writes, err := t.auditWrites(log)
	if err != nil || len(writes) == 0 {
		return err
	}
	if _, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes}); err != nil {
		return fmt.Errorf("write audit of %s: %w", t.ref.Table, err)
	}
	return nil
}

// Audit implements wall.AuditStore. It asks for one entry more than it gives,
// which tells whether the list goes on.
func (t *TenantTable) Audit(ctx context.Context, after string, limit int, now time.Time) ([]wall.AuditEntry, string, error) {
	input := &dynamodb.QueryInput{
		TableName: &t.ref.Table, ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		KeyConditionExpression:    aws.String("pk = :l"),
		ExpressionAttributeValues: item{":l": text(auditPK)},
		Limit:                     aws.Int32(int32(limit) + 1),
	}
	if after != "" {
		input.KeyConditionExpression = aws.String("pk = :l AND sk < :after")
		input.ExpressionAttributeValues[":after"] = text(after)
	}
	out, err := t.client.Query(ctx, input)
	if err != nil {
		return nil, "", fmt.Errorf("list audit of %s: %w", t.ref.Table, err)
	}
	return decodeAudit(out.Items, limit, now)
}

// decodeAudit stops at the first entry whose time is over: all behind it are older.
func decodeAudit(items []item, limit int, now time.Time) (log []wall.AuditEntry, next string, err error) {
	for i, it := range items {
		var in auditItem
		if err := unmarshal(it, &in); err != nil {
			return nil, "", err
		}
		if !now.Before(fromSeconds(in.ExpiresAt)) {
			return log, "", nil
		}
		if i == limit {
			return log, textOf(items[i-1]["sk"]), nil
		}
		log = append(log, wall.AuditEntry{
			ID: textOf(it["sk"]), At: time.UnixMilli(in.At).UTC(), By: in.By, Subject: in.Subject,
			Action: in.Action, Target: in.Target, Detail: in.Detail,
		})
	}
	return log, "", nil
}
