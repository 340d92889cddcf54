package dynamo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Watches of a network stand together, because one job is about all of them; a
// verdict stands with its source.
const verdictSK = "verdict"

func watchesPK(n wall.Network) string { return "W#" + string(n) }

type watchItem struct {
	IDs       string `dynamodbav:"ids"` // apart by spaces
	At        int64  `dynamodbav:"at"`
	ExpiresAt int64  `dynamodbav:"expiresAt"`
}

type verdictItem struct {
	Verdict   []byte `dynamodbav:"verdict"`
	ExpiresAt int64  `dynamodbav:"expiresAt"`
}

// SaveWatch implements source.Watches.
func (r *Registry) SaveWatch(ctx context.Context, n wall.Network, key string, w source.Watch, expires time.Time) error {
	it, err := marshal(watchesPK(n), key, watchItem{strings.Join(w.IDs, " "), w.At, seconds(expires)})
	if err != nil {
		return err
	}
	return r.keep(ctx, it)
}

// Watch implements source.Watches.
func (r *Registry) Watch(ctx context.Context, n wall.Network, key string) (source.Watch, error) {
	it, err := r.get(ctx, watchesPK(n), key)
	if err != nil || it == nil {
		return source.Watch{}, err
	}
	return decodeWatch(it)
}

// Watches implements source.Watches.
func (r *Registry) Watches(ctx context.Context, n wall.Network) (map[string]source.Watch, error) {
	all := map[string]source.Watch{}
	for it, err := range r.query(ctx, watchesPK(n), true) {
		if err != nil {
			return nil, err
		}
		if all[textOf(it["sk"])], err = decodeWatch(it); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func decodeWatch(it item) (source.Watch, error) {
	var in watchItem
	err := unmarshal(it, &in)
	return source.Watch{IDs: strings.Fields(in.IDs), At: in.At}, err
}

// SaveVerdict implements source.Watches.
func (r *Registry) SaveVerdict(ctx context.Context, _ wall.Network, key string, v source.Verdict, expires time.Time) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode verdict on %s: %w", key, err)
	}
	it, err := marshal(sourcePK(key), verdictSK, verdictItem{data, seconds(expires)})
	if err != nil {
		return err
	}
	return r.keep(ctx, it)
}

// Verdict implements source.Watches.
func (r *Registry) Verdict(ctx context.Context, _ wall.Network, key string) (source.Verdict, error) {
	it, err := r.get(ctx, sourcePK(key), verdictSK)
	if err != nil || it == nil {
		return source.Verdict{}, err
	}
	var in verdictItem
	if err := unmarshal(it, &in); err != nil {
		return source.Verdict{}, err
	}
	var v source.Verdict
	if err := json.Unmarshal(in.Verdict, &v); err != nil {
		return source.Verdict{}, fmt.Errorf("decode verdict on %s: %w", key, err)
	}
	return v, nil
}

func (r *Registry) keep(ctx context.Context, it item) error {
	_, err := r.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String(r.table), Item: it})
	if err != nil {
		return fmt.Errorf("write registry: %w", err)
	}
	return nil
}
