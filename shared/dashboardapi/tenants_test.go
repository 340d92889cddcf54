package dashboardapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func registration(name, owner string) onboarding.Registration {
	return onboarding.Registration{Name: name, Domain: name + ".example", Owner: wall.Owner{Subject: owner, Email: owner + "@example.com"}}
}

func TestRegistration(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	ada := p.user("ada")
	ask := func(user, key, domain string) answer {
		header := map[string]string{}
		if key != "" {
			header["Idempotency-Key"] = key
		}
		return p.send(request{user: user, method: "POST", path: "/v1/tenants", body: object{"name": "Ada", "domain": domain}, header: header})
	}
	first, again := ask(ada, "k1", "ada.example"), ask(ada, "k1", "ada.example")
	if first.status != http.StatusAccepted || first.header.Get("Location") != "/v1/tenant" || first.text != again.text {
		t.Errorf("first %d %s, again %d %s", first.status, first.text, again.status, again.text)
	}
	if a := ask(ada, "k1", "other.example"); a.code() != "conflict" {
		t.Errorf("the key for another registration: %d %s", a.status, a.text)
	}
	if other := ask(p.user("bob"), "k1", "ada.example"); other.text == first.text {
		t.Error("another user's key gave away a tenant")
	}
	me := get[api.Me](p, request{user: ada, method: "GET", path: "/v1/me"})
	if len(me.Tenants) != 1 || me.Tenants[0].Role != api.RoleOwner || me.Tenants[0].Status != api.TenantStatusProvisioning || me.Email != "ada@example.com" {
		t.Fatalf("me: %+v", me)
	}
	made := request{user: ada, tenant: me.Tenants[0].ID, method: "GET", path: "/v1/tenant"}
	if early := get[api.Tenant](p, made); early.APIKey != "" {
		t.Errorf("a key before there is a table: %+v", early)
	}
	must(t, p.make.Provision(t.Context(), me.Tenants[0].ID))
	ready := get[api.Tenant](p, made)
	if ready.Status != api.TenantStatusActive || !strings.Contains(ready.EmbedCode, ready.APIKey) || !strings.HasPrefix(ready.APIKey, "hmt_") {
		t.Errorf("%+v", ready)
	}
	if limit, err := ready.Usage.FeedLimit.Get(); err != nil || limit != 1 || ready.Plan != api.PlanStarter {
		t.Errorf("plan %s, limit %d, %v", ready.Plan, limit, err)
	}
	for range 19 {
		if a := ask(ada, "", "ada.example"); a.status != http.StatusAccepted {
			t.Fatalf("%d %s", a.status, a.text)
		}
	}
	if a := ask(ada, "", "ada.example"); a.code() != "too-many-requests" || a.header.Get("Retry-After") == "" {
		t.Errorf("the 21st of a day: %d %s", a.status, a.text)
	}
	must(t, p.registry.AddAdmin(t.Context(), "ada@example.com"))
	if a := ask(ada, "", "ada.example"); a.status != http.StatusAccepted {
		t.Errorf("an admin: %d %s", a.status, a.text)
	}
}

func TestTenantChanges(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("changing", wall.Business)
	in := request{user: "owner-changing", tenant: tenant.ID, path: "/v1/tenant"}
	var ids []string
	for _, tag := range []string{"a", "b", "c"} {
		feed := get[api.Feed](p, request{user: in.user, tenant: in.tenant, method: "POST", path: "/v1/feeds",
			body: object{"network": "twitter", "query": object{"hashtags": []string{tag}}}})
		ids = append(ids, feed.ID)
		p.pass(time.Second)
	}
	full := p.send(request{user: in.user, tenant: in.tenant, method: "POST", path: "/v1/feeds", body: object{"network": "twitter", "query": object{"hashtags": []string{"d"}}}})
	if full.code() != "plan-limit" {
		t.Errorf("a fourth feed: %d %s", full.status, full.text)
	}
	in.method, in.body = "PATCH", object{"plan": "starter", "name": "Smaller", "domain": "smaller.example"}
	smaller := get[api.Tenant](p, in)
	slices.Sort(smaller.PausedFeeds)
	slices.Sort(ids[1:])
	if diff := cmp.Diff(ids[1:], smaller.PausedFeeds); diff != "" {
		t.Errorf("paused feeds (-want +got):\n%s", diff)
	}
	if smaller.Name != "Smaller" || smaller.Usage.Feeds != 1 || !slices.Equal(smaller.AllowedDomains, []string{"smaller.example"}) {
		t.Errorf("%+v", smaller)
	}
	in.method, in.path, in.body = "POST", "/v1/tenant/key/rotate", object{"graceSeconds": 60}
	before := smaller.APIKey
	rotated := get[api.WidgetKey](p, in)
	if rotated.APIKey == before || !rotated.PreviousKeyUntil.Equal(p.clock().Add(time.Minute)) {
		t.Errorf("%+v", rotated)
	}
	in.method, in.path, in.body = "DELETE", "/v1/tenant", nil
	if a := p.send(in); a.status != http.StatusNoContent {
		t.Errorf("delete: %d %s", a.status, a.text)
	}
	if me := get[api.Me](p, request{user: in.user, method: "GET", path: "/v1/me"}); len(me.Tenants) != 0 {
		t.Errorf("still there: %+v", me.Tenants)
	}
}
