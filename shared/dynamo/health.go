package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// healthItem stands beside those of other tenants, so that who is in error is
// known without a question for each tenant.
type healthItem struct {
	Feeds map[string]errorItem `dynamodbav:"feeds"`
}

func healthKey(tenantID string) (pk, sk string) { return "H#" + shardOf(tenantID), tenantID }

// SetHealth notes which of a tenant's feeds are in error.
func (r *Registry) SetHealth(ctx context.Context, tenantID string, feeds map[string]wall.FeedError) error {
	h := healthItem{Feeds: map[string]errorItem{}}
	for id, e := range feeds {
		h.Feeds[id] = errorItem{Class: string(e.Class), Message: e.Message, Since: seconds(e.Since), Until: seconds(e.Until)}
	}
	pk, sk := healthKey(tenantID)
	it, err := marshal(pk, sk, h)
	if err != nil {
		return err
	}
	if _, err = r.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &r.table, Item: it}); err != nil {
		return fmt.Errorf("note health: %w", err)
	}
	return nil
}

// Health reads which of a tenant's feeds are in error.
func (r *Registry) Health(ctx context.Context, tenantID string) (map[string]wall.FeedError, error) {
	pk, sk := healthKey(tenantID)
	it, err := r.get(ctx, pk, sk)
	if err != nil || it == nil {
		return nil, err
	}
	return decodeHealth(it)
}

// Failing reads which feeds are in error, of all tenants that have such.
func (r *Registry) Failing(ctx context.Context) (map[string]map[string]wall.FeedError, error) {
	all := map[string]map[string]wall.FeedError{}
	for shard := range directoryShards {
		for it, err := range r.query(ctx, "H#"+shardName(shard), false) {
			if err != nil {
				return nil, err
			}
			feeds, err := decodeHealth(it)
			if err != nil {
				return nil, err
			}
			if len(feeds) > 0 {
				all[textOf(it["sk"])] = feeds
			}
		}
	}
	return all, nil
}

func decodeHealth(it item) (map[string]wall.FeedError, error) {
	var h healthItem
	if err := unmarshal(it, &h); err != nil {
		return nil, err
	}
	feeds := map[string]wall.FeedError{}
	for id, e := range h.Feeds {
		feeds[id] = wall.FeedError{Class: wall.ErrorClass(e.Class), Message: e.Message, Since: fromSeconds(e.Since), Until: fromSeconds(e.Until)}
	}
	return feeds, nil
}
