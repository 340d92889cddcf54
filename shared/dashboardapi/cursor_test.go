package dashboardapi_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// A cursor continues the list that it was made for: of that kind, of that
// tenant, with those filters. Anywhere else it is refused.
func TestCursorsContinueTheirListAlone(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	must(t, p.registry.AddAdmin(t.Context(), "root@example.com"))
	lists := map[string]request{}
	for _, query := range []string{"", "&plan=business", "&status=active", "&q=example"} {
		lists["tenants"+query] = request{user: p.user("root"), method: "GET", path: "/v1/admin/tenants?limit=1" + query}
	}
	for _, name := range []string{"ours", "theirs"} {
		tenant := p.tenant(name, wall.Business)
		owner := request{user: "owner-" + name, tenant: tenant.ID, method: "POST", path: "/v1/posts", body: object{"text": "Bonsoir"}}
		for range 2 {
			get[api.Post](p, owner)
		}
		owner.method, owner.body = "GET", nil
		for _, path := range []string{
			"/v1/audit?limit=1", "/v1/posts?limit=1", "/v1/posts?limit=1&status=visible", "/v1/posts?limit=1&network=direct", "/v1/posts?limit=1&q=bonsoir",
		} {
			owner.path = path
			lists[name+path] = owner
		}
		for _, query := range []string{"", "&network=direct"} {
			lists[name+"/v1/wall"+query] = request{method: "GET", path: "/v1/wall?limit=1&key=" + p.key(tenant) + query}
		}
	}
	for made, first := range lists {
		next := get[struct{ NextCursor string }](p, first).NextCursor
		if next == "" {
			t.Fatalf("%s has one page", made)
		}
		for name, list := range lists {
			list.path += "&cursor=" + next
			a := p.send(list)
			switch {
			case name == made && a.status != http.StatusOK:
				t.Errorf("the next page of %s: %d %s", name, a.status, a.text)
			case name != made && (a.code() != "invalid" || len(a.Errors) != 1 || a.Errors[0].Pointer != "/cursor"):
				t.Errorf("a cursor of %s in %s: %d %s", made, name, a.status, a.text)
			}
		}
	}
	for name, list := range lists {
		for _, cursor := range []string{"x", "%00", "AAAA", strings.Repeat("A", 900), base64.RawURLEncoding.EncodeToString([]byte("01234567\xff||"))} {
			list.path = lists[name].path + "&cursor=" + cursor
			if a := p.send(list); a.code() != "invalid" {
				t.Errorf("%s with the cursor %.20q: %d %s", name, cursor, a.status, a.text)
			}
		}
	}
}
