package dynamo

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// dayItem is wall.DayCounts as it is stored. It is written with every batch of
// messages, and DynamoDB counts what is written by the kilobyte, so the posts,
// which are read and written whole, are compressed.
type dayItem struct {
	Views     int64                     `dynamodbav:"views"`
	Networks  map[string]postCountsItem `dynamodbav:"networks"`
	Posts     []byte                    `dynamodbav:"posts"` // compressed JSON of map[string]postCountsItem
	Rev       int64                     `dynamodbav:"rev"`
	ExpiresAt int64                     `dynamodbav:"expiresAt"`
}

// postCountsItem is impressions and clicks.
type postCountsItem [2]int64

// markItem says that a message was counted.
type markItem struct {
	ExpiresAt int64 `dynamodbav:"expiresAt"`
}

// Days implements analytics.Store.
func (t *TenantTable) Days(ctx context.Context, from, to wall.Day) ([]wall.DayCounts, error) {
	if _, err := t.owner(ctx); err != nil {
		return nil, err
	}
	var days []wall.DayCounts
	pages := dynamodb.NewQueryPaginator(t.client, &dynamodb.QueryInput{
		TableName: &t.ref.Table, ConsistentRead: aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :a AND sk BETWEEN :from AND :to"),
		ExpressionAttributeValues: item{":a": text(analyticsPK), ":from": text(string(from)), ":to": text(string(to))},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("read counts of %s: %w", t.ref.Table, err)
		}
		for _, it := range page.Items {
			day, err := decodeDay(it)
			if err != nil {
				return nil, err
			}
			days = append(days, day)
		}
	}
	return days, nil
}

// SaveDay implements analytics.Store.
func (t *TenantTable) SaveDay(ctx context.Context, d wall.DayCounts, messages []string) (marked []string, err error) {
	day, err := t.writeDay(d)
	if err != nil {
		return nil, err
	}
	writes := []types.TransactWriteItem{day}
	for _, id := range messages {
		mark, err := t.writeMark(d.Day, id)
		if err != nil {
			return nil, err
		}
		writes = append(writes, mark)
	}
	_, err = t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	for _, i := range failedConditions(err) {
		if i > 0 {
			marked = append(marked, messages[i-1])
		}
	}
	if len(marked) > 0 {
		return marked, nil
	}
	return nil, changed(err)
}

func (t *TenantTable) writeDay(d wall.DayCounts) (types.TransactWriteItem, error) {
	condition, values := aws.String("rev = :rev"), item{":rev": number(d.Rev)}
	if d.Rev == 0 {
		condition, values = aws.String("attribute_not_exists(pk)"), nil
	}
	d.Rev++
	it, err := encodeDay(d)
	return types.TransactWriteItem{Put: &types.Put{
		TableName: &t.ref.Table, Item: it, ConditionExpression: condition, ExpressionAttributeValues: values,
	}}, err
}

// writeMark marks a message, for longer than it is counted: it is dropped when
// its day lies more than wall.MarksKept days back.
func (t *TenantTable) writeMark(day wall.Day, id string) (types.TransactWriteItem, error) {
	it, err := marshal(markPrefix+id, markSK, markItem{ExpiresAt: seconds(day.Plus(wall.MarksKept + 2).Begin())})
	return types.TransactWriteItem{Put: &types.Put{
		TableName: &t.ref.Table, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk)"),
	}}, err
}

func encodeDay(d wall.DayCounts) (item, error) {
	posts, err := deflate(countsItems(d.Posts))
	if err != nil {
		return nil, fmt.Errorf("encode posts of %s: %w", d.Day, err)
	}
	return marshal(analyticsPK, string(d.Day), dayItem{
		Views: d.Views, Networks: countsItems(d.Networks), Posts: posts, Rev: d.Rev,
		ExpiresAt: seconds(d.Day.Plus(wall.CountsKept + 1).Begin()),
	})
}

func decodeDay(it item) (wall.DayCounts, error) {
	var in dayItem
	if err := unmarshal(it, &in); err != nil {
		return wall.DayCounts{}, err
	}
	var posts map[string]postCountsItem
	if err := inflate(in.Posts, &posts); err != nil {
		return wall.DayCounts{}, fmt.Errorf("decode posts of %s: %w", textOf(it["sk"]), err)
	}
	return wall.DayCounts{
		Day: wall.Day(textOf(it["sk"])), Views: in.Views, Rev: in.Rev,
		Networks: counts[wall.Network](in.Networks), Posts: counts[string](posts),
	}, nil
}

func countsItems[K ~string](in map[K]wall.PostCounts) map[string]postCountsItem {
	out := make(map[string]postCountsItem, len(in))
	for key, c := range in {
		out[string(key)] = postCountsItem{c.Impressions, c.Clicks}
	}
	return out
}

func counts[K ~string](in map[string]postCountsItem) map[K]wall.PostCounts {
	out := make(map[K]wall.PostCounts, len(in))
	for key, c := range in {
		out[K(key)] = wall.PostCounts{Impressions: c[0], Clicks: c[1]}
	}
	return out
}

func deflate(v any) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func inflate(data []byte, v any) error {
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(data)))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}
