package dynamo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

type feedItem struct {
	ID         string `dynamodbav:"id"`
	Name       string `dynamodbav:"name"`
	Network    string `dynamodbav:"network"`
	Query      []byte `dynamodbav:"query"` // JSON of wall.Query
	Enabled    bool   `dynamodbav:"enabled"`
	Credential []byte `dynamodbav:"credential,omitempty"` // sealed
	Token      []byte `dynamodbav:"token,omitempty"`      // JSON of wall.Token
	CreatedAt  int64  `dynamodbav:"createdAt"`            // milliseconds: feeds are listed in the order in which they were made
	Rev        int64  `dynamodbav:"rev"`
}

func encodeFeed(f wall.Feed) (item, error) {
	query, err := json.Marshal(f.Query)
	if err != nil {
		return nil, fmt.Errorf("encode query: %w", err)
	}
	token, err := encodeToken(f.Token)
	if err != nil {
		return nil, err
	}
	return marshal(settingsPK, feedPrefix+f.ID, feedItem{
		ID: f.ID, Name: f.Name, Network: string(f.Network), Query: query, Enabled: f.Enabled,
		Credential: f.SealedCredential, Token: token, CreatedAt: f.CreatedAt.UnixMilli(), Rev: f.Rev,
	})
}

func encodeToken(t wall.Token) ([]byte, error) {
	if t == (wall.Token{}) {
		return nil, nil
	}
	t.CheckedAt = t.CheckedAt.UTC().Truncate(time.Second)
	data, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("encode what is known of a token: %w", err)
	}
	return data, nil
}

func decodeFeed(it item) (wall.Feed, error) {
	var in feedItem
	if err := unmarshal(it, &in); err != nil {
		return wall.Feed{}, err
	}
	f := wall.Feed{
		ID: in.ID, Name: in.Name, Network: wall.Network(in.Network), Enabled: in.Enabled,
		SealedCredential: in.Credential, CreatedAt: time.UnixMilli(in.CreatedAt).UTC(), Rev: in.Rev,
	}
	if err := json.Unmarshal(in.Query, &f.Query); err != nil {
		return wall.Feed{}, fmt.Errorf("decode query of feed %s: %w", in.ID, err)
	}
	if len(in.Token) > 0 {
		if err := json.Unmarshal(in.Token, &f.Token); err != nil {
			return wall.Feed{}, fmt.Errorf("decode what is known of the token of feed %s: %w", in.ID, err)
		}
	}
	return f, nil
}

// AddFeed implements wall.FeedStore.
func (t *TenantTable) AddFeed(ctx context.Context, f wall.Feed, limit int, log ...wall.AuditEntry) error {
	it, err := encodeFeed(f)
	if err != nil {
		return err
	}
	put := types.TransactWriteItem{Put: &types.Put{
		TableName: &t.ref.Table, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk)"),
	}}
	return t.changeFeed(ctx, t.stateChange(f.ID, enabled(f), limit), put, log)
}

// UpdateFeed implements wall.FeedStore.
func (t *TenantTable) UpdateFeed(ctx context.Context, old, f wall.Feed, limit int, log ...wall.AuditEntry) error {
	f.Rev = old.Rev + 1
	it, err := encodeFeed(f)
	if err != nil {
		return err
	}
	put := types.TransactWriteItem{Put: &types.Put{
		TableName: &t.ref.Table, Item: it, ConditionExpression: aws.String("rev = :rev"),
		ExpressionAttributeValues: item{":rev": number(old.Rev)},
	}}
	state := t.stateChange(f.ID, enabled(f)-enabled(old), limit)
	if sameSource(old, f) {
		keepCursor(state)
	}
	return t.changeFeed(ctx, state, put, log)
}

// sameSource reports whether both ask the same question with the same right, so
// that the cursor of one serves the other.
func sameSource(a, b wall.Feed) bool {
	return a.Network == b.Network && a.Query.String() == b.Query.String() && bytes.Equal(a.SealedCredential, b.SealedCredential)
}

// keepCursor makes the feed due but leaves the rest of its state.
func keepCursor(state *types.Update) {
	state.UpdateExpression = aws.String("SET feeds.#feed.#next = :due REMOVE feeds.#feed.taken ADD ver :one, gen :one, feedCount :count")
	state.ExpressionAttributeNames["#next"] = "next"
	state.ExpressionAttributeValues[":due"] = number(0)
}

// RemoveFeed implements wall.FeedStore.
func (t *TenantTable) RemoveFeed(ctx context.Context, f wall.Feed, log ...wall.AuditEntry) error {
	state := t.stateChange(f.ID, -enabled(f), wall.Unlimited)
	state.UpdateExpression = aws.String("REMOVE feeds.#feed, #asked ADD ver :one, gen :one, feedCount :count")
	state.ExpressionAttributeNames["#asked"] = askedPrefix + f.ID
	delete(state.ExpressionAttributeValues, ":due")
	remove := types.TransactWriteItem{Delete: &types.Delete{
		TableName: &t.ref.Table, Key: key(settingsPK, feedPrefix+f.ID), ConditionExpression: aws.String("rev = :rev"),
		ExpressionAttributeValues: item{":rev": number(f.Rev)},
	}}
	return t.changeFeed(ctx, state, remove, log)
}

// RequestRefresh implements wall.FeedStore.
func (t *TenantTable) RequestRefresh(ctx context.Context, feedID string) error {
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression:          aws.String("SET feeds.#feed.#next = :zero REMOVE feeds.#feed.taken ADD ver :one"),
		ConditionExpression:       aws.String("attribute_exists(feeds.#feed)"),
		ExpressionAttributeNames:  map[string]string{"#feed": feedID, "#next": "next"},
		ExpressionAttributeValues: item{":zero": number(0), ":one": number(1)},
	})
	if conditionFailed(err) {
		return wall.Errorf(wall.NotFound, "there is no feed %s", feedID)
	}
	return changed(err)
}

// RequestRefreshOnce implements wall.FeedStore. When it was asked for is an
// attribute of its own: syncs write the feeds' state whole.
func (t *TenantTable) RequestRefreshOnce(ctx context.Context, feedID string, now time.Time, pause time.Duration) error {
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression:         aws.String("SET feeds.#feed.#next = :zero, #asked = :now REMOVE feeds.#feed.taken ADD ver :one"),
		ConditionExpression:      aws.String("attribute_exists(feeds.#feed) AND (attribute_not_exists(#asked) OR #asked <= :before)"),
		ExpressionAttributeNames: map[string]string{"#feed": feedID, "#next": "next", "#asked": askedPrefix + feedID},
		ExpressionAttributeValues: item{
			":zero": number(0), ":one": number(1), ":now": number(now.Unix()), ":before": number(now.Add(-pause).Unix()),
		},
	})
	if conditionFailed(err) {
		soon := wall.Refuse(wall.TooManyRequests, "refreshed-just-now", "this feed was asked for a moment ago: try again in {pause}", pause)
		soon.RetryAfter, soon.Cause = pause, err
		return soon
	}
	return changed(err)
}

// askedPrefix begins the state's attributes that tell when a person last asked
// for a feed's refresh.
const askedPrefix = "asked#"

// stateChange is the state's part of a change of feeds: it makes the feed due,
// counts it, and tells running syncs and the snapshot that something changed.
func (t *TenantTable) stateChange(feedID string, count, limit int) *types.Update {
	update := &types.Update{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression:         aws.String("SET feeds.#feed = :due ADD ver :one, gen :one, feedCount :count"),
		ExpressionAttributeNames: map[string]string{"#feed": feedID},
		ExpressionAttributeValues: item{
			":due": &types.AttributeValueMemberM{Value: item{"next": number(0)}},
			":one": number(1), ":count": number(int64(count)),
		},
	}
	if count > 0 && limit != wall.Unlimited {
		update.ConditionExpression = aws.String("feedCount < :limit")
		update.ExpressionAttributeValues[":limit"] = number(int64(limit))
	} else {
		update.ConditionExpression = aws.String("attribute_exists(ver)")
	}
	return update
}

// changeFeed runs a change of state and feed as one transaction.
func (t *TenantTable) changeFeed(ctx context.Context, state *types.Update, feed types.TransactWriteItem, log []wall.AuditEntry) error {
	audit, err := t.auditWrites(log)
	if err != nil {
		return err
	}
	_, err = t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
		TransactItems: append([]types.TransactWriteItem{{Update: state}, feed}, audit...),
	})
	if slices.Contains(failedConditions(err), 0) {
		full := wall.Refuse(wall.PlanLimit, "plan-full", "the plan's number of enabled feeds is reached: pause a feed or choose a larger plan")
		full.Cause = err
		return full
	}
	return changed(err)
}

func enabled(f wall.Feed) int {
	if f.Enabled {
		return 1
	}
	return 0
}
