package dynamo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// stateItem is wall.State as it is stored.
type stateItem struct {
	Ver       int64                    `dynamodbav:"ver"`
	Tick      int64                    `dynamodbav:"tick"`
	Gen       int64                    `dynamodbav:"gen"`
	Built     int64                    `dynamodbav:"built"`
	StaleAt   int64                    `dynamodbav:"staleAt"`
	Swept     int64                    `dynamodbav:"swept"`
	FeedCount int                      `dynamodbav:"feedCount"`
	Feeds     map[string]feedStateItem `dynamodbav:"feeds"`
	Pictures  int64                    `dynamodbav:"pictures,omitempty"`
	Faded     []string                 `dynamodbav:"faded,stringset,omitempty"`
	Notices   []byte                   `dynamodbav:"notices,omitempty"` // JSON of wall.State's
	Outbox    []byte                   `dynamodbav:"outbox,omitempty"`
}

type feedStateItem struct {
	NextTick int64      `dynamodbav:"next"`
	Taken    string     `dynamodbav:"taken,omitempty"`
	Interval int64      `dynamodbav:"interval,omitempty"`
	Pace     string     `dynamodbav:"pace,omitempty"`
	LastSync int64      `dynamodbav:"last,omitempty"`
	Cursor   string     `dynamodbav:"cursor,omitempty"`
	Digest   string     `dynamodbav:"digest,omitempty"`
	Failures int        `dynamodbav:"failures,omitempty"`
	Skipped  int        `dynamodbav:"skipped,omitempty"`
	Error    *errorItem `dynamodbav:"error,omitempty"`
	Place    *placeItem `dynamodbav:"place,omitempty"`
	Pictures int64      `dynamodbav:"pictures,omitempty"`
	CheckAt  int64      `dynamodbav:"checkAt,omitempty"`
	Check    string     `dynamodbav:"check,omitempty"`
}

type errorItem struct {
	Class   string `dynamodbav:"class"`
	Message string `dynamodbav:"message"`
	Since   int64  `dynamodbav:"since"`
	Until   int64  `dynamodbav:"until,omitempty"`
}

type placeItem struct {
	Rating float64 `dynamodbav:"rating"`
	Count  int     `dynamodbav:"count"`
	URL    string  `dynamodbav:"url,omitempty"`
}

// tenantItem says whose table this is. The widget key stands here alone: the
// registry knows only its hash.
type tenantItem struct {
	TenantID    string `dynamodbav:"tenantId"`
	APIKey      string `dynamodbav:"apiKey"`
	PreviousKey string `dynamodbav:"previousKey,omitempty"`
	CreatedAt   int64  `dynamodbav:"createdAt"`
}

// LoadSync implements wall.SyncStore.
func (t *TenantTable) LoadSync(ctx context.Context) (wall.SyncData, error) {
	var data wall.SyncData
	var owner, state bool
	pages := dynamodb.NewQueryPaginator(t.client, &dynamodb.QueryInput{
		TableName:                 &t.ref.Table,
		ConsistentRead:            aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :s"),
		ExpressionAttributeValues: item{":s": text(settingsPK)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return wall.SyncData{}, fmt.Errorf("read settings of %s: %w", t.ref.Table, err)
		}
		for _, it := range page.Items {
			sk := textOf(it["sk"])
			owner = owner || sk == tenantSK && textOf(it["tenantId"]) == t.ref.TenantID
			state = state || sk == stateSK
			if err := readSetting(it, &data); err != nil {
				return wall.SyncData{}, err
			}
		}
	}
	if !owner || !state {
		return wall.SyncData{}, t.notReady()
	}
	return data, nil
}

// readSetting adds one item of the settings' partition to data.
func readSetting(it item, data *wall.SyncData) (err error) {
	switch sk := textOf(it["sk"]); {
	case sk == stateSK:
		data.State, err = decodeState(it)
	case sk == settingsSK:
		data.Widget, err = decodeWidget(it)
	case strings.HasPrefix(sk, feedPrefix):
		var f wall.Feed
		if f, err = decodeFeed(it); err == nil {
			data.Feeds = append(data.Feeds, f)
		}
	}
	return err
}

// SaveState implements wall.SyncStore.
func (t *TenantTable) SaveState(ctx context.Context, s wall.State) error {
	update, err := t.advance(s)
	if err != nil {
		return err
	}
	_, err = t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: update.TableName, Key: update.Key,
		UpdateExpression: update.UpdateExpression, ConditionExpression: update.ConditionExpression,
		ExpressionAttributeValues: update.ExpressionAttributeValues,
	})
	return changed(err)
}

// advance is the update that ends a sync: it touches only what syncs own.
func (t *TenantTable) advance(s wall.State) (*types.Update, error) {
	feeds, err := attributevalue.Marshal(encodeFeedStates(s.Feeds))
	if err != nil {
		return nil, fmt.Errorf("encode feeds' state: %w", err)
	}
	update := &types.Update{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression:    aws.String("SET ver = :next, tick = :tick, swept = :swept, feeds = :feeds"),
		ConditionExpression: aws.String("ver = :ver"),
		ExpressionAttributeValues: item{
			":ver": number(s.Ver), ":next": number(s.Ver + 1), ":tick": number(s.Tick),
			":swept": number(s.Swept), ":feeds": feeds,
		},
	}
	return update, setNotices(update, s)
}

// MarkBuilt implements wall.SnapshotStore.
func (t *TenantTable) MarkBuilt(ctx context.Context, gen int64, staleAt time.Time) error {
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression:          aws.String("SET built = :gen, staleAt = :stale"),
		ConditionExpression:       aws.String("built <= :gen"),
		ExpressionAttributeValues: item{":gen": number(gen), ":stale": number(seconds(staleAt))},
	})
	if conditionFailed(err) {
		return nil // a later rebuild has marked a later snapshot
	}
	return err
}

// PlanPictures implements wall.PictureStore. It leaves the rest of the state to
// syncs, and needs none of them to start again.
func (t *TenantTable) PlanPictures(ctx context.Context, at, seen time.Time) error {
	condition := "pictures = :seen"
	if seen.IsZero() {
		condition = "attribute_exists(ver) AND (attribute_not_exists(pictures) OR pictures = :seen)"
	}
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression: aws.String("SET pictures = :at"), ConditionExpression: &condition,
		ExpressionAttributeValues: item{":at": number(seconds(at)), ":seen": number(seconds(seen))},
	})
	if conditionFailed(err) {
		return nil // somebody else's plan stands
	}
	return err
}

// mostFaded bounds what is noted: the state is read with every sync.
const mostFaded = 50

// NoteFaded implements wall.PictureStore.
func (t *TenantTable) NoteFaded(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	err := t.changeFaded(ctx, "ADD", ids[:min(len(ids), mostFaded)],
		"attribute_exists(ver) AND (attribute_not_exists(faded) OR size(faded) < :most)", item{":most": number(mostFaded)})
	if conditionFailed(err) {
		return nil // enough to ask for: what is left is tried again, and noted then
	}
	return err
}

// ForgetFaded implements wall.SyncStore.
func (t *TenantTable) ForgetFaded(ctx context.Context, ids []string) error {
	return t.changeFaded(ctx, "DELETE", ids, "attribute_exists(ver)", item{})
}

func (t *TenantTable) changeFaded(ctx context.Context, verb string, ids []string, condition string, values item) error {
	values[":ids"] = &types.AttributeValueMemberSS{Value: ids}
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.ref.Table, Key: key(settingsPK, stateSK),
		UpdateExpression: aws.String(verb + " faded :ids"), ConditionExpression: &condition, ExpressionAttributeValues: values,
	})
	return err
}

func decodeState(it item) (wall.State, error) {
	var in stateItem
	if err := unmarshal(it, &in); err != nil {
		return wall.State{}, err
	}
	s := wall.State{
		Ver: in.Ver, Tick: in.Tick, Gen: in.Gen, Built: in.Built, StaleAt: fromSeconds(in.StaleAt),
		Swept: in.Swept, FeedCount: in.FeedCount, Feeds: map[string]wall.FeedState{}, PicturesAt: fromSeconds(in.Pictures),
		Faded: in.Faded,
	}
	for id, f := range in.Feeds {
		s.Feeds[id] = f.decode()
	}
	return s, in.readNotices(&s)
}

func (f feedStateItem) decode() wall.FeedState {
	s := wall.FeedState{
		NextTick: f.NextTick, Taken: f.Taken, Interval: f.Interval, Pace: wall.Pace(f.Pace),
		LastSync: fromSeconds(f.LastSync), Cursor: f.Cursor, Digest: f.Digest,
		Failures: f.Failures, Skipped: f.Skipped, PicturesUntil: fromSeconds(f.Pictures), CheckTick: f.CheckAt, Check: f.Check,
	}
	if e := f.Error; e != nil {
		s.Error = &wall.FeedError{Class: wall.ErrorClass(e.Class), Message: e.Message, Since: fromSeconds(e.Since), Until: fromSeconds(e.Until)}
	}
	if p := f.Place; p != nil {
		s.Place = &wall.Place{Rating: p.Rating, Count: p.Count, URL: p.URL}
	}
	return s
}

func encodeFeedStates(feeds map[string]wall.FeedState) map[string]feedStateItem {
	out := make(map[string]feedStateItem, len(feeds))
	for id, s := range feeds {
		f := feedStateItem{
			NextTick: s.NextTick, Taken: s.Taken, Interval: s.Interval, Pace: string(s.Pace),
			LastSync: seconds(s.LastSync), Cursor: s.Cursor, Digest: s.Digest,
			Failures: s.Failures, Skipped: s.Skipped, Pictures: seconds(s.PicturesUntil), CheckAt: s.CheckTick, Check: s.Check,
		}
		if e := s.Error; e != nil {
			f.Error = &errorItem{Class: string(e.Class), Message: e.Message, Since: seconds(e.Since), Until: seconds(e.Until)}
		}
		if p := s.Place; p != nil {
			f.Place = &placeItem{Rating: p.Rating, Count: p.Count, URL: p.URL}
		}
		out[id] = f
	}
	return out
}

// settingsItem keeps the widget's settings as JSON: they are read and written
// whole, and a new setting needs no migration.
type settingsItem struct {
	Widget []byte `dynamodbav:"widget"`
	Rev    int64  `dynamodbav:"rev"`
}

// SaveWidget stores the settings of revision w.Rev in their new form. Changed
// when they have another revision.
func (t *TenantTable) SaveWidget(ctx context.Context, w wall.Widget, log ...wall.AuditEntry) error {
	audit, err := t.auditWrites(log)
	if err != nil {
		return err
	}
	condition := item{":rev": number(w.Rev)}
	w.Rev++
	it, err := encodeWidget(w)
	if err != nil {
		return err
	}
	return t.transact(ctx, t.shown(), append(audit, types.TransactWriteItem{Put: &types.Put{
		TableName: &t.ref.Table, Item: it, ConditionExpression: aws.String("rev = :rev"), ExpressionAttributeValues: condition,
	}}))
}

func encodeWidget(w wall.Widget) (item, error) {
	rev := w.Rev
	w.Rev = 0 // it stands beside the settings
	data, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("encode settings: %w", err)
	}
	return marshal(settingsPK, settingsSK, settingsItem{Widget: data, Rev: rev})
}

func decodeWidget(it item) (wall.Widget, error) {
	var in settingsItem
	if err := unmarshal(it, &in); err != nil {
		return wall.Widget{}, err
	}
	w := wall.DefaultWidget(false)
	if err := json.Unmarshal(in.Widget, &w); err != nil {
		return wall.Widget{}, fmt.Errorf("decode settings: %w", err)
	}
	w.Rev = in.Rev
	return w, nil
}
