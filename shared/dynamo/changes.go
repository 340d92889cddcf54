package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// One transaction holds 100 writes and 4 MB; the state takes one write, and
// half the bytes leave room for names, conditions and number encodings.
const (
	transactionPosts = 99
	transactionBytes = 2 << 20
)

// SaveChanges implements wall.SyncStore.
func (t *TenantTable) SaveChanges(ctx context.Context, s wall.State, changes []wall.PostChange) error {
	writes := make([]types.TransactWriteItem, 0, len(changes))
	for _, c := range changes {
		w, err := t.writePost(c)
		if err != nil {
			return err
		}
		writes = append(writes, w)
	}
	last, err := t.advance(s)
	if err != nil {
		return err
	}
	last.UpdateExpression = aws.String(*last.UpdateExpression + " ADD gen :one")
	last.ExpressionAttributeValues[":one"] = number(1)
	chunks := transactions(writes)
	for i, chunk := range chunks {
		state := t.touch(s.Ver)
		if i == len(chunks)-1 {
			state = last
		}
		if err := t.transact(ctx, state, chunk); err != nil {
			return err
		}
	}
	return nil
}

// shown is the state's part of a person's change of what visitors see. Syncs
// need not notice: the posts and settings have revisions of their own.
func (t *TenantTable) shown() *types.Update {
	return &types.Update{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression: aws.String("ADD gen :one"), ConditionExpression: aws.String("attribute_exists(ver)"),
		ExpressionAttributeValues: item{":one": number(1)},
	}
}

// transact runs an update and what belongs to it as one transaction.
func (t *TenantTable) transact(ctx context.Context, update *types.Update, writes []types.TransactWriteItem) error {
	_, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
		TransactItems: append([]types.TransactWriteItem{{Update: update}}, writes...),
	})
	return changed(err)
}

// touch is the state's part of a transaction that does not end the sync: a
// crash after it leaves the snapshot marked as behind.
func (t *TenantTable) touch(ver int64) *types.Update {
	return &types.Update{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression: aws.String("ADD gen :one"), ConditionExpression: aws.String("ver = :ver"),
		ExpressionAttributeValues: item{":one": number(1), ":ver": number(ver)},
	}
}

// writePost writes or removes a post on the condition of the revision that was
// read, so that a moderator's decision in between is never overwritten.
func (t *TenantTable) writePost(c wall.PostChange) (types.TransactWriteItem, error) {
	condition, values := aws.String("rev = :rev"), item{":rev": number(c.Post.Rev)}
	if c.Post.Rev == 0 {
		condition, values = aws.String("attribute_not_exists(pk)"), nil
	}
	if c.Remove {
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName: &t.ref.Table, Key: key(postsPK, c.Post.ID),
			ConditionExpression: condition, ExpressionAttributeValues: values,
		}}, nil
	}
	c.Post.Rev++
	it, err := encodePost(c.Post)
	return types.TransactWriteItem{Put: &types.Put{
		TableName: &t.ref.Table, Item: it, ConditionExpression: condition, ExpressionAttributeValues: values,
	}}, err
}

// transactions cuts writes into what fits one transaction each.
func transactions(writes []types.TransactWriteItem) [][]types.TransactWriteItem {
	var chunks [][]types.TransactWriteItem
	var chunk []types.TransactWriteItem
	size := 0
	for _, w := range writes {
		n := writeSize(w)
		if len(chunk) == transactionPosts || len(chunk) > 0 && size+n > transactionBytes {
			chunks, chunk, size = append(chunks, chunk), nil, 0
		}
		chunk, size = append(chunk, w), size+n
	}
	return append(chunks, chunk)
}

// writeSize is about how many bytes a write takes: the content, and the rest.
func writeSize(w types.TransactWriteItem) int {
	const rest = 1 << 10
	if w.Put == nil {
		return rest
	}
	content, ok := w.Put.Item["content"].(*types.AttributeValueMemberB)
	if !ok {
		return rest
	}
	return rest + len(content.Value)
}
