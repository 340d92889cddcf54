package dashboardapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/wall"
)

type object = map[string]any

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
		"no JSON":               {"POST", "/v1/feeds", `{"network":`, nil, "malformed", nil},
		"two bodies":            {"POST", "/v1/feeds", `{} {}`, nil, "malformed", nil},
		"no UTF-8":              {"POST", "/v1/feeds", "{\"name\":\"\xff\"}", nil, "malformed", nil},
		"too deep":              {"POST", "/v1/feeds", deep, nil, "malformed", nil},
		"nothing":               {"POST", "/v1/feeds", "", nil, "malformed", nil},
		"too large":             {"POST", "/v1/feeds", `{"name":"` + strings.Repeat("x", 64<<10) + `"}`, nil, "too-large", nil},
		"a form":                {"POST", "/v1/feeds", "network=x", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, "unsupported-media-type", nil},
		"a list":                {"POST", "/v1/feeds", `[]`, nil, "invalid", []string{""}},
		"an unknown field":      {"POST", "/v1/feeds", object{"network": "twitter", "query": object{"hashtags": []string{"a"}, "tags": 1}, "colour/1": "red"}, nil, "invalid", []string{"/colour~11", "/query/tags"}},
		"wrong types":           {"POST", "/v1/feeds", object{"network": 1, "query": object{"hashtags": []any{"a", 2}}}, nil, "invalid", []string{"/network", "/query/hashtags/1"}},
		"a missing field":       {"POST", "/v1/feeds", object{"network": "twitter"}, nil, "invalid", []string{"/query"}},
		"no hashtag":            {"POST", "/v1/feeds", object{"network": "twitter", "query": object{"hashtags": []string{"ok", "not ok"}}}, nil, "invalid", []string{"/query/hashtags/1"}},
		"another's query":       {"POST", "/v1/feeds", object{"network": "twitter", "query": object{"pageId": "x1"}}, nil, "invalid", []string{"/query/pageId"}},
		"another's credential":  {"POST", "/v1/feeds", object{"network": "twitter", "query": object{"hashtags": []string{"a"}}, "credential": object{"apiKey": "x"}}, nil, "invalid", []string{"/credential"}},
		"a token of two lines":  {"POST", "/v1/feeds", object{"network": "twitter", "query": object{"hashtags": []string{"a"}}, "credential": object{"bearerToken": "a\nb"}}, nil, "invalid", []string{"/credential/bearerToken"}},
		"a path for an account": {"POST", "/v1/feeds", object{"network": "instagram", "query": object{"account": true}, "credential": object{"accessToken": "x", "userId": "../me"}}, nil, "invalid", []string{"/credential/userId"}},
		"the operator's page":   {"POST", "/v1/feeds/preview", object{"network": "facebook", "query": object{"pageId": "Me"}}, nil, "invalid", []string{"/query/pageId"}},
		"a link read backwards": {"POST", "/v1/posts", object{"text": "x", "url": "https://\u202e.example"}, nil, "invalid", []string{"/url"}},
		"a network change":      {"PATCH", "/v1/feeds/f_none", object{"network": "google"}, nil, "invalid", []string{"/network"}},
		"no change":             {"PATCH", "/v1/feeds/f_none", object{}, nil, "invalid", []string{""}},
		"no such feed":          {"PATCH", "/v1/feeds/f_none", object{"enabled": true}, nil, "not-found", nil},
		"a feed like a query":   {"GET", "/v1/feeds/%3Fa=b", nil, nil, "not-found", nil},
		"a long id":             {"GET", "/v1/feeds/" + strings.Repeat("x", 101), nil, nil, "invalid", []string{"/id"}},
		"an invisible text":     {"POST", "/v1/posts", object{"text": " \u200b\u202e "}, nil, "invalid", []string{"/text"}},
		"a script for a link":   {"POST", "/v1/posts", object{"text": "x", "url": "javascript:alert(1)"}, nil, "invalid", []string{"/url"}},
		"a picture elsewhere":   {"POST", "/v1/posts", object{"text": "x", "media": []string{"https://cdn.example/1.jpg"}}, nil, "invalid", []string{"/media/0"}},
		"a picture of nobody":   {"POST", "/v1/posts", object{"text": "x", "media": []string{"/media/1.jpg"}}, nil, "invalid", []string{"/media/0"}},
		"no such post":          {"PATCH", "/v1/posts/instagram:1", object{"status": "hidden"}, nil, "not-found", nil},
		"no such status":        {"PATCH", "/v1/posts/instagram:1", object{"status": "gone"}, nil, "invalid", []string{"/status"}},
		"a post twice":          {"POST", "/v1/posts/moderate", object{"ids": []string{"a:1", "a:1"}, "pinned": true}, nil, "invalid", []string{"/ids"}},
		"no decision":           {"POST", "/v1/posts/moderate", object{"ids": []string{"a:1"}}, nil, "invalid", []string{""}},
		"a cursor":              {"GET", "/v1/posts?cursor=abc", nil, nil, "invalid", []string{"/cursor"}},
		"a limit":               {"GET", "/v1/posts?limit=101", nil, nil, "invalid", []string{"/limit"}},
		"no number":             {"GET", "/v1/posts?limit=x", nil, nil, "invalid", []string{"/limit"}},
		"no such network":       {"GET", "/v1/posts?network=tiktok", nil, nil, "invalid", []string{"/network"}},
		"a day":                 {"GET", "/v1/analytics?from=2026-02-30", nil, nil, "invalid", []string{"/from"}},
		"days to come":          {"GET", "/v1/analytics?to=2126-01-01", nil, nil, "invalid", []string{"/to"}},
		"a domain":              {"PATCH", "/v1/tenant", object{"domain": "127.0.0.1"}, nil, "invalid", []string{"/domain"}},
		"an allowed domain":     {"PATCH", "/v1/tenant", object{"allowedDomains": []string{"a.example", "co.uk"}}, nil, "invalid", []string{"/allowedDomains/1"}},
		"a plan":                {"PATCH", "/v1/tenant", object{"plan": "free"}, nil, "invalid", []string{"/plan"}},
		"a name":                {"POST", "/v1/tenants", object{"name": "\u202e", "domain": "a.example"}, nil, "invalid", []string{"/name"}},
		"a grace":               {"POST", "/v1/tenant/key/rotate", object{"graceSeconds": -1}, nil, "invalid", []string{"/graceSeconds"}},
		"no If-Match":           {"PUT", "/v1/widget", object{}, nil, "invalid", []string{"/If-Match"}},
		"any If-Match":          {"PUT", "/v1/widget", widget("light"), map[string]string{"If-Match": "*"}, "invalid", []string{"/If-Match"}},
		"an If-Match of ours":   {"PUT", "/v1/widget", widget("light"), map[string]string{"If-Match": `"x"`}, "changed", nil},
		"half a widget":         {"PUT", "/v1/widget", object{"theme": "light"}, map[string]string{"If-Match": `"1"`}, "invalid", []string{"/branding", "/colors", "/columns", "/language", "/layout", "/limit", "/moderation", "/networks", "/scroll"}},
		"a script for a logo":   {"PUT", "/v1/widget", with(widget("light"), "branding", object{"logo": "javascript:alert(1)"}), map[string]string{"If-Match": `"1"`}, "invalid", []string{"/branding/logo"}},
		"another's logo":        {"PUT", "/v1/widget", with(widget("light"), "branding", object{"logo": "/media/t_other/0123456789abcdef-1x1.png"}), map[string]string{"If-Match": `"1"`}, "invalid", []string{"/branding/logo"}},
		"a way to a logo":       {"PUT", "/v1/widget", with(widget("light"), "branding", object{"logo": "/media/../v1/me"}), map[string]string{"If-Match": `"1"`}, "invalid", []string{"/branding/logo"}},
		"a logo's password":     {"PUT", "/v1/widget", with(widget("light"), "branding", object{"logo": "https://a:b@c.example/1.png"}), map[string]string{"If-Match": `"1"`}, "invalid", []string{"/branding/logo"}},
		"an address on no site": {"POST", "/v1/members", object{"email": "zoe@[127.0.0.1]", "role": "viewer"}, nil, "invalid", []string{"/email"}},
		"a style for a colour":  {"PUT", "/v1/widget", with(widget("light"), "colors", object{"text": "red;x:url(//e)"}), map[string]string{"If-Match": `"1"`}, "invalid", []string{"/colors/text"}},
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

func TestALimitIsSaidInDigits(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("digits", wall.Business)
	a := p.send(request{user: "owner-digits", tenant: tenant.ID, method: "POST", path: "/v1/tenant/key/rotate", body: object{"graceSeconds": 9e9}})
	if want := "graceSeconds: number must be at most 2592000"; a.Detail != want {
		t.Errorf("%q, want %q", a.Detail, want)
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
