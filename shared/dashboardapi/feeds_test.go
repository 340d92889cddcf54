package dashboardapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
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

// Many feeds are added at once, while the plan shrinks and grows: there are
// never more enabled feeds than it has room for.
func TestThePlansLimitHoldsForManyAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("many", wall.Business)
	add := func(tag string) answer {
		return p.send(request{user: "editor-many", tenant: tenant.ID, method: "POST", path: "/v1/feeds", body: object{
			"network": "twitter", "query": object{"hashtags": []string{tag}},
		}})
	}
	addMany := func() (added int) {
		answers := make([]answer, 8)
		var group sync.WaitGroup
		for i := range answers {
			group.Go(func() { answers[i] = add(fmt.Sprintf("tag%d", i)) })
		}
		group.Wait()
		for _, a := range answers {
			if a.status == http.StatusCreated {
				added++
			} else if a.code() != "plan-limit" {
				t.Errorf("%d %s", a.status, a.text)
			}
		}
		return added
	}
	owner := request{user: "owner-many", tenant: tenant.ID, method: "GET", path: "/v1/tenant"}
	if added, now := addMany(), get[api.Tenant](p, owner); added != 3 || now.Usage.Feeds != 3 {
		t.Errorf("%d were added, %d are enabled", added, now.Usage.Feeds)
	}
	plan := func(name string) request {
		return request{user: owner.user, tenant: tenant.ID, method: "PATCH", path: owner.path, body: object{"plan": name}}
	}
	for range 5 {
		get[api.Tenant](p, plan("enterprise"))
		var group sync.WaitGroup
		group.Go(func() { addMany() })
		group.Go(func() { get[api.Tenant](p, plan("starter")) })
		group.Wait()
		if now := get[api.Tenant](p, owner); now.Usage.Feeds > 1 {
			t.Errorf("%s has room for 1, and %d are enabled", now.Plan, now.Usage.Feeds)
		}
	}
}

// Whoever adds a feed has read none: that others change the feeds at the same
// moment is not theirs to mend.
func TestFeedsAreAddedAtTheSameMoment(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("moment", wall.Starter)
	add := request{user: "owner-moment", tenant: tenant.ID, method: "POST", path: "/v1/feeds",
		body: object{"network": "twitter", "query": object{"hashtags": []string{"a"}}}}
	for _, want := range []int{http.StatusCreated, http.StatusForbidden} {
		p.traffic.clashes.Store(2)
		if a := p.send(add); a.status != want || p.traffic.clashes.Load() >= 0 {
			t.Errorf("%d %s, want %d", a.status, a.text, want)
		}
	}
	if list := get[api.FeedList](p, request{user: add.user, tenant: tenant.ID, method: "GET", path: "/v1/feeds"}); len(list.Items) != 1 {
		t.Errorf("%+v", list.Items)
	}
}

// The plan shrinks while a feed's credential is tried: the feed is there, and
// waits for room.
func TestAPlanShrinksWhileAFeedIsAdded(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("shrinks", wall.Business)
	send := func(method, path string, body any) request {
		return request{user: "owner-shrinks", tenant: tenant.ID, method: method, path: path, body: body}
	}
	feed := object{"network": "twitter", "query": object{"hashtags": []string{"lyon"}}}
	get[api.Feed](p, send("POST", "/v1/feeds", feed))
	p.meanwhile = func() { get[api.Tenant](p, send("PATCH", "/v1/tenant", object{"plan": "starter"})) }
	p.pass(time.Minute) // the newest feed is the one that is paused
	feed["credential"] = object{"bearerToken": "good"}
	if made := get[api.Feed](p, send("POST", "/v1/feeds", feed)); made.Enabled {
		t.Errorf("%+v", made)
	}
	if usage := get[api.Tenant](p, send("GET", "/v1/tenant", nil)).Usage; usage.Feeds != 1 {
		t.Errorf("%+v", usage)
	}
}
