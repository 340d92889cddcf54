package platform_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/local/demo"
	"github.com/hashmytag/hashmytag/local/platform"
)

// TestDemoTenants runs the real functions: what a newcomer sees after the first start, and after the second.
func TestDemoTenants(t *testing.T) {
	t.Parallel()
	options := platform.Options{Data: t.TempDir(), Template: "../../template.yaml"}
	p := run(t, options)
	waitFor(t, "the demo tenants", func() bool { return strings.Contains(p.printed.String(), "HashMyTag is running") })
	first := overview(t, p)
	if len(first.Tenants) != len(demo.Tenants()) {
		t.Fatalf("%d tenants:\n%s", len(first.Tenants), p.printed)
	}
	seen := map[string]string{} // post → whose
	for i, tenant := range first.Tenants {
		networks := map[string]bool{}
		for _, post := range wallOf(t, p, tenant.APIKey) {
			networks[post.Network] = true
			if owner, ok := seen[post.ID]; ok {
				t.Errorf("%s shows a post of %s", tenant.Name, owner)
			}
			seen[post.ID] = tenant.Name
		}
		for _, feed := range demo.Tenants()[i].Feeds {
			if !networks[string(feed.Network)] {
				t.Errorf("%s has no post of %s: %v", tenant.Name, feed.Network, networks)
			}
		}
	}
	for i, user := range demo.Users() {
		if got := first.Users[i]; got.Email != user.Email || got.Admin != user.Admin || len(got.Tenants) != len(user.Roles) {
			t.Errorf("%s is listed as %+v", user.Email, got)
		}
		if me := signIn(t, p, user.Email); me.Admin != user.Admin || len(me.Tenants) != len(user.Roles) {
			t.Errorf("%s signs in as %+v", user.Email, me)
		}
	}
	for _, site := range demo.Sites() {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.Address+"/", nil)
		request.Host = site.Host
		if status, page := do(t, request); status != http.StatusOK || !strings.Contains(page, "HashMyTag.init({ apiKey: 'hmt_") {
			t.Errorf("%s: %d\n%s", site.Host, status, page)
		}
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	again := run(t, options)
	second := overview(t, again)
	if second.Tenants[0].APIKey != first.Tenants[0].APIKey {
		t.Errorf("after a restart %+v, before %+v", second.Tenants[0], first.Tenants[0])
	}
	for i, user := range second.Users {
		if len(user.Tenants) != len(first.Users[i].Tenants) {
			t.Errorf("after the sign-in %+v, before %+v", user, first.Users[i])
		}
	}
	if posts := wallOf(t, again, first.Tenants[0].APIKey); len(posts) == 0 {
		t.Error("the wall is empty after a restart")
	}
}

type me struct {
	Admin   bool
	Tenants []struct{ ID, Role string }
}

func signIn(t *testing.T, p running, email string) me {
	t.Helper()
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, p.Address+"/local/token", strings.NewReader(`{"email":"`+email+`"}`))
	_, body := do(t, request)
	var token struct{ AccessToken string }
	if err := json.Unmarshal([]byte(body), &token); err != nil {
		t.Fatalf("token: %s", body)
	}
	request, _ = http.NewRequestWithContext(t.Context(), http.MethodGet, p.Address+"/v1/me", nil)
	request.Header.Set("Authorization", "Bearer "+token.AccessToken)
	status, body := do(t, request)
	var who me
	if err := json.Unmarshal([]byte(body), &who); err != nil || status != http.StatusOK {
		t.Fatalf("me: %d %s", status, body)
	}
	return who
}

func overview(t *testing.T, p running) demo.Overview {
	t.Helper()
	var answer demo.Overview
	decode(t, p.Address+"/local/demo", &answer)
	return answer
}

type post struct{ ID, Network string }

func wallOf(t *testing.T, p running, key string) []post {
	t.Helper()
	var wall struct{ Posts []post }
	decode(t, p.Address+"/v1/wall?key="+key, &wall)
	return wall.Posts
}

func decode(t *testing.T, url string, into any) {
	t.Helper()
	status, body := get(t, url)
	if err := json.Unmarshal([]byte(body), into); err != nil || status != http.StatusOK {
		t.Fatalf("%s: %d %s (%v)", url, status, body, err)
	}
}
