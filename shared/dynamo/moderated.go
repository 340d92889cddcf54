package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// ChangePosts stores changes of posts that no sync made, each on the condition
// of the revision that was read, in transactions that each advance Gen. The
// entries stand in the first of them. Changed when somebody was quicker with a
// post: what was written until then stands.
func (t *TenantTable) ChangePosts(ctx context.Context, changes []wall.PostChange, log ...wall.AuditEntry) error {
	writes, err := t.auditWrites(log)
	if err != nil {
		return err
	}
	for _, c := range changes {
		w, err := t.writePost(c)
		if err != nil {
			return err
		}
		writes = append(writes, w)
	}
	for _, chunk := range transactions(writes) {
		if err := t.transact(ctx, t.shown(), chunk); err != nil {
			return err
		}
	}
	return nil
}

// PostsByID implements wall.TidyStore.
func (t *TenantTable) PostsByID(ctx context.Context, after string, limit int) ([]wall.Post, error) {
	input := &dynamodb.QueryInput{
		TableName: &t.ref.Table, ConsistentRead: aws.Bool(true), Limit: aws.Int32(int32(limit)),
		KeyConditionExpression:    aws.String("pk = :p"),
		ExpressionAttributeValues: item{":p": text(postsPK)},
	}
	if after != "" {
		input.KeyConditionExpression = aws.String("pk = :p AND sk > :after")
		input.ExpressionAttributeValues[":after"] = text(after)
	}
	out, err := t.client.Query(ctx, input)
	if err != nil {
		return nil, fmt.Errorf("list posts of %s: %w", t.ref.Table, err)
	}
	posts := make([]wall.Post, len(out.Items))
	for i, it := range out.Items {
		if posts[i], err = decodePost(it); err != nil {
			return nil, err
		}
	}
	return posts, nil
}
