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
	if ready.Status != api.TenantStatusActive || !strings.Contains(ready.EmbedCode, ready.APIKey) || !strings.HasPrefix(ready.APIKey, "hmt_") || ready.RestorableDays != 30 {
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
	purge := p.clock().Add(onboarding.DefaultRetention).Format(time.RFC3339)
	if a := p.send(in); a.status != http.StatusNoContent || a.header.Get("Purge-After") != purge {
		t.Errorf("delete: %d %s, purge after %s", a.status, a.text, a.header.Get("Purge-After"))
	}
	if me := get[api.Me](p, request{user: in.user, method: "GET", path: "/v1/me"}); len(me.Tenants) != 0 {
		t.Errorf("still there: %+v", me.Tenants)
	}
}

// A deleted tenant is nobody's until an admin of the platform restores it, with
// all that it had; from the beginning of its purge on, nobody can.
func TestRestoration(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("lost", wall.Business)
	admin := p.user("root")
	must(t, p.registry.AddAdmin(t.Context(), "root@example.com"))
	owner := request{user: "owner-lost", tenant: tenant.ID, method: "DELETE", path: "/v1/tenant"}
	get[object](p, owner)
	search := func(query string) []api.AdminTenant {
		return get[api.AdminTenantList](p, request{user: admin, method: "GET", path: "/v1/admin/tenants" + query}).Items
	}
	if found := search(""); len(found) != 0 {
		t.Errorf("a deleted tenant is among the others: %+v", found)
	}
	found := search("?status=deleted")
	if len(found) != 1 || !found[0].DeletedAt.Equal(p.clock()) || !found[0].PurgeAt.After(p.clock()) {
		t.Fatalf("%+v", found)
	}
	change := request{user: admin, method: "PATCH", path: "/v1/admin/tenants/" + tenant.ID}
	for _, change.body = range []any{object{"status": "suspended"}, object{"plan": "starter"}, object{"plan": "starter", "status": "active"}} {
		if a := p.send(change); a.code() != "not-found" {
			t.Errorf("%v of a deleted tenant: %d %s", change.body, a.status, a.text)
		}
	}
	change.body = object{"status": "active"}
	if got := get[api.AdminTenant](p, change); got.Status != api.TenantStatusActive || !got.PurgeAt.IsZero() {
		t.Errorf("restored %+v", got)
	}
	owner.method = "GET"
	if got := get[api.Tenant](p, owner); got.APIKey == "" {
		t.Errorf("the owner gets %+v", got)
	}
	owner.method = "DELETE"
	get[object](p, owner)
	_, err := p.registry.UpdateTenant(t.Context(), tenant.ID, func(t *wall.Tenant) error { t.Purging = true; return nil })
	must(t, err)
	if a := p.send(change); a.code() != "conflict" {
		t.Errorf("while it is purged: %d %s", a.status, a.text)
	}
}
