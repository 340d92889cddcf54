package queue_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestSyncArrivesAsItWasSent(t *testing.T) {
	t.Parallel()
	client := enginetest.SQS(t)
	url := newQueue(t, client, nil)
	want := sync(7)
	want.Now, want.Tidy, want.After = true, true, "instagram:1"
	if err := queue.NewSyncs(client, url).SendSync(t.Context(), want, 0); err != nil {
		t.Fatal(err)
	}
	got, err := queue.DecodeSync(receive(t, client, url, 1)[0])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSendSyncsSendsEveryMessageOnce(t *testing.T) {
	t.Parallel()
	client := enginetest.SQS(t)
	url := newQueue(t, client, nil)
	var batch []wall.DelayedSync
	for i := range 123 {
		batch = append(batch, wall.DelayedSync{Message: sync(i)})
	}
	if err := queue.NewSyncs(client, url).SendSyncs(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	bodies := receive(t, client, url, len(batch))
	slices.Sort(bodies)
	if got := len(slices.Compact(bodies)); got != len(batch) {
		t.Errorf("%d different messages, want %d", got, len(batch))
	}
}

func TestDelayedSyncWaits(t *testing.T) {
	t.Parallel()
	client := enginetest.SQS(t)
	url := newQueue(t, client, nil)
	syncs := queue.NewSyncs(client, url)
	batch := []wall.DelayedSync{{Message: sync(1), Delay: 10 * time.Minute}, {Message: sync(2), Delay: time.Hour}}
	if err := syncs.SendSyncs(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := syncs.SendSync(t.Context(), sync(3), time.Minute); err != nil {
		t.Fatal(err)
	}
	if got := attribute(t, client, url, types.QueueAttributeNameApproximateNumberOfMessagesDelayed); got != "3" {
		t.Errorf("%s messages wait, want 3", got)
	}
}

func TestProvisionArrivesAsItWasSent(t *testing.T) {
	t.Parallel()
	client := enginetest.SQS(t)
	url := newQueue(t, client, nil)
	provisions := queue.NewProvisions(client, url)
	for want, send := range map[bool]func(context.Context, string) error{false: provisions.SendProvision, true: provisions.SendPurge} {
		if err := send(t.Context(), "tn_1"); err != nil {
			t.Fatal(err)
		}
		id, purge, err := queue.DecodeProvision(receive(t, client, url, 1)[0])
		if err != nil || id != "tn_1" || purge != want {
			t.Errorf("got %q, %t, %v", id, purge, err)
		}
	}
}

func TestEventsArriveAsTheyWereSent(t *testing.T) {
	t.Parallel()
	client := enginetest.SQS(t)
	url := newQueue(t, client, nil)
	want := wall.EventsMessage{
		ID: "m1", Ref: sync(1).Ref, Day: "2026-11-24", Views: 2,
		Posts: map[string]wall.PostCounts{"google:é/<1>": {Impressions: 3, Clicks: 1}},
	}
	if err := queue.NewEvents(client, url).SendEvents(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, err := queue.DecodeEvents(receive(t, client, url, 1)[0])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNoticeArrivesAsItWasSent(t *testing.T) {
	t.Parallel()
	client := enginetest.SQS(t)
	url := newQueue(t, client, nil)
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	want := wall.NoticeMessage{ID: "n_1", TenantID: "tn_1", Kind: wall.NoticeFailing, More: 7, Feeds: []wall.NoticedFeed{{
		ID: "f_1", Name: "é/<1>", Network: wall.Google, Own: true, Class: wall.ClassQuota, Message: "it is used up", Since: at,
		Until: at.Add(time.Hour), Account: "@a", Expires: at.Add(2 * time.Hour),
	}, {ID: "f_2"}}}
	if err := queue.NewNotices(client, url).SendNotice(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, err := queue.DecodeNotice(receive(t, client, url, 1)[0])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMessageThatIsNotOursIsRefused(t *testing.T) {
	t.Parallel()
	decodeSync := func(body string) error { _, err := queue.DecodeSync(body); return err }
	decodeProvision := func(body string) error { _, _, err := queue.DecodeProvision(body); return err }
	decodeEvents := func(body string) error { _, err := queue.DecodeEvents(body); return err }
	decodeNotice := func(body string) error { _, err := queue.DecodeNotice(body); return err }
	for name, bad := range map[string]struct {
		decode func(string) error
		body   string
	}{
		"not JSON":          {decodeSync, `hello`},
		"no tenant":         {decodeSync, `{"table":"tenant_a","tick":1}`},
		"no table":          {decodeSync, `{"tenantId":"tn_1","tick":1}`},
		"unknown field":     {decodeSync, `{"tenantId":"tn_1","table":"tenant_a","tick":1,"more":1}`},
		"two values":        {decodeSync, `{"tenantId":"tn_1","table":"tenant_a","tick":1} {}`},
		"provision, empty":  {decodeProvision, `{}`},
		"provision, a sync": {decodeProvision, `{"tenantId":"tn_1","table":"tenant_a","tick":1}`},
		"notice, no kind":   {decodeNotice, `{"id":"n","tenantId":"tn_1","feeds":[{"id":"f","name":"n","network":"google"}]}`},
		"notice, no feeds":  {decodeNotice, `{"id":"n","tenantId":"tn_1","kind":"failing","feeds":[]}`},
		"invitation, no id": {decodeNotice, `{"id":"n","tenantId":"tn_1","kind":"invitation"}`},
		"notice, no tenant": {decodeNotice, `{"id":"n","kind":"failing","feeds":[{"id":"f","name":"n","network":"google"}]}`},
		"events, no id":     {decodeEvents, `{"tenantId":"tn_1","table":"tenant_a","day":"2026-11-24"}`},
		"events, long id":   {decodeEvents, `{"id":"` + strings.Repeat("m", 2000) + `","tenantId":"tn_1","table":"tenant_a","day":"2026-11-24"}`},
		"events, no tenant": {decodeEvents, `{"id":"m","table":"tenant_a","day":"2026-11-24"}`},
		"events, no day":    {decodeEvents, `{"id":"m","tenantId":"tn_1","table":"tenant_a","day":"today"}`},
		"events, less":      {decodeEvents, `{"id":"m","tenantId":"tn_1","table":"tenant_a","day":"2026-11-24","views":-1}`},
		"events, no post":   {decodeEvents, `{"id":"m","tenantId":"tn_1","table":"tenant_a","day":"2026-11-24","posts":{"x":[1,0]}}`},
		"events, less seen": {decodeEvents, `{"id":"m","tenantId":"tn_1","table":"tenant_a","day":"2026-11-24","posts":{"google:1":[-1,0]}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := bad.decode(bad.body); err == nil {
				t.Errorf("%s was accepted", bad.body)
			}
		})
	}
}

func TestEntryThatFailedIsSentAgain(t *testing.T) {
	t.Parallel()
	refusal := `{"Successful":[{"Id":"0","MessageId":"m"}],"Failed":[{"Id":"1","Code":"InternalError","Message":"later","SenderFault":false}]}`
	var calls atomic.Int32
	client := fakeSQS(t, func(body string) string {
		if calls.Add(1) == 1 {
			return refusal
		}
		if strings.Contains(body, `"Id":"0"`) {
			t.Errorf("an entry that was taken is sent again: %s", body)
		}
		return `{"Successful":[{"Id":"1","MessageId":"m"}]}`
	})
	batch := []wall.DelayedSync{{Message: sync(0)}, {Message: sync(1)}}
	if err := queue.NewSyncs(client, "http://queue").SendSyncs(t.Context(), batch); err != nil {
		t.Error(err)
	}
}

func TestEntryThatSQSRefusesIsReported(t *testing.T) {
	t.Parallel()
	client := fakeSQS(t, func(string) string {
		return `{"Failed":[{"Id":"0","Code":"InvalidMessageContents","Message":"no","SenderFault":true}]}`
	})
	err := queue.NewSyncs(client, "http://queue").SendSyncs(t.Context(), []wall.DelayedSync{{Message: sync(0)}})
	if err == nil || !strings.Contains(err.Error(), "InvalidMessageContents") {
		t.Errorf("got %v", err)
	}
}

func sync(i int) wall.SyncMessage {
	return wall.SyncMessage{
		Ref: wall.TableRef{
			TenantID: fmt.Sprintf("tn_%d", i), Table: "tenant_a",
			Cell: wall.Cell{Account: "000000000000", Region: "eu-west-3"},
		},
		Tick: 42,
	}
}

// fakeSQS answers what no engine can be made to answer: failures of a batch's entries.
func fakeSQS(t *testing.T, answer func(body string) string) *sqs.Client {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := new(strings.Builder)
		if err := r.Write(body); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		fmt.Fprint(w, answer(body.String()))
	}))
	t.Cleanup(server.Close)
	return sqs.NewFromConfig(aws.Config{
		Region: "us-east-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}, func(o *sqs.Options) { o.DisableMessageChecksumValidation = true })
}
