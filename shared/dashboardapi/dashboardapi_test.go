package dashboardapi_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

type object = map[string]any

func registration(name, owner string) onboarding.Registration {
	return onboarding.Registration{Name: name, Domain: name + ".example", Owner: wall.Owner{Subject: owner, Email: owner + "@example.com"}}
}

func TestBadInputNamesItsFieldsAndChangesNothing(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("bad", wall.Enterprise)
	deep := strings.Repeat("[", 11_000) + strings.Repeat("]", 11_000)
	tests := map[string]struct {
		method, path string
		body         any
		header       map[string]string
		code         string
		pointers     []string
	}{
		"no JSON":              {"POST", "/v1/feeds", `{"network":`, nil, "malformed", nil},
		"two bodies":           {"POST", "/v1/feeds", `{} {}`, nil, "malformed", nil},
		"no UTF-8":             {"POST", "/v1/feeds", "{\"name\":\"\xff\"}", nil, "malformed", nil},
		"too deep":             {"POST", "/v1/feeds", deep, nil, "malformed", nil},
		"nothing":              {"POST", "/v1/feeds", "", nil, "malformed", nil},
		"too large":            {"POST", "/v1/feeds", `{"name":"` + strings.Repeat("x", 64<<10) + `"}`, nil, "too-large", nil},
		"a form":               {"POST", "/v1/feeds", "network=x", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, "unsupported-media-type", nil},
		"a list":               {"POST", "/v1/feeds", `[]`, nil, "invalid", []string{""}},
		"an unknown field":     {"POST", "/v1/feeds", object{"network": "twitter", "query": object{"hashtags": []string{"a"}, "tags": 1}, "colour/1": "red"}, nil, "invalid", []string{"/colour~11", "/query/tags"}},
		"wrong types":          {"POST", "/v1/feeds", object{"network": 1, "query": object{"hashtags": []any{"a", 2}}}, nil, "invalid", []string{"/network", "/query/hashtags/1"}},
		"a missing field":      {"POST", "/v1/feeds", object{"network": "twitter"}, nil, "invalid", []string{"/query"}},
		"no hashtag":           {"POST", "/v1/feeds", object{"network": "twitter", "query": object{"hashtags": []string{"ok", "not ok"}}}, nil, "invalid", []string{"/query/hashtags/1"}},
		"another's query":      {"POST", "/v1/feeds", object{"network": "twitter", "query": object{"pageId": "x1"}}, nil, "invalid", []string{"/query/pageId"}},
		"another's credential": {"POST", "/v1/feeds", object{"network": "twitter", "query": object{"hashtags": []string{"a"}}, "credential": object{"apiKey": "x"}}, nil, "invalid", []string{"/credential"}},
		"a network change":     {"PATCH", "/v1/feeds/f_none", object{"network": "google"}, nil, "invalid", []string{"/network"}},
		"no change":            {"PATCH", "/v1/feeds/f_none", object{}, nil, "invalid", []string{""}},
		"no such feed":         {"PATCH", "/v1/feeds/f_none", object{"enabled": true}, nil, "not-found", nil},
		"a feed like a query":  {"GET", "/v1/feeds/%3Fa=b", nil, nil, "not-found", nil},
		"a long id":            {"GET", "/v1/feeds/" + strings.Repeat("x", 101), nil, nil, "invalid", []string{"/id"}},
		"an invisible text":    {"POST", "/v1/posts", object{"text": " \u200b\u202e "}, nil, "invalid", []string{"/text"}},
		"a script for a link":  {"POST", "/v1/posts", object{"text": "x", "url": "javascript:alert(1)"}, nil, "invalid", []string{"/url"}},
		"a picture elsewhere":  {"POST", "/v1/posts", object{"text": "x", "media": []string{"https://cdn.example/1.jpg"}}, nil, "invalid", []string{"/media/0"}},
		"a picture of nobody":  {"POST", "/v1/posts", object{"text": "x", "media": []string{"/media/1.jpg"}}, nil, "invalid", []string{"/media/0"}},
		"no such post":         {"PATCH", "/v1/posts/instagram:1", object{"status": "hidden"}, nil, "not-found", nil},
		"no such status":       {"PATCH", "/v1/posts/instagram:1", object{"status": "gone"}, nil, "invalid", []string{"/status"}},
		"a post twice":         {"POST", "/v1/posts/moderate", object{"ids": []string{"a:1", "a:1"}, "pinned": true}, nil, "invalid", []string{"/ids"}},
		"no decision":          {"POST", "/v1/posts/moderate", object{"ids": []string{"a:1"}}, nil, "invalid", []string{""}},
		"a cursor":             {"GET", "/v1/posts?cursor=abc", nil, nil, "invalid", []string{"/cursor"}},
		"a limit":              {"GET", "/v1/posts?limit=101", nil, nil, "invalid", []string{"/limit"}},
		"no number":            {"GET", "/v1/posts?limit=x", nil, nil, "invalid", []string{"/limit"}},
		"no such network":      {"GET", "/v1/posts?network=tiktok", nil, nil, "invalid", []string{"/network"}},
		"a day":                {"GET", "/v1/analytics?from=2026-02-30", nil, nil, "invalid", []string{"/from"}},
		"days to come":         {"GET", "/v1/analytics?to=2126-01-01", nil, nil, "invalid", []string{"/to"}},
		"a domain":             {"PATCH", "/v1/tenant", object{"domain": "127.0.0.1"}, nil, "invalid", []string{"/domain"}},
		"an allowed domain":    {"PATCH", "/v1/tenant", object{"allowedDomains": []string{"a.example", "co.uk"}}, nil, "invalid", []string{"/allowedDomains/1"}},
		"a plan":               {"PATCH", "/v1/tenant", object{"plan": "free"}, nil, "invalid", []string{"/plan"}},
		"a name":               {"POST", "/v1/tenants", object{"name": "\u202e", "domain": "a.example"}, nil, "invalid", []string{"/name"}},
		"a grace":              {"POST", "/v1/tenant/key/rotate", object{"graceSeconds": -1}, nil, "invalid", []string{"/graceSeconds"}},
		"no If-Match":          {"PUT", "/v1/widget", object{}, nil, "invalid", []string{"/If-Match"}},
		"any If-Match":         {"PUT", "/v1/widget", widget("light"), map[string]string{"If-Match": "*"}, "invalid", []string{"/If-Match"}},
		"an If-Match of ours":  {"PUT", "/v1/widget", widget("light"), map[string]string{"If-Match": `"x"`}, "changed", nil},
		"half a widget":        {"PUT", "/v1/widget", object{"theme": "light"}, map[string]string{"If-Match": `"1"`}, "invalid", []string{"/branding", "/colors", "/columns", "/language", "/layout", "/limit", "/moderation", "/networks", "/scroll"}},
		"a script for a logo":  {"PUT", "/v1/widget", with(widget("light"), "branding", object{"logo": "javascript:alert(1)"}), map[string]string{"If-Match": `"1"`}, "invalid", []string{"/branding/logo"}},
		"a style for a colour": {"PUT", "/v1/widget", with(widget("light"), "colors", object{"text": "red;x:url(//e)"}), map[string]string{"If-Match": `"1"`}, "invalid", []string{"/colors/text"}},
		"no such route":        {"GET", "/v1/nothing", nil, nil, "not-found", nil},
	}
	before := p.state(tenant)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := p.send(request{user: "owner-bad", tenant: tenant.ID, method: test.method, path: test.path, body: test.body, header: test.header})
			var pointers []string
			for _, e := range a.Errors {
				pointers = append(pointers, e.Pointer)
			}
			slices.Sort(pointers)
			if diff := cmp.Diff(test.pointers, pointers); a.code() != test.code || diff != "" {
				t.Errorf("%d %s, want %s\npointers (-want +got):\n%s", a.status, a.text, test.code, diff)
			}
			if a.Detail == "" {
				t.Error("it does not say what is wrong")
			}
		})
	}
	if diff := cmp.Diff(before, p.state(tenant)); diff != "" {
		t.Errorf("something was changed (-before +after):\n%s", diff)
	}
}

// state is all of a tenant that requests may change.
func (p *platform) state(t wall.Tenant) string {
	p.Helper()
	now, err := p.registry.Tenant(p.Context(), t.ID)
	must(p.T, err)
	table, err := p.tables.Open(p.Context(), t.Ref())
	must(p.T, err)
	data, err := table.LoadSync(p.Context())
	must(p.T, err)
	return fmt.Sprintf("%+v\n%+v", now, data)
}

func widget(theme string) object {
	return object{
		"theme": theme, "colors": object{}, "layout": "grid", "columns": 3, "scroll": "off", "limit": 24, "networks": []string{},
		"language": "auto", "branding": object{},
		"moderation": object{"mode": "auto", "blockedWords": []string{}, "blockedAuthors": []string{}, "builtInLists": true, "minimumRating": 0},
	}
}

func with(in object, name string, value any) object { in[name] = value; return in }

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

func TestInvitationsAreAcceptedAtTheFirstRequest(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("invited", wall.Business)
	viewer := request{user: "viewer-invited", tenant: tenant.ID, method: "GET", path: "/v1/tenant"}
	if got := get[api.Tenant](p, viewer); got.Role != api.RoleViewer {
		t.Errorf("role %s", got.Role)
	}
	p.invite(tenant, "owner-invited@example.com", wall.RoleViewer)
	owner := request{user: "owner-invited", method: "GET", path: "/v1/me"}
	if me := get[api.Me](p, owner); len(me.Tenants) != 1 || me.Tenants[0].Role != api.RoleOwner {
		t.Errorf("an invitation took the owner's role: %+v", me.Tenants)
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("team", wall.Business)
	send := func(method, path string, body any) request {
		return request{user: "owner-team", tenant: tenant.ID, method: method, path: path, body: body}
	}
	get[api.Me](p, request{user: "editor-team", method: "GET", path: "/v1/me"}) // accepts
	got := []string{}
	for _, m := range get[api.MemberList](p, send("GET", "/v1/members", nil)).Items {
		got = append(got, fmt.Sprintf("%s %s %s", m.Email, m.Role, m.Status))
	}
	want := []string{"owner-team@example.com owner member", "editor-team@example.com editor member", "viewer-team@example.com viewer invited"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the team (-want +got):\n%s", diff)
	}
	invited := func(email string) string { return wall.Invitation{TenantID: tenant.ID, Email: email}.ID() }
	for _, step := range []struct {
		request
		want int
	}{
		{send("POST", "/v1/members", object{"email": "editor-team@example.com", "role": "owner"}), 409},
		{send("POST", "/v1/members", object{"email": "nobody", "role": "owner"}), 422},
		{send("POST", "/v1/members", object{"email": "Zoe@example.com", "role": "viewer"}), 201},
		{send("POST", "/v1/members", object{"email": "zoe@example.com", "role": "viewer"}), 429}, // sent a moment ago
		{send("PATCH", "/v1/members/"+invited("zoe@example.com"), object{"role": "editor"}), 200},
		{send("PATCH", "/v1/members/owner-team", object{"role": "viewer"}), 409},
		{send("DELETE", "/v1/members/owner-team", nil), 409},
		{send("DELETE", "/v1/members/"+invited("viewer-team@example.com"), nil), 204},
		{send("DELETE", "/v1/members/"+invited("viewer-team@example.com"), nil), 404},
		{request{user: "viewer-team", tenant: tenant.ID, method: "GET", path: "/v1/tenant"}, 403},
		{send("PATCH", "/v1/members/editor-team", object{"role": "owner"}), 200},
		{send("DELETE", "/v1/members/owner-team", nil), 204},
		{send("GET", "/v1/members", nil), 403},
	} {
		if a := p.send(step.request); a.status != step.want {
			t.Errorf("%s %s: %d %s, want %d", step.method, step.path, a.status, a.text, step.want)
		}
	}
	if _, sent := p.mailbox.Load("zoe@example.com"); !sent {
		t.Error("no mail was sent to the invited")
	}
	p.user("zoe")
	if me := get[api.Me](p, request{user: "zoe", method: "GET", path: "/v1/me"}); len(me.Tenants) != 1 || me.Tenants[0].Role != api.RoleEditor {
		t.Errorf("the invited: %+v", me)
	}
}

// Two owners take each other's role at once: one of them stays.
func TestTheLastOwnerStays(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("owners", wall.Business)
	get[api.Me](p, request{user: "editor-owners", method: "GET", path: "/v1/me"})
	get[api.Member](p, request{user: "owner-owners", tenant: tenant.ID, method: "PATCH", path: "/v1/members/editor-owners", body: object{"role": "owner"}})
	var group sync.WaitGroup
	for _, id := range []string{"owner-owners", "editor-owners"} {
		group.Go(func() {
			p.send(request{user: id, tenant: tenant.ID, method: "DELETE", path: "/v1/members/" + id})
		})
	}
	group.Wait()
	team, err := p.registry.Team(t.Context(), tenant.ID, p.clock())
	must(t, err)
	if !slices.ContainsFunc(team.Members, func(m wall.Member) bool { return m.Role == wall.RoleOwner }) {
		t.Errorf("nobody owns the tenant: %+v", team)
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

func TestFeedLife(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("feeds", wall.Business)
	send := func(method, path string, body any) request {
		return request{user: "editor-feeds", tenant: tenant.ID, method: method, path: path, body: body}
	}
	feed := get[api.Feed](p, send("POST", "/v1/feeds", object{
		"name": "Ours", "network": "instagram", "query": object{"account": true}, "credential": object{"accessToken": "secret-token", "userId": "1784"},
	}))
	if !feed.OwnCredential || !feed.Enabled || feed.State.LastSyncAt.IsSpecified() && !feed.State.LastSyncAt.IsNull() {
		t.Errorf("%+v", feed)
	}
	if text := p.send(send("GET", "/v1/feeds", nil)).text; strings.Contains(text, "secret-token") || strings.Contains(text, "sealed") {
		t.Errorf("a credential is given away: %s", text)
	}
	if a := p.send(send("PATCH", "/v1/feeds/"+feed.ID, object{"credential": nil})); a.code() != "invalid" {
		t.Errorf("an account's own media without its credential: %d %s", a.status, a.text)
	}
	changed := get[api.Feed](p, send("PATCH", "/v1/feeds/"+feed.ID, object{
		"credential": nil, "query": object{"hashtags": []string{"#Été"}}, "name": "Tags", "enabled": false,
	}))
	if changed.OwnCredential || changed.Enabled || changed.Name != "Tags" || !slices.Equal(changed.Query.Hashtags, []string{"été"}) {
		t.Errorf("%+v", changed)
	}
	if a := p.send(send("POST", "/v1/feeds/"+feed.ID+"/sync", nil)); a.code() != "conflict" {
		t.Errorf("a paused feed: %d %s", a.status, a.text)
	}
	get[api.Feed](p, send("PATCH", "/v1/feeds/"+feed.ID, object{"enabled": true}))
	for _, step := range []struct {
		pass time.Duration
		want int
	}{{0, 202}, {0, 429}, {59 * time.Second, 429}, {time.Second, 202}} {
		p.pass(step.pass)
		if a := p.send(send("POST", "/v1/feeds/"+feed.ID+"/sync", nil)); a.status != step.want {
			t.Errorf("sync after %s: %d %s", step.pass, a.status, a.text)
		}
	}
	if a := p.send(send("DELETE", "/v1/feeds/"+feed.ID, nil)); a.status != http.StatusNoContent {
		t.Errorf("remove: %d %s", a.status, a.text)
	}
	if a := p.send(send("GET", "/v1/feeds/"+feed.ID, nil)); a.code() != "not-found" {
		t.Errorf("after the removal: %d %s", a.status, a.text)
	}
}

func TestModeration(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant, other := p.tenant("posts", wall.Business), p.tenant("elsewhere", wall.Business)
	send := func(method, path string, body any) request {
		return request{user: "editor-posts", tenant: tenant.ID, method: method, path: path, body: body}
	}
	feed := get[api.Feed](p, send("POST", "/v1/feeds", object{"network": "twitter", "query": object{"hashtags": []string{"a"}}}))
	for i := range 5 {
		p.posts(tenant, wall.Post{
			ID: fmt.Sprintf("twitter:%d", i), Network: wall.Twitter, FeedIDs: []string{feed.ID}, Text: fmt.Sprintf("Crème brûlée n°%d", i),
			Author: wall.Author{Name: "Zoé"}, PublishedAt: p.clock().Add(time.Duration(i-10) * time.Minute), Status: wall.Visible,
		})
	}
	first := get[api.PostList](p, send("GET", "/v1/posts?limit=3&q=creme+BRUL", nil))
	cursor, err := first.NextCursor.Get()
	if err != nil || len(first.Items) != 3 || first.Items[0].ID != "twitter:4" || !first.Items[0].Shown {
		t.Fatalf("first page: %+v", first)
	}
	second := get[api.PostList](p, send("GET", "/v1/posts?limit=3&q=creme+BRUL&cursor="+cursor, nil))
	if len(second.Items) != 2 || !second.NextCursor.IsNull() || second.Items[0].ID != "twitter:1" {
		t.Errorf("second page: %+v", second)
	}
	for name, in := range map[string]request{
		"with another filter": send("GET", "/v1/posts?cursor="+cursor, nil),
		"in another tenant":   {user: "editor-elsewhere", tenant: other.ID, method: "GET", path: "/v1/posts?limit=3&q=creme+BRUL&cursor=" + cursor},
	} {
		if a := p.send(in); a.code() != "invalid" {
			t.Errorf("a cursor %s: %d %s", name, a.status, a.text)
		}
	}
	hidden := get[api.Post](p, send("PATCH", "/v1/posts/twitter:4", object{"status": "hidden"}))
	if hidden.Status != api.PostStatusHidden || !hidden.Moderated || hidden.Shown || hidden.Reason == "" {
		t.Errorf("%+v", hidden)
	}
	many := get[api.ModeratedPosts](p, send("POST", "/v1/posts/moderate", object{"ids": []string{"twitter:0", "twitter:9"}, "pinned": true}))
	if len(many.Items) != 1 || !many.Items[0].Pinned || !slices.Equal(many.Missing, []string{"twitter:9"}) {
		t.Errorf("%+v", many)
	}
	if diff := cmp.Diff([]string{"twitter:0", "twitter:3", "twitter:2", "twitter:1"}, p.onWall(tenant)); diff != "" {
		t.Errorf("on the wall (-want +got):\n%s", diff)
	}
	if list := get[api.PostList](p, send("GET", "/v1/posts?status=hidden", nil)); len(list.Items) != 1 {
		t.Errorf("hidden: %+v", list)
	}
	if a := p.send(request{user: "editor-elsewhere", tenant: other.ID, method: "PATCH", path: "/v1/posts/twitter:0", body: object{"status": "hidden"}}); a.code() != "not-found" {
		t.Errorf("another tenant's post: %d %s", a.status, a.text)
	}
}

func TestWritePost(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("writing", wall.Business)
	write := request{user: "editor-writing", tenant: tenant.ID, method: "POST", path: "/v1/posts"}
	write.body = object{"text": "  Ce soir, concert !\nÀ 20 h ", "url": "https://writing.example/concert", "pinned": true}
	post := get[api.Post](p, write)
	if post.Network != api.PostNetworkDirect || post.Text != "Ce soir, concert !\nÀ 20 h" || !post.Shown || !post.Pinned || post.Author.Name != "writing" {
		t.Errorf("%+v", post)
	}
	if diff := cmp.Diff([]string{post.ID}, p.onWall(tenant)); diff != "" {
		t.Errorf("on the wall (-want +got):\n%s", diff)
	}
}

func TestPreviewAndTrial(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("trying", wall.Business)
	ask := request{user: "editor-trying", tenant: tenant.ID, method: "POST", path: "/v1/feeds/preview",
		body: object{"network": "twitter", "query": object{"hashtags": []string{"lyon"}}}}
	if got := get[api.PreviewedPosts](p, ask); len(got.Posts) != 6 || got.Posts[0].ID != "twitter:9" || got.Posts[0].Text != "#lyon" {
		t.Errorf("previewed %+v", got)
	}
	for _, path := range []string{"/v1/feeds/preview", "/v1/feeds"} {
		ask.path = path
		ask.body = object{"network": "twitter", "query": object{"hashtags": []string{"lyon"}}, "credential": object{"bearerToken": "refused"}}
		if a := p.send(ask); a.status != http.StatusUnprocessableEntity || len(a.Errors) != 1 || a.Errors[0].Pointer != "/credential" {
			t.Errorf("%s with a token that is refused: %d %s", path, a.status, a.text)
		}
	}
	if list := get[api.FeedList](p, request{user: ask.user, tenant: tenant.ID, method: "GET", path: "/v1/feeds"}); len(list.Items) != 0 {
		t.Errorf("stored %+v", list.Items)
	}
}

// picture is a small PNG.
func picture() string {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewNRGBA(image.Rect(0, 0, 8, 4))); err != nil {
		panic(err) // a buffer takes all
	}
	return out.String()
}

func TestPictures(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("pictures", wall.Business)
	png := picture()
	upload := request{user: "editor-pictures", tenant: tenant.ID, method: "POST", path: "/v1/media", body: png,
		header: map[string]string{"Content-Type": "image/png"}}
	got := get[api.UploadedMedia](p, upload)
	if got.Width != 8 || got.Height != 4 || !strings.HasPrefix(got.URL, "/media/"+tenant.ID+"/") {
		t.Errorf("uploaded %+v", got)
	}
	post := get[api.Post](p, request{user: upload.user, tenant: tenant.ID, method: "POST", path: "/v1/posts",
		body: object{"text": "Menu", "media": []string{got.URL}}})
	if len(post.Media) != 1 || post.Media[0].URL != got.URL || post.Media[0].Width != 8 {
		t.Errorf("posted %+v", post.Media)
	}
	for name, test := range map[string]struct {
		kind, body string
		want       int
	}{
		"another kind":     {"image/gif", png, http.StatusUnsupportedMediaType},
		"JSON":             {"application/json", "{}", http.StatusUnsupportedMediaType},
		"a page as PNG":    {"image/png", "<html>", http.StatusUnsupportedMediaType},
		"half a picture":   {"image/png", png[:40], http.StatusUnprocessableEntity},
		"more than two MB": {"image/png", png + strings.Repeat("a", 2<<20), http.StatusRequestEntityTooLarge},
	} {
		upload.header, upload.body = map[string]string{"Content-Type": test.kind}, test.body
		if a := p.send(upload); a.status != test.want {
			t.Errorf("%s: %d %s, want %d", name, a.status, a.text, test.want)
		}
	}
}

// Every change of a tenant leaves an entry, for a year.
func TestAudit(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("audited", wall.Business)
	owner := func(method, path string, body any) request {
		return request{user: "owner-audited", tenant: tenant.ID, method: method, path: path, body: body}
	}
	feed := get[api.Feed](p, owner("POST", "/v1/feeds", object{"name": "Tags", "network": "twitter", "query": object{"hashtags": []string{"a"}}}))
	editor := owner("PATCH", "/v1/feeds/"+feed.ID, object{"enabled": false})
	editor.user = "editor-audited"
	p.pass(time.Second)
	get[api.Me](p, request{user: editor.user, method: "GET", path: "/v1/me"}) // accepts
	p.pass(time.Second)
	get[api.Feed](p, editor)
	p.pass(time.Second)
	p.send(owner("PATCH", "/v1/feeds/f_none", object{"enabled": false})) // changes nothing
	get[api.Tenant](p, owner("PATCH", "/v1/tenant", object{"name": "Ours"}))
	p.pass(time.Second)
	get[api.Tenant](p, owner("PATCH", "/v1/tenant", object{"plan": "starter"}))
	p.pass(time.Second)
	post := get[api.Post](p, owner("POST", "/v1/posts", object{"text": "Bonjour"}))
	p.pass(time.Second)
	get[api.Post](p, owner("PATCH", "/v1/posts/"+post.ID, object{"status": "hidden", "pinned": true}))
	p.pass(time.Second)
	get[api.Member](p, owner("POST", "/v1/members", object{"email": "zoe@example.com", "role": "viewer"}))

	list := func(query string) (entries []string, next string) {
		answer := get[api.AuditList](p, owner("GET", "/v1/audit"+query, nil))
		for _, e := range answer.Items {
			entries = append(entries, strings.TrimSpace(e.By+" "+e.Action+" "+e.Target+" "+e.Detail))
		}
		next, _ = answer.NextCursor.Get()
		return entries, next
	}
	first, cursor := list("?limit=4")
	second, end := list("?limit=4&cursor=" + cursor)
	want := []string{
		"owner-audited@example.com member.invited " + wall.Invitation{TenantID: tenant.ID, Email: "zoe@example.com"}.ID() + " zoe@example.com, viewer",
		"owner-audited@example.com post.moderated " + post.ID + " hidden, pinned",
		"owner-audited@example.com post.written " + post.ID + " Bonjour",
		"owner-audited@example.com plan.changed " + tenant.ID + " from business to starter",
		"owner-audited@example.com tenant.changed " + tenant.ID + " name Ours",
		"editor-audited@example.com feed.changed " + feed.ID + " Tags: X #a",
		"editor-audited@example.com member.joined editor-audited editor-audited@example.com, editor",
		"owner-audited@example.com feed.added " + feed.ID + " Tags: X #a",
	}
	if diff := cmp.Diff(want, append(first, second...)); diff != "" || end != "" {
		t.Errorf("entries (-want +got):\n%s\nnext %q", diff, end)
	}
	p.pass(wall.AuditRetention)
	if old, _ := list(""); len(old) != 0 {
		t.Errorf("after a year: %v", old)
	}
}

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

func TestAnalytics(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("seen", wall.Business)
	read := request{user: "viewer-seen", tenant: tenant.ID, method: "GET", path: "/v1/analytics"}
	today := wall.DayOf(p.clock())
	p.posts(tenant, wall.Post{ID: "direct:1", Network: wall.Direct, Text: "Bonjour", PublishedAt: p.clock(), Status: wall.Visible})
	table, err := p.tables.Open(t.Context(), tenant.Ref())
	must(t, err)
	counts := wall.PostCounts{Impressions: 7, Clicks: 2}
	_, err = table.SaveDay(t.Context(), wall.DayCounts{
		Day: today, Views: 3, Networks: map[wall.Network]wall.PostCounts{wall.Direct: counts}, Posts: map[string]wall.PostCounts{"direct:1": counts},
	}, []string{"m1"})
	must(t, err)
	got := get[api.Analytics](p, read)
	if len(got.Days) != 30 || got.To != string(today) || got.Total != (api.Counts{Views: 3, Impressions: 7, Clicks: 2}) {
		t.Errorf("%+v", got)
	}
	if len(got.Networks) != 1 || got.Networks[0].Clicks != 2 || len(got.TopPosts) != 1 || got.TopPosts[0].Text != "Bonjour" {
		t.Errorf("%+v", got)
	}
	read.path += "?from=" + string(today) + "&to=" + string(today)
	if one := get[api.Analytics](p, read); len(one.Days) != 1 || one.Days[0].Views != 3 {
		t.Errorf("%+v", one)
	}
}

// Two people decide about the same posts at once: both decisions are taken, in
// some order, and nothing is lost.
func TestTwoBulkModerationsAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("bulk", wall.Business)
	var ids []string
	for i := range 30 {
		id := fmt.Sprintf("direct:%02d", i)
		ids = append(ids, id)
		p.posts(tenant, wall.Post{ID: id, Network: wall.Direct, Text: id, PublishedAt: p.clock().Add(-time.Hour), Status: wall.Visible})
	}
	var group sync.WaitGroup
	answers := make([]answer, 2)
	for i, decision := range []object{{"status": "hidden"}, {"pinned": true}} {
		decision["ids"] = ids
		group.Go(func() {
			answers[i] = p.send(request{user: "editor-bulk", tenant: tenant.ID, method: "POST", path: "/v1/posts/moderate", body: decision})
		})
	}
	group.Wait()
	for _, a := range answers {
		if a.status != http.StatusOK {
			t.Errorf("%d %s", a.status, a.text)
		}
	}
	for _, post := range get[api.PostList](p, request{user: "viewer-bulk", tenant: tenant.ID, method: "GET", path: "/v1/posts"}).Items {
		if post.Status != api.PostStatusHidden || !post.Pinned {
			t.Errorf("%s is %s, pinned %t", post.ID, post.Status, post.Pinned)
		}
	}
}

func TestWidgetSettings(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("widget", wall.Business)
	p.posts(tenant,
		wall.Post{ID: "direct:1", Network: wall.Direct, Text: "Bonjour", PublishedAt: p.clock().Add(-time.Hour), Status: wall.Visible},
		wall.Post{ID: "direct:2", Network: wall.Direct, Text: "chez le Concurrént !", PublishedAt: p.clock().Add(-time.Hour), Status: wall.Visible})
	read := request{user: "editor-widget", tenant: tenant.ID, method: "GET", path: "/v1/widget"}
	tag := p.send(read).header.Get("ETag")
	write := func(theme, tag string) answer {
		body := widget(theme)
		body["moderation"].(object)["blockedWords"] = []string{"concurrent", " CONCURRENT "}
		return p.send(request{user: read.user, tenant: read.tenant, method: "PUT", path: read.path, body: body, header: map[string]string{"If-Match": tag}})
	}
	first := write("dark", tag)
	if first.status != http.StatusOK || first.header.Get("ETag") == tag {
		t.Fatalf("%d %s", first.status, first.text)
	}
	if second := write("light", tag); second.code() != "changed" {
		t.Errorf("the second of two edits: %d %s", second.status, second.text)
	}
	got := get[api.Widget](p, read)
	if got.Theme != api.ThemeDark || !slices.Equal(got.Moderation.BlockedWords, []string{"concurrent"}) {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff([]string{"direct:1"}, p.onWall(tenant)); diff != "" {
		t.Errorf("on the wall (-want +got):\n%s", diff)
	}
	if third := write("light", "W/"+first.header.Get("ETag")); third.status != http.StatusOK {
		t.Errorf("with the new tag: %d %s", third.status, third.text)
	}
}
