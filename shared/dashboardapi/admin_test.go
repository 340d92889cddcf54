package dashboardapi_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestAdministration(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	for _, name := range []string{"alpha", "beta", "gamma"} {
		p.tenant(name, wall.Business)
	}
	admin := p.user("root")
	must(t, p.registry.AddAdmin(t.Context(), "root@example.com"))
	search := func(query string) api.AdminTenantList {
		return get[api.AdminTenantList](p, request{user: admin, method: "GET", path: "/v1/admin/tenants?" + query})
	}
	first := search("limit=2")
	cursor, err := first.NextCursor.Get()
	if err != nil || len(first.Items) != 2 || first.Items[0].Name != "alpha" {
		t.Fatalf("%+v", first)
	}
	if second := search("limit=2&cursor=" + cursor); len(second.Items) != 1 || second.Items[0].Name != "gamma" || !second.NextCursor.IsNull() {
		t.Errorf("%+v", second)
	}
	beta := search("q=BETA.exa").Items
	if len(beta) != 1 {
		t.Fatalf("%+v", beta)
	}
	must(t, p.registry.SetHealth(t.Context(), beta[0].ID, map[string]wall.FeedError{"f_1": {Class: wall.ClassAuth, Message: "reconnect", Since: p.clock()}}))
	if failing := search("inError=true").Items; len(failing) != 1 || failing[0].FeedsInError[0].Message != "reconnect" {
		t.Errorf("%+v", failing)
	}
	change := request{user: admin, method: "PATCH", path: "/v1/admin/tenants/" + beta[0].ID, body: object{"plan": "starter", "status": "suspended"}}
	if got := get[api.AdminTenant](p, change); got.Plan != api.PlanStarter || got.Status != api.TenantStatusSuspended {
		t.Errorf("%+v", got)
	}
	if suspended := search("status=suspended&plan=starter").Items; len(suspended) != 1 {
		t.Errorf("%+v", suspended)
	}
	if a := p.send(request{user: "owner-beta", tenant: beta[0].ID, method: "PATCH", path: "/v1/tenant", body: object{"plan": "enterprise"}}); a.code() != "tenant-suspended" {
		t.Errorf("the suspended owner: %d %s", a.status, a.text)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	ill, well := p.tenant("ill", wall.Business), p.tenant("well", wall.Business)
	_, err := p.register.Register(t.Context(), registration("fresh", p.user("owner-fresh")))
	must(t, err)
	gone := p.tenant("gone", wall.Business)
	refused := wall.FeedError{Class: wall.ClassAuth, Message: "reconnect", Since: p.clock()}
	must(t, p.registry.SetHealth(t.Context(), ill.ID, map[string]wall.FeedError{"f_1": refused, "f_2": refused, "f_3": {Class: wall.ClassGone}}))
	must(t, p.registry.SetHealth(t.Context(), gone.ID, map[string]wall.FeedError{"f_4": refused}))
	_, err = p.life.Delete(t.Context(), gone.ID)
	must(t, err)
	get[api.Feed](p, request{user: "owner-well", tenant: well.ID, method: "POST", path: "/v1/feeds",
		body: object{"network": "twitter", "query": object{"hashtags": []string{"a"}}}}) // asks for a sync
	body := "{}"
	_, err = enginetest.SQS(t).SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &p.dead, MessageBody: &body})
	must(t, err)
	keeper := budget.NewKeeper(p.registry, budget.Limits{GoogleDailyCalls: 10})
	_, err = keeper.Reserve(t.Context(), budget.Request{Network: wall.Google, Limit: 5, Calls: 10, Now: p.clock()})
	must(t, err)

	must(t, p.registry.AddAdmin(t.Context(), "root@example.com"))
	got := get[api.PlatformStatus](p, request{user: p.user("root"), method: "GET", path: "/v1/admin/status"})
	if len(got.Budgets) != 1 {
		t.Fatalf("%+v", got.Budgets)
	}
	b := got.Budgets[0]
	if b.Network != api.NetworkGoogle || b.Name != "calls a day" || b.Used != 10 || b.Limit != 10 || b.Unit != "calls" || !b.RunsOutAt.Before(b.Until) {
		t.Errorf("%+v", b)
	}
	got.Budgets = nil
	want := api.PlatformStatus{
		Tenants:      api.TenantCounts{Active: 2, Provisioning: 1, InError: 1},
		FeedsInError: []api.FailingFeeds{{Class: "auth", Feeds: 2, Tenants: 1}, {Class: "gone", Feeds: 1, Tenants: 1}},
		Queues:       []api.QueueDepth{{Name: "sync", Waiting: 1, DeadLetters: 1}, {Name: "provision", Waiting: 4}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
}
