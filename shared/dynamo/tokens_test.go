package dynamo_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func keepToken(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	f, err := wall.NewFeed("", wall.Facebook, wall.Query{PageID: "bongout"}, noon)
	must(t, err)
	f.SealedCredential = []byte("sealed")
	must(t, table.AddFeed(t.Context(), f, wall.Unlimited))
	before := load(t, table)
	f.SealedCredential = []byte("renewed")
	f.Token = wall.Token{Account: "Bon Goût", AccountID: "1", ExpiresAt: noon.Add(time.Hour), Renewable: true, CheckedAt: noon}
	must(t, table.KeepToken(t.Context(), f))
	after := load(t, table)
	if got := after.Feeds[0]; got.Token != f.Token || string(got.SealedCredential) != "renewed" || got.Rev != f.Rev || got.Name != f.Name {
		t.Errorf("the feed is %+v", got)
	}
	if after.State.Ver != before.State.Ver {
		t.Error("a sync under way is told to start again")
	}
	renamed := after.Feeds[0]
	renamed.Name = "another"
	must(t, table.UpdateFeed(t.Context(), after.Feeds[0], renamed, wall.Unlimited))
	wantCode(t, table.KeepToken(t.Context(), f), wall.Changed)
	after = load(t, table)
	shared := after.Feeds[0]
	shared.SealedCredential, shared.Token = nil, wall.Token{}
	must(t, table.UpdateFeed(t.Context(), after.Feeds[0], shared, wall.Unlimited))
	wantCode(t, table.KeepToken(t.Context(), after.Feeds[0]), wall.Changed)
}

func keepNotices(t *testing.T, db *dynamodb.Client) {
	table := newTable(t, db)
	state := load(t, table).State
	state.Notices = map[string]wall.Notice{"f_a": {Since: noon, Told: noon.Add(time.Hour)}}
	state.Outbox = []wall.NoticeMessage{{ID: "n_1", Kind: wall.NoticeFailing, Feeds: []wall.NoticedFeed{{ID: "f_a", Name: "é", Since: noon}}}}
	must(t, table.SaveState(t.Context(), state))
	got := load(t, table).State
	if !reflect.DeepEqual(got.Notices, state.Notices) || !reflect.DeepEqual(got.Outbox, state.Outbox) {
		t.Errorf("kept are %+v and %+v", got.Notices, got.Outbox)
	}
	must(t, table.ClearOutbox(t.Context(), []wall.NoticeMessage{{ID: "n_0"}}))
	if len(load(t, table).State.Outbox) != 1 {
		t.Error("messages that were not sent are gone")
	}
	must(t, table.ClearOutbox(t.Context(), got.Outbox))
	must(t, table.ClearOutbox(t.Context(), got.Outbox))
	got = load(t, table).State
	if got.Outbox != nil || len(got.Notices) != 1 {
		t.Errorf("left are %+v and %+v", got.Notices, got.Outbox)
	}
	got.Notices = nil
	must(t, table.SaveChanges(t.Context(), got, posts(1)))
	if got = load(t, table).State; got.Notices != nil {
		t.Errorf("left are %+v", got.Notices)
	}
}
