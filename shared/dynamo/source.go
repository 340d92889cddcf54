package dynamo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/source"
)

// The items of a source. Its posts stand apart, so that nobody pays for reading
// them to learn that they have not changed.
const (
	sourceSK      = "source"
	sourcePostsSK = "posts"
)

func sourcePK(name string) string { return "Q#" + name }

// sourceItem keeps a source as JSON, but for what conditions and updates need.
type sourceItem struct {
	Next      int64  `dynamodbav:"next"`
	Lease     int64  `dynamodbav:"lease,omitempty"`
	Source    []byte `dynamodbav:"source,omitempty"`
	ExpiresAt int64  `dynamodbav:"expiresAt"`
}

type windowItem struct {
	Posts     []byte `dynamodbav:"posts"`
	ExpiresAt int64  `dynamodbav:"expiresAt"`
}

// LeadSource implements source.Store in one request, whatever comes of it.
func (r *Registry) LeadSource(ctx context.Context, name string, tick int64, expires time.Time) (source.Source, bool, error) {
	out, err := r.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &r.table, Key: key(sourcePK(name), sourceSK),
		UpdateExpression:          aws.String("SET #next = if_not_exists(lease, :one) + :tick, expiresAt = :expires"),
		ConditionExpression:       aws.String("attribute_not_exists(pk) OR #next <= :tick"),
		ExpressionAttributeNames:  map[string]string{"#next": "next"},
		ExpressionAttributeValues: item{":tick": number(tick), ":one": number(1), ":expires": number(seconds(expires))},
		ReturnValues:              types.ReturnValueAllOld, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) && failed.Item != nil {
		s, err := decodeSource(failed.Item)
		return s, false, err
	}
	if err != nil {
		return source.Source{}, false, fmt.Errorf("lead source %s: %w", name, err)
	}
	s, err := decodeSource(out.Attributes)
	return s, true, err
}

// SaveSource implements source.Store.
func (r *Registry) SaveSource(ctx context.Context, name string, s source.Source, held int64, w *source.Window, expires time.Time) error {
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode source %s: %w", name, err)
	}
	it, err := marshal(sourcePK(name), sourceSK, sourceItem{Next: s.Next, Lease: s.Lease(), Source: data, ExpiresAt: seconds(expires)})
	if err != nil {
		return err
	}
	mine, values := aws.String("#next = :held"), item{":held": number(held)}
	names := map[string]string{"#next": "next"}
	if w == nil {
		_, err = r.client.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: &r.table, Item: it, ConditionExpression: mine, ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		})
		return changed(err)
	}
	posts, err := r.windowPut(name, *w, expires)
	if err != nil {
		return err
	}
	_, err = r.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: &r.table, Item: it, ConditionExpression: mine, ExpressionAttributeNames: names, ExpressionAttributeValues: values}},
		posts,
	}})
	return changed(err)
}

func (r *Registry) windowPut(name string, w source.Window, expires time.Time) (types.TransactWriteItem, error) {
	if !w.ExpiresAt.IsZero() && w.ExpiresAt.Before(expires) {
		expires = w.ExpiresAt
	}
	packed, err := w.Encode()
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	it, err := marshal(sourcePK(name), sourcePostsSK, windowItem{Posts: packed, ExpiresAt: seconds(expires)})
	return types.TransactWriteItem{Put: &types.Put{TableName: &r.table, Item: it}}, err
}

// Source implements source.Store.
func (r *Registry) Source(ctx context.Context, name string) (source.Source, error) {
	it, err := r.get(ctx, sourcePK(name), sourceSK)
	if err != nil {
		return source.Source{}, err
	}
	return decodeSource(it)
}

// SourceWindow implements source.Store.
func (r *Registry) SourceWindow(ctx context.Context, name string) (source.Window, error) {
	it, err := r.get(ctx, sourcePK(name), sourcePostsSK)
	if err != nil || it == nil {
		return source.Window{}, err
	}
	var in windowItem
	if err := unmarshal(it, &in); err != nil {
		return source.Window{}, err
	}
	return source.Decode(in.Posts)
}

// decodeSource reads a source; one that was led but never saved has only a time.
func decodeSource(it item) (source.Source, error) {
	var s source.Source
	if it == nil {
		return s, nil
	}
	var in sourceItem
	if err := unmarshal(it, &in); err != nil {
		return s, err
	}
	if len(in.Source) > 0 {
		if err := json.Unmarshal(in.Source, &s); err != nil {
			return s, fmt.Errorf("decode source: %w", err)
		}
	}
	s.Next = in.Next
	return s, nil
}
