package blackbox_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// journey is a tenant's first hour from outside, wherever the platform runs: on this machine, or deployed. Each wait
// lasts for most; refresh makes the next tick come, where it does not by itself.
func journey(t *testing.T, p *platform, n *networks, most time.Duration, refresh func()) tenant {
	t.Helper()
	lea := p.signIn("lea@fournil.example.com")
	own := register(lea, most)
	lea.tenant = own.ID
	origin := "https://www." + own.Domain
	t.Run("who enters", func(t *testing.T) { testDoors(t, p, lea, own) })

	first := n.publish("instagram")
	lea.must(http.MethodPost, "/v1/feeds", object{"network": "instagram", "query": object{"hashtags": []string{"lefournil"}}}, nil)
	shows := func(text string) func() bool {
		return func() bool {
			status, w := p.visit(url.Values{"key": {own.APIKey}}, origin)
			return status == http.StatusOK && slices.Contains(w.texts(), text)
		}
	}
	waitFor(t, most, "the feed's first post", shows(first))
	waitFor(t, most, "our copy of its picture", func() bool {
		_, w := p.visit(url.Values{"key": {own.APIKey}}, origin)
		return len(w.Posts) > 0 && len(w.Posts[0].Media) > 0 && strings.HasPrefix(w.Posts[0].Media[0].URL, "/media/"+own.ID+"/posts/")
	})
	second := n.publish("instagram")
	refresh()
	waitFor(t, most, "the next tick's post", shows(second))

	if status := p.tell(own.APIKey, origin, `{"events":[{"type":"view"}]}`); status != http.StatusNoContent {
		t.Fatalf("a view: %d", status)
	}
	waitFor(t, most, "the view in the analytics", func() bool {
		var report struct{ Total struct{ Views int } }
		day := time.Now().UTC().Format(time.DateOnly)
		lea.must(http.MethodGet, "/v1/analytics?from="+day+"&to="+day, nil, &report)
		return report.Total.Views == 1
	})
	return own
}

func register(lea person, most time.Duration) tenant {
	lea.t.Helper()
	var made struct{ ID string }
	lea.must(http.MethodPost, "/v1/tenants", object{"name": "Le Fournil", "domain": "fournil.example.com"}, &made)
	lea.tenant = made.ID
	var own tenant
	waitFor(lea.t, most, "the tenant's table", func() bool {
		lea.must(http.MethodGet, "/v1/tenant", nil, &own)
		return own.Status == "active"
	})
	return own
}

// testDoors: the authorizers refuse as API Gateway does, and the functions what the authorizers cannot know.
func testDoors(t *testing.T, p *platform, lea person, own tenant) {
	for name, ask := range map[string]struct {
		key, origin string
		want        int
	}{
		"its site": {own.APIKey, "https://www." + own.Domain, http.StatusOK}, "another site": {own.APIKey, "https://thief.example", http.StatusForbidden},
		"no page": {own.APIKey, "", http.StatusOK}, "an unknown key": {"hmt_none", "", http.StatusForbidden}, "no key": {"", "", http.StatusUnauthorized},
	} {
		query := url.Values{}
		if ask.key != "" {
			query.Set("key", ask.key)
		}
		if status, _ := p.visit(query, ask.origin); status != ask.want {
			t.Errorf("%s: %d, want %d", name, status, ask.want)
		}
	}
	stranger := person{platform: p, token: "no.token.this"}
	if status := stranger.send(http.MethodGet, "/v1/me", nil, nil, nil); status != http.StatusUnauthorized {
		t.Errorf("a token of nobody: %d", status)
	}
	other := p.signIn("other@elsewhere.example.com")
	other.tenant = own.ID
	if status := other.send(http.MethodGet, "/v1/tenant", nil, nil, nil); status != http.StatusForbidden && status != http.StatusNotFound {
		t.Errorf("somebody who is no member: %d", status)
	}
	if status := lea.send(http.MethodGet, "/v1/admin/tenants", nil, nil, nil); status != http.StatusForbidden {
		t.Errorf("an owner in the platform's console: %d", status)
	}
}

func TestJourney(t *testing.T) {
	t.Parallel()
	n := newNetworks(t)
	p := start(t, n.settings())
	journey(t, p, n, conditionFor, func() { p.run("sync") })
}
