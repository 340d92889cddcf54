package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	made := get[tenantView](p, "tenants", "create", "--name", "A", "--domain", "a.example.com", "--owner-email", "a@example.com", "--no-wait")
	registry := dynamo.NewRegistry(p.db, p.outputs["RegistryTable"])
	failing := map[string]wall.FeedError{"f_1": {Class: wall.ClassAuth}, "f_2": {Class: wall.ClassAuth}, "f_3": {Class: wall.ClassGone}}
	if err := registry.SetHealth(t.Context(), made.ID, failing); err != nil {
		t.Fatal(err)
	}
	dead, body := p.outputs["EventsDeadLettersUrl"], "{}"
	if _, err := p.sqs.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &dead, MessageBody: &body}); err != nil {
		t.Fatal(err)
	}
	want := statusView{
		Tenants: map[wall.TenantStatus]int{wall.Provisioning: 1}, InError: 1,
		FeedsInError: []failingView{{wall.ClassAuth, 2, 1}, {wall.ClassGone, 1, 1}}, Budgets: []budgetView{},
		Queues: []queueView{{"sync", 0, 0}, {"provision", 1, 0}, {"events", 0, 1}, {"notices", 0, 0}, {"pictures", 0, 0}},
	}
	if diff := cmp.Diff(want, get[statusView](p, "status")); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
	for _, line := range []string{"Tenants: 0 active, 0 suspended, 1 being made; 1 with feeds in error.", "auth     2      1", "events     0        1"} {
		if r := p.run("", "status"); !strings.Contains(r.out, line) {
			t.Errorf("no %q in\n%s", line, r.out)
		}
	}
}

func TestBudgets(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	if r := p.run("", "budgets"); r.out != "No network has been asked yet.\n" {
		t.Errorf("before the first call: %s%s", r.out, r.notes)
	}
	keeper := budget.NewKeeper(dynamo.NewRegistry(p.db, p.outputs["RegistryTable"]), budget.Limits{GoogleDailyCalls: 10})
	now := time.Now()
	for _, request := range []budget.Request{
		{Network: wall.Google, Limit: 5, Calls: 10, Now: now},
		{Network: wall.Instagram, Account: "17", Query: wall.Query{Hashtags: []string{"a", "b", "c"}}, Limit: 50, Now: now},
	} {
		if _, err := keeper.Reserve(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, b := range get[struct{ Items []budgetView }](p, "budgets").Items {
		got = append(got, fmt.Sprintf("%s %s: %d of %d %s, %d %%", b.Network, b.Account, b.Used, b.Amount, b.Limit, b.Percent))
		if spent := !b.RunsOutAt.IsZero() && b.RunsOutAt.Before(b.PeriodEndsAt); spent != (b.Network == wall.Google) {
			t.Errorf("%s: the forecast is %v of %v", b.Limit, b.RunsOutAt, b.PeriodEndsAt)
		}
	}
	want := []string{"google : 10 of 10 calls a day, 100 %", "instagram 17: 3 of 30 hashtags a week, 10 %", "instagram 17: 1 of 200 calls an hour, 0 %"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("budgets (-want +got):\n%s", diff)
	}
	if r := p.run("", "budgets"); !strings.Contains(r.out, "used up") || !strings.Contains(r.out, "3 of 30") {
		t.Errorf("%s%s", r.out, r.notes)
	}
}
