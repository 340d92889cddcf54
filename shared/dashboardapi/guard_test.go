package dashboardapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// platformAdmin is what the routes of the platform's admins need.
const platformAdmin wall.Role = "admin"

// route is a route of the contract with a request that it accepts, and the
// least role that may send it; "" for any user.
type route struct {
	request
	least  wall.Role
	change bool
}

func (r route) key() string {
	return r.method + " " + strings.NewReplacer("f_none", "{id}", "instagram:none", "{id}", "nobody", "{id}", "t_nobody", "{id}").Replace(r.path)
}

// routes end with those that leave the tenant as it must not be for the others.
func routes() []route {
	widget := map[string]any{
		"theme": "dark", "colors": map[string]any{}, "layout": "list", "columns": 2, "scroll": "off", "limit": 10, "networks": []string{},
		"language": "fr", "branding": map[string]any{},
		"moderation": map[string]any{"mode": "auto", "blockedWords": []string{}, "blockedAuthors": []string{}, "builtInLists": true, "minimumRating": 0},
	}
	hashtags := map[string]any{"network": "twitter", "query": map[string]any{"hashtags": []string{"a"}}}
	return []route{
		{request{method: "GET", path: "/v1/me"}, "", false},
		{request{method: "POST", path: "/v1/tenants", body: map[string]any{"name": "New", "domain": "new.example"}}, "", true},
		{request{method: "GET", path: "/v1/tenant"}, wall.RoleViewer, false},
		{request{method: "PATCH", path: "/v1/tenant", body: map[string]any{"name": "Other"}}, wall.RoleOwner, true},
		{request{method: "POST", path: "/v1/tenant/key/rotate"}, wall.RoleOwner, true},
		{request{method: "GET", path: "/v1/feeds"}, wall.RoleViewer, false},
		{request{method: "POST", path: "/v1/feeds", body: hashtags}, wall.RoleEditor, true},
		{request{method: "POST", path: "/v1/feeds/preview", body: hashtags}, wall.RoleEditor, true},
		{request{method: "GET", path: "/v1/feeds/f_none"}, wall.RoleViewer, false},
		{request{method: "PATCH", path: "/v1/feeds/f_none", body: map[string]any{"enabled": false}}, wall.RoleEditor, true},
		{request{method: "DELETE", path: "/v1/feeds/f_none"}, wall.RoleEditor, true},
		{request{method: "POST", path: "/v1/feeds/f_none/sync"}, wall.RoleEditor, true},
		{request{method: "GET", path: "/v1/posts"}, wall.RoleViewer, false},
		{request{method: "POST", path: "/v1/posts", body: map[string]any{"text": "Bonsoir"}}, wall.RoleEditor, true},
		{request{method: "PATCH", path: "/v1/posts/instagram:none", body: map[string]any{"pinned": true}}, wall.RoleEditor, true},
		{request{method: "POST", path: "/v1/posts/moderate", body: map[string]any{"ids": []string{"x:y"}, "pinned": true}}, wall.RoleEditor, true},
		{request{method: "POST", path: "/v1/media", body: picture(), header: map[string]string{"Content-Type": "image/png"}}, wall.RoleEditor, true},
		{request{method: "GET", path: "/v1/widget"}, wall.RoleViewer, false},
		{request{method: "PUT", path: "/v1/widget", body: widget, header: map[string]string{"If-Match": `"99"`}}, wall.RoleEditor, true},
		{request{method: "GET", path: "/v1/admin/tenants"}, platformAdmin, false},
		{request{method: "PATCH", path: "/v1/admin/tenants/t_nobody", body: map[string]any{"status": "active"}}, platformAdmin, true},
		{request{method: "GET", path: "/v1/analytics"}, wall.RoleViewer, false},
		{request{method: "GET", path: "/v1/audit"}, wall.RoleOwner, false},
		{request{method: "GET", path: "/v1/members"}, wall.RoleOwner, false},
		{request{method: "POST", path: "/v1/members", body: map[string]any{"email": "zoe@example.com", "role": "viewer"}}, wall.RoleOwner, true},
		{request{method: "PATCH", path: "/v1/members/nobody", body: map[string]any{"role": "viewer"}}, wall.RoleOwner, true},
		{request{method: "DELETE", path: "/v1/members/nobody"}, wall.RoleOwner, true},
		{request{method: "DELETE", path: "/v1/tenant"}, wall.RoleOwner, true},
	}
}

func TestEveryRouteIsInTheTable(t *testing.T) {
	t.Parallel()
	spec, err := api.GetSpec()
	must(t, err)
	tested := map[string]bool{}
	for _, r := range routes() {
		tested[r.key()] = true
	}
	for path, item := range spec.Paths.Map() {
		for method := range item.Operations() {
			if !tested[method+" "+path] {
				t.Errorf("%s %s is served and not tested", method, path)
			}
			delete(tested, method+" "+path)
		}
	}
	for key := range tested {
		t.Errorf("%s is tested and not served", key)
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	ours, theirs := p.tenant("ours", wall.Business), p.tenant("theirs", wall.Business)
	closed := p.tenant("closed", wall.Business)
	_, err := p.life.Suspend(t.Context(), closed.ID)
	must(t, err)
	gone := p.tenant("gone", wall.Business)
	must(t, p.life.Delete(t.Context(), gone.ID))
	fresh, err := p.register.Register(t.Context(), registration("fresh", p.user("owner-fresh")))
	must(t, err)
	stranger := p.user("stranger")
	covers := func(role wall.Role, r route) string {
		if r.least == "" || r.least != platformAdmin && role.Covers(r.least) {
			return ""
		}
		return "forbidden"
	}
	admin := p.user("admin")
	must(t, p.registry.AddAdmin(t.Context(), "admin@example.com"))
	callers := []struct {
		name string
		request
		want func(route) string // the code of the refusal; "" for none
	}{
		{"nobody", request{tenant: ours.ID}, always("unauthenticated")},
		{"an ID token", request{user: "owner-ours", tenant: ours.ID, claims: map[string]string{"sub": "owner-ours", "token_use": "id", "aud": "x"}}, always("unauthenticated")},
		{"no member", request{user: stranger, tenant: ours.ID}, inTenant("forbidden")},
		{"the owner of another tenant", request{user: "owner-theirs", tenant: ours.ID}, inTenant("forbidden")},
		{"a tenant that is not there", request{user: "owner-ours", tenant: "t_none"}, inTenant("forbidden")},
		{"no tenant", request{user: "owner-ours"}, inTenant("invalid")},
		{"an admin of the platform", request{user: admin, tenant: ours.ID}, func(r route) string {
			if r.least == "" || r.least == platformAdmin {
				return ""
			}
			return "forbidden"
		}},
		{"an admin by group", request{user: stranger, claims: map[string]string{"sub": stranger, "token_use": "access", "cognito:groups": "[platform-admins]"}}, func(r route) string {
			if r.least == "" || r.least == platformAdmin {
				return ""
			}
			return "invalid" // no tenant is named
		}},
		{"a viewer", request{user: "viewer-ours", tenant: ours.ID}, func(r route) string { return covers(wall.RoleViewer, r) }},
		{"an editor", request{user: "editor-ours", tenant: ours.ID}, func(r route) string { return covers(wall.RoleEditor, r) }},
		{"the owner of a suspended tenant", request{user: "owner-closed", tenant: closed.ID}, func(r route) string {
			if refusal := covers(wall.RoleOwner, r); refusal != "" || !r.change || r.least == "" {
				return refusal
			}
			return "tenant-suspended"
		}},
		{"the owner of a deleted tenant", request{user: "owner-gone", tenant: gone.ID}, inTenant("not-found")},
		{"the owner of a tenant that is being made", request{user: "owner-fresh", tenant: fresh.ID}, func(r route) string {
			if strings.Contains(r.path, "feeds") || strings.Contains(r.path, "posts") || strings.Contains(r.path, "widget") ||
				strings.Contains(r.path, "analytics") || strings.Contains(r.path, "audit") ||
				strings.HasSuffix(r.path, "rotate") || r.key() == "DELETE /v1/tenant" {
				return "not-ready"
			}
			return covers(wall.RoleOwner, r)
		}},
		{"the owner", request{user: "owner-ours", tenant: ours.ID}, func(r route) string { return covers(wall.RoleOwner, r) }},
	}
	for _, caller := range callers {
		for _, r := range routes() {
			in := r.request
			in.user, in.tenant, in.claims = caller.user, caller.tenant, caller.claims
			a := p.send(in)
			want := caller.want(r)
			refused := a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.code() == "not-ready"
			if a.status >= http.StatusInternalServerError || want != "" && a.code() != want || want == "" && refused {
				t.Errorf("%s, %s: %d %s, want %q", r.key(), caller.name, a.status, a.text, want)
			}
		}
	}
	if after, err := p.registry.Tenant(t.Context(), theirs.ID); err != nil || after.Rev != theirs.Rev {
		t.Errorf("another tenant was changed: %+v, %v", after, err)
	}
}

func always(code string) func(route) string { return func(route) string { return code } }

// inTenant is the refusal on routes that are in a tenant.
func inTenant(code string) func(route) string {
	return func(r route) string {
		switch r.least {
		case "":
			return ""
		case platformAdmin:
			return "forbidden"
		}
		return code
	}
}
