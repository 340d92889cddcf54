package blackbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// person is somebody who has signed in, in a tenant.
type person struct {
	*platform
	token, tenant string
}

// signIn signs somebody in who was never seen before, or was.
func (p *platform) signIn(email string) person {
	p.t.Helper()
	if p.token != nil {
		return person{platform: p, token: p.token(email)}
	}
	var in struct{ AccessToken string }
	if status := (person{platform: p}).send(http.MethodPost, "/local/token", object{"email": email}, nil, &in); status != http.StatusOK {
		p.t.Fatalf("no token for %s: %d", email, status)
	}
	return person{platform: p, token: in.AccessToken}
}

// send asks the API, and reads its answer into one; nil for none.
func (p person) send(method, path string, body any, header http.Header, into any) int {
	p.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(p.t.Context(), method, p.address+path, bytes.NewReader(text))
	if err != nil {
		p.t.Fatal(err)
	}
	if header != nil {
		request.Header = header
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
	}
	if p.tenant != "" {
		request.Header.Set("X-Tenant-Id", p.tenant)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if into != nil && response.StatusCode < http.StatusMultipleChoices {
		if err := json.Unmarshal(answer, into); err != nil {
			p.t.Fatalf("%s %s answered %s", method, path, answer)
		}
	}
	return response.StatusCode
}

// must sends what must succeed.
func (p person) must(method, path string, body any, into any) {
	p.t.Helper()
	if status := p.send(method, path, body, nil, into); status >= http.StatusMultipleChoices {
		p.t.Fatalf("%s %s: %d", method, path, status)
	}
}

// A newcomer signs in, registers, adds a feed, moderates, and sees the wall
// change with the next request.
func TestFirstHourInTheDashboard(t *testing.T) {
	t.Parallel()
	p := start(t, simulated())
	ada := p.signIn("ada@chez-ada.com")
	var made struct{ ID, Status string }
	ada.must(http.MethodPost, "/v1/tenants", object{"name": "Chez Ada", "domain": "chez-ada.com"}, &made)
	ada.tenant = made.ID
	var own struct{ Status, APIKey, Table, Plan string }
	waitFor(t, conditionFor, "the tenant", func() bool {
		ada.must(http.MethodGet, "/v1/tenant", nil, &own)
		return own.Status == "active"
	})
	if made.Status != "provisioning" || own.Table != "tenant_chez_ada_com" || own.Plan != "starter" {
		t.Errorf("registered %+v, made %+v", made, own)
	}
	var f feed
	ada.must(http.MethodPost, "/v1/feeds", object{"network": "instagram", "query": object{"hashtags": []string{"bongout"}}}, &f)
	waitFor(t, conditionFor, "the feed's posts", func() bool {
		ada.must(http.MethodGet, "/v1/feeds/"+f.ID, nil, &f)
		return f.State.PostCount > 0
	})
	ids := func() []string {
		status, w := p.visit(url.Values{"key": {own.APIKey}, "limit": {"100"}}, "https://chez-ada.com")
		if status != http.StatusOK {
			t.Fatalf("the wall: %d", status)
		}
		var list []string
		for _, post := range w.Posts {
			list = append(list, post.ID)
		}
		return list
	}
	before := ids()
	if len(before) < 3 {
		t.Fatalf("%d posts on the wall", len(before))
	}
	last := before[len(before)-1]
	ada.must(http.MethodPatch, "/v1/posts/"+url.PathEscape(before[0]), object{"status": "hidden"}, nil)
	ada.must(http.MethodPost, "/v1/posts/moderate", object{"ids": []string{last}, "pinned": true}, nil)
	if after := ids(); slices.Contains(after, before[0]) || after[0] != last {
		t.Errorf("hidden %s, pinned %s, the wall shows %v", before[0], last, after)
	}
	old := own.APIKey
	ada.must(http.MethodPost, "/v1/tenant/key/rotate", object{"graceSeconds": 0}, &own)
	if status := p.status(old); status != http.StatusForbidden || p.status(own.APIKey) != http.StatusOK {
		t.Errorf("the old key opens the wall: %d", status)
	}
	ada.must(http.MethodDelete, "/v1/feeds/"+f.ID, nil, nil)
	if after := ids(); len(after) != 0 {
		t.Errorf("the feed is gone, the wall shows %v", after)
	}
	ada.must(http.MethodDelete, "/v1/tenant", nil, nil)
	if status := p.status(own.APIKey); status != http.StatusForbidden {
		t.Errorf("the deleted tenant's wall: %d", status)
	}
}

// The gateway and the function let in whom they should.
func TestWhoEntersTheDashboard(t *testing.T) {
	t.Parallel()
	p := start(t, simulated())
	ours := p.newTenant("ours.example.com", "business") // the command line names its owner by e-mail
	owner, stranger := p.signIn("owner@ours.example.com"), p.signIn("stranger@example.com")
	owner.tenant, stranger.tenant = ours.ID, ours.ID
	forged := owner
	forged.token = owner.token[:strings.LastIndex(owner.token, ".")] + ".AAAA"
	nobody := person{platform: p, tenant: ours.ID}
	for name, test := range map[string]struct {
		who  person
		want int
	}{
		"the owner": {owner, 200}, "a stranger": {stranger, 403}, "nobody": {nobody, 401}, "a forged token": {forged, 401},
	} {
		if status := test.who.send(http.MethodGet, "/v1/tenant", nil, nil, nil); status != test.want {
			t.Errorf("%s: %d, want %d", name, status, test.want)
		}
	}
	get[tenant](p, "tenants", "suspend", ours.ID)
	if status := owner.send(http.MethodGet, "/v1/tenant", nil, nil, nil); status != http.StatusOK {
		t.Errorf("suspended, reading: %d", status)
	}
	if status := owner.send(http.MethodPatch, "/v1/tenant", object{"name": "X"}, nil, nil); status != http.StatusForbidden {
		t.Errorf("suspended, changing: %d", status)
	}
	var me struct {
		Admin   bool
		Tenants []struct{ ID, Role, Status string }
	}
	p.run("admins", "add", "owner@ours.example.com")
	owner.must(http.MethodGet, "/v1/me", nil, &me)
	if !me.Admin || len(me.Tenants) != 1 || me.Tenants[0].Role != "owner" || me.Tenants[0].Status != "suspended" {
		t.Errorf("me: %+v", me)
	}
	var status struct {
		Tenants struct{ Suspended int }
		Queues  []struct{ Name string }
	}
	owner.must(http.MethodGet, "/v1/admin/status", nil, &status)
	if status.Tenants.Suspended != 1 || len(status.Queues) != 5 {
		t.Errorf("the platform: %+v", status)
	}
}
