package dashboardapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

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
