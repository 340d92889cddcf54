package dashboardapi_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Who may use a route, beside the roles in a tenant.
const (
	anybody       wall.Role = "" // who has signed in
	platformAdmin wall.Role = "admin"
	visitor       wall.Role = "visitor" // with a widget key
)

// route is a route of the contract with a request that it accepts.
type route struct {
	request
	pattern string // the path as the contract writes it
	least   wall.Role
	change  bool
	foreign string // what it answers to ids and cursors of another tenant; "" when it takes none, or passes over them
}

func (r route) key() string { return r.method + " " + r.pattern }

// named are the things that requests name: of a tenant, or of nobody.
type named struct{ tenant, feed, post, member, picture, posts, audit, wall string }

func nobodys() named {
	return named{tenant: "t_nobody", feed: "f_none", post: "instagram:none", member: "nobody"}
}

// routes end with the one that leaves the tenant as it must not be for the others.
func routes(n named) []route {
	hashtags := object{"network": "twitter", "query": object{"hashtags": []string{"a"}}}
	moderation := object{"ids": []string{"x:y", n.post}, "pinned": true}
	draft := object{"text": "Bonsoir"}
	if n.picture != "" {
		draft["media"] = []string{n.picture}
	}
	all := []route{
		{pattern: "/v1/wall", request: request{method: "GET"}, least: visitor, foreign: "invalid"},
		{pattern: "/v1/wall/events", request: request{method: "POST", body: object{"events": []object{{"type": "click", "postId": n.post}}}}, least: visitor},
		{pattern: "/v1/me", request: request{method: "GET"}, least: anybody},
		{pattern: "/v1/tenants", request: request{method: "POST", body: object{"name": "New", "domain": "new.example"}}, least: anybody, change: true},
		{pattern: "/v1/tenant", request: request{method: "GET"}, least: wall.RoleViewer},
		{pattern: "/v1/tenant", request: request{method: "PATCH", body: object{"name": "Other"}}, least: wall.RoleOwner, change: true},
		{pattern: "/v1/tenant/key/rotate", request: request{method: "POST"}, least: wall.RoleOwner, change: true},
		{pattern: "/v1/feeds", request: request{method: "GET"}, least: wall.RoleViewer},
		{pattern: "/v1/feeds", request: request{method: "POST", body: hashtags}, least: wall.RoleEditor, change: true},
		{pattern: "/v1/feeds/preview", request: request{method: "POST", body: hashtags}, least: wall.RoleEditor, change: true},
		{pattern: "/v1/feeds/{id}", request: request{method: "GET", path: n.feed}, least: wall.RoleViewer, foreign: "not-found"},
		{pattern: "/v1/feeds/{id}", request: request{method: "PATCH", path: n.feed, body: object{"enabled": false}}, least: wall.RoleEditor, change: true, foreign: "not-found"},
		{pattern: "/v1/feeds/{id}", request: request{method: "DELETE", path: n.feed}, least: wall.RoleEditor, change: true, foreign: "not-found"},
		{pattern: "/v1/feeds/{id}/sync", request: request{method: "POST", path: n.feed}, least: wall.RoleEditor, change: true, foreign: "not-found"},
		{pattern: "/v1/posts", request: request{method: "GET"}, least: wall.RoleViewer, foreign: "invalid"},
		{pattern: "/v1/posts", request: request{method: "POST", body: draft}, least: wall.RoleEditor, change: true, foreign: "invalid"},
		{pattern: "/v1/posts/{id}", request: request{method: "PATCH", path: n.post, body: object{"pinned": true}}, least: wall.RoleEditor, change: true, foreign: "not-found"},
		{pattern: "/v1/posts/moderate", request: request{method: "POST", body: moderation}, least: wall.RoleEditor, change: true},
		{pattern: "/v1/media", request: request{method: "POST", body: picture(), header: map[string]string{"Content-Type": "image/png"}}, least: wall.RoleEditor, change: true},
		{pattern: "/v1/widget", request: request{method: "GET"}, least: wall.RoleViewer},
		{pattern: "/v1/widget", request: request{method: "PUT", body: widget("dark"), header: map[string]string{"If-Match": `"99"`}}, least: wall.RoleEditor, change: true},
		{pattern: "/v1/admin/tenants", request: request{method: "GET"}, least: platformAdmin},
		{pattern: "/v1/admin/tenants/{id}", request: request{method: "PATCH", path: n.tenant, body: object{"status": "active"}}, least: platformAdmin, change: true},
		{pattern: "/v1/admin/status", request: request{method: "GET"}, least: platformAdmin},
		{pattern: "/v1/analytics", request: request{method: "GET"}, least: wall.RoleViewer},
		{pattern: "/v1/audit", request: request{method: "GET"}, least: wall.RoleOwner, foreign: "invalid"},
		{pattern: "/v1/members", request: request{method: "GET"}, least: wall.RoleOwner},
		{pattern: "/v1/members", request: request{method: "POST", body: object{"email": "zoe@example.com", "role": "viewer"}}, least: wall.RoleOwner, change: true},
		{pattern: "/v1/members/{id}", request: request{method: "PATCH", path: n.member, body: object{"role": "viewer"}}, least: wall.RoleOwner, change: true, foreign: "not-found"},
		{pattern: "/v1/members/{id}", request: request{method: "DELETE", path: n.member}, least: wall.RoleOwner, change: true, foreign: "not-found"},
		{pattern: "/v1/tenant", request: request{method: "DELETE"}, least: wall.RoleOwner, change: true},
	}
	cursors := map[string]string{"GET /v1/wall": n.wall, "GET /v1/posts": n.posts, "GET /v1/audit": n.audit}
	for i, r := range all {
		all[i].path = strings.ReplaceAll(r.pattern, "{id}", url.PathEscape(r.path))
		if cursor := cursors[r.key()]; cursor != "" {
			all[i].path += "?cursor=" + cursor
		}
	}
	return all
}

func TestEveryRouteIsInTheTable(t *testing.T) {
	t.Parallel()
	spec, err := openapi3.NewLoader().LoadFromFile("../../api/openapi.yaml")
	must(t, err)
	tested := map[string]bool{}
	for _, r := range routes(nobodys()) {
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

// caller is somebody who tries every route, and the code of the refusal that a
// route should answer; "" for none.
type caller struct {
	name string
	request
	want func(route) string
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	ours, theirs := p.tenant("ours", wall.Business), p.tenant("theirs", wall.Business)
	closed := p.tenant("closed", wall.Business)
	_, err := p.life.Suspend(t.Context(), closed.ID)
	must(t, err)
	gone := p.tenant("gone", wall.Business)
	_, err = p.life.Delete(t.Context(), gone.ID)
	must(t, err)
	fresh, err := p.register.Register(t.Context(), registration("fresh", p.user("owner-fresh")))
	must(t, err)
	stranger, admin := p.user("stranger"), p.user("admin")
	must(t, p.registry.AddAdmin(t.Context(), "admin@example.com"))
	signed := func(changes map[string]any) request {
		return request{token: p.people.sign(t, "owner-ours", changes), tenant: ours.ID}
	}
	other := newIssuer(t, p.emailOf)
	callers := []caller{
		{"nobody", request{tenant: ours.ID}, always("Unauthorized")},
		{"an expired token", signed(map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}), always("Unauthorized")},
		{"a token for another audience", signed(map[string]any{"client_id": "shop"}), always("Unauthorized")},
		{"a token of another issuer", request{token: other.sign(t, "owner-ours", nil), tenant: ours.ID}, always("Unauthorized")},
		{"a token in our issuer's name", request{token: other.sign(t, "owner-ours", map[string]any{"iss": p.people.URL}), tenant: ours.ID}, always("Unauthorized")},
		{"an ID token", signed(map[string]any{"client_id": nil, "aud": "hashmytag-dashboard", "token_use": "id"}), always("unauthenticated")},
		{"no member", request{user: stranger, tenant: ours.ID}, inTenant("forbidden")},
		{"the owner of another tenant", request{user: "owner-theirs", tenant: ours.ID}, inTenant("forbidden")},
		{"a tenant that is not there", request{user: "owner-ours", tenant: "t_none"}, inTenant("forbidden")},
		{"no tenant", request{user: "owner-ours"}, inTenant("invalid")},
		{"an admin of the platform", request{user: admin, tenant: ours.ID}, admins("forbidden")},
		{"an admin by group", request{token: p.people.sign(t, stranger, map[string]any{"cognito:groups": []string{"platform-admin"}})}, admins("invalid")},
		{"a viewer", request{user: "viewer-ours", tenant: ours.ID}, covers(wall.RoleViewer)},
		{"an editor", request{user: "editor-ours", tenant: ours.ID}, covers(wall.RoleEditor)},
		{"the owner of a suspended tenant", request{user: "owner-closed", tenant: closed.ID}, func(r route) string {
			if refusal := covers(wall.RoleOwner)(r); refusal != "" || !r.change || r.least == anybody {
				return refusal
			}
			return "tenant-suspended"
		}},
		{"the owner of a deleted tenant", request{user: "owner-gone", tenant: gone.ID}, inTenant("not-found")},
		{"the owner of a tenant that is being made", request{user: "owner-fresh", tenant: fresh.ID}, func(r route) string {
			tables := []string{"/v1/feeds", "/v1/posts", "/v1/widget", "/v1/analytics", "/v1/audit", "/v1/tenant/key"}
			if slices.ContainsFunc(tables, func(begin string) bool { return strings.HasPrefix(r.pattern, begin) }) || r.key() == "DELETE /v1/tenant" {
				return "not-ready"
			}
			return covers(wall.RoleOwner)(r)
		}},
	}
	foreign := p.secrets(theirs)
	before := p.state(theirs)
	for _, caller := range callers {
		p.try(caller, routes(nobodys()))
	}
	p.try(caller{"the owner, with another tenant's ids", request{user: "owner-ours", tenant: ours.ID}, func(r route) string {
		if refusal := covers(wall.RoleOwner)(r); refusal != "" {
			return refusal
		}
		return r.foreign
	}}, withoutLast(routes(foreign)))
	if after := p.state(theirs); after != before {
		t.Errorf("another tenant was changed: %s, before %s", after, before)
	}
	p.try(caller{"the owner", request{user: "owner-ours", tenant: ours.ID}, covers(wall.RoleOwner)}, routes(nobodys()))
}

// try sends a caller's requests to the routes of people.
func (p *platform) try(c caller, all []route) {
	p.Helper()
	for _, r := range all {
		if r.least == visitor {
			continue
		}
		in := r.request
		in.user, in.tenant, in.token = c.user, c.tenant, c.token
		p.judge(r.key()+", "+c.name, p.send(in), c.want(r))
	}
}

// judge compares an answer with the refusal that is wanted; "" for none.
func (p *platform) judge(what string, a answer, want string) {
	p.Helper()
	refused := a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.code() == "not-ready"
	if a.status >= http.StatusInternalServerError || want != "" && a.code() != want || want == "" && refused {
		p.Errorf("%s: %d %s, want %q", what, a.status, a.text, want)
	}
	if strings.Contains(a.text, secret) {
		p.Errorf("%s tells of another tenant: %s", what, a.text)
	}
}

// secret is in what only the people of another tenant may see.
const secret = "Hush"

// secrets fills a tenant with what others must not see, and names it.
func (p *platform) secrets(t wall.Tenant) named {
	p.Helper()
	owner := func(method, path string, body any) request {
		return request{user: "owner-" + t.Name, tenant: t.ID, method: method, path: path, body: body}
	}
	feed := get[api.Feed](p, owner("POST", "/v1/feeds", object{"name": secret, "network": "twitter", "query": object{"hashtags": []string{"a"}}}))
	upload := owner("POST", "/v1/media", picture())
	upload.header = map[string]string{"Content-Type": "image/png"}
	n := named{tenant: t.ID, feed: feed.ID, member: "owner-" + t.Name, picture: get[api.UploadedMedia](p, upload).URL}
	for range 2 {
		n.post = get[api.Post](p, owner("POST", "/v1/posts", object{"text": secret})).ID
	}
	cursor := func(path string) string {
		page := get[struct{ NextCursor string }](p, owner("GET", path, nil))
		if page.NextCursor == "" {
			p.Fatalf("%s has one page", path)
		}
		return page.NextCursor
	}
	n.posts, n.audit = cursor("/v1/posts?limit=1"), cursor("/v1/audit?limit=1")
	n.wall = cursor("/v1/wall?limit=1&key=" + p.key(t))
	return n
}

// key is a tenant's widget key.
func (p *platform) key(t wall.Tenant) string {
	p.Helper()
	key, err := p.life.Key(p.Context(), t.ID)
	must(p.T, err)
	return string(key)
}

// Visitors' routes open with a widget key, on the key's sites, and with nothing
// else.
func TestWhoMayVisit(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	ours, closed, gone := p.tenant("ours", wall.Business), p.tenant("closed", wall.Business), p.tenant("gone", wall.Business)
	old := p.key(ours)
	_, err := p.life.RotateKey(t.Context(), ours.ID, 0)
	must(t, err)
	closedKey, goneKey := p.key(closed), p.key(gone)
	_, err = p.life.Suspend(t.Context(), closed.ID)
	must(t, err)
	_, err = p.life.Delete(t.Context(), gone.ID)
	must(t, err)
	key, foreign := p.key(ours), p.secrets(p.tenant("theirs", wall.Business))
	for _, caller := range []struct {
		name, key, origin string
		user              string
		named             named
		want              func(route) string
	}{
		{name: "nobody", want: always("Unauthorized")},
		{name: "an owner's token", user: "owner-ours", want: always("Unauthorized")},
		{name: "no key of ours", key: "secret", want: always("Forbidden")},
		{name: "a key that nobody has", key: "hmt_" + strings.Repeat("a", 26), want: always("Forbidden")},
		{name: "a tenant's id", key: ours.ID, want: always("Forbidden")},
		{name: "a key that was rotated out", key: old, want: always("Forbidden")},
		{name: "the key of a suspended tenant", key: closedKey, want: always("Forbidden")},
		{name: "the key of a deleted tenant", key: goneKey, want: always("Forbidden")},
		{name: "another site", key: key, origin: "https://theirs.example", want: always("origin-not-allowed")},
		{name: "a page of no site", key: key, origin: "null", want: always("origin-not-allowed")},
		{name: "another tenant's ids", key: key, origin: "https://ours.example", named: foreign, want: func(r route) string { return r.foreign }},
		{name: "the site", key: key, origin: "https://www.ours.example", want: always("")},
		{name: "no browser", key: key, want: always("")},
	} {
		for _, r := range routes(caller.named) {
			if r.least != visitor {
				continue
			}
			in := r.request
			address, err := url.Parse(in.path)
			must(t, err)
			query := address.Query()
			query.Set("key", caller.key)
			in.path, in.user, in.header = address.Path+"?"+query.Encode(), caller.user, map[string]string{}
			if caller.origin != "" {
				in.header["Origin"] = caller.origin
			}
			p.judge(r.key()+", "+caller.name, p.send(in), caller.want(r))
		}
	}
	if a := p.send(request{method: "GET", path: "/v1/wall?key=" + key + "&feed=" + foreign.feed}); strings.Contains(a.text, secret) {
		t.Errorf("another tenant's feed: %s", a.text)
	}
}

func withoutLast(all []route) []route { return all[:len(all)-1] }

func always(code string) func(route) string { return func(route) string { return code } }

// inTenant is the refusal on routes that are in a tenant.
func inTenant(code string) func(route) string {
	return func(r route) string {
		switch r.least {
		case anybody:
			return ""
		case platformAdmin:
			return "forbidden"
		}
		return code
	}
}

// admins are let in where nobody is, and refused in tenants.
func admins(code string) func(route) string {
	return func(r route) string {
		if r.least == anybody || r.least == platformAdmin {
			return ""
		}
		return code
	}
}

// covers is the refusal of a route to a role.
func covers(role wall.Role) func(route) string {
	return func(r route) string {
		if r.least == anybody || r.least != platformAdmin && role.Covers(r.least) {
			return ""
		}
		return "forbidden"
	}
}
