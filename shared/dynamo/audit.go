package dynamo

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

type auditItem struct {
	By        string `dynamodbav:"by"`
	Action    string `dynamodbav:"action"`
	Target    string `dynamodbav:"target,omitempty"`
	Detail    string `dynamodbav:"detail,omitempty"`
	At        int64  `dynamodbav:"at"` // milliseconds
	ExpiresAt int64  `dynamodbav:"expiresAt"`
}

// AddAudit stores an entry of the audit. Entries of one moment are told apart
// by chance.
func (t *TenantTable) AddAudit(ctx context.Context, e wall.AuditEntry) error {
	it, err := marshal(auditPK, e.At.UTC().Format(sortTime)+"|"+rand.Text()[:8], auditItem{
		By: e.By, Action: e.Action, Target: e.Target, Detail: e.Detail, At: e.At.UnixMilli(), ExpiresAt: seconds(e.At.Add(wall.AuditKept)),
	})
	if err != nil {
		return err
	}
	if err := t.putNew(ctx, it); err != nil {
		return fmt.Errorf("note audit in %s: %w", t.ref.Table, err)
	}
	return nil
}

// Audit lists the entries behind a position ("" for all), the newest first.
func (t *TenantTable) Audit(ctx context.Context, after wall.Position, now time.Time) iter.Seq2[wall.PlacedEntry, error] {
	input := &dynamodb.QueryInput{
		TableName: &t.ref.Table, ScanIndexForward: aws.Bool(false), Limit: aws.Int32(readBatch), ConsistentRead: aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :l"),
		ExpressionAttributeValues: item{":l": text(auditPK)},
	}
	if after != "" {
		input.KeyConditionExpression = aws.String("pk = :l AND sk < :after")
		input.ExpressionAttributeValues[":after"] = text(string(after))
	}
	return func(yield func(wall.PlacedEntry, error) bool) {
		pages := dynamodb.NewQueryPaginator(t.client, input)
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(wall.PlacedEntry{}, fmt.Errorf("list audit of %s: %w", t.ref.Table, err))
				return
			}
			for _, it := range page.Items {
				var in auditItem
				if err := unmarshal(it, &in); err != nil {
					yield(wall.PlacedEntry{}, err)
					return
				}
				if in.ExpiresAt <= now.Unix() {
					return // and all that follow are older
				}
				entry := wall.AuditEntry{By: in.By, Action: in.Action, Target: in.Target, Detail: in.Detail, At: time.UnixMilli(in.At).UTC()}
				if !yield(wall.PlacedEntry{AuditEntry: entry, Position: wall.Position(textOf(it["sk"]))}, nil) {
					return
				}
			}
		}
	}
}
