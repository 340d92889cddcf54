package dashboardapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// edited is something that two people edit.
type edited struct {
	path          string
	first, second object // two edits, of two fields where there are two
	both          func(text string) bool
	list          string // where its etag is read; empty for the answer's header
	removable     bool
}

// things makes one of each.
func (p *platform) things(tenant wall.Tenant, owner string) map[string]edited {
	p.Helper()
	feed := get[api.Feed](p, request{user: owner, tenant: tenant.ID, method: "POST", path: "/v1/feeds", body: object{
		"network": "twitter", "query": object{"hashtags": []string{"bongout"}},
	}})
	p.posts(tenant, wall.Post{ID: "twitter:1", Network: wall.Twitter, FeedIDs: []string{feed.ID}, Text: "a", PublishedAt: p.clock().Add(-time.Hour), Status: wall.Visible})
	has := func(words ...string) func(string) bool {
		return func(text string) bool {
			for _, word := range words {
				if !strings.Contains(text, word) {
					return false
				}
			}
			return true
		}
	}
	return map[string]edited{
		"tenant": {path: "/v1/tenant", first: object{"name": "Bon"}, second: object{"locale": "en", "plan": "enterprise"},
			both: has(`"name":"Bon"`, `"locale":"en"`, `"plan":"enterprise"`)},
		"feed": {path: "/v1/feeds/" + feed.ID, first: object{"name": "Bon"}, second: object{"enabled": false},
			both: has(`"name":"Bon"`, `"enabled":false`), removable: true},
		"post": {path: "/v1/posts/twitter:1", list: "/v1/posts", first: object{"status": "hidden"}, second: object{"pinned": true},
			both: has(`"status":"hidden"`, `"pinned":true`)},
		"member": {path: "/v1/members/editor-etag", list: "/v1/members", first: object{"role": "viewer"}, second: object{"role": "owner"},
			both: has(`"role":"owner"`), removable: true},
	}
}

// tag reads the ETag of a thing, from its list where it has no address to read.
func (p *platform) tag(e edited, as request) string {
	p.Helper()
	as.method, as.path = "GET", e.path
	if e.list == "" {
		return p.send(as).header.Get("ETag")
	}
	as.path = e.list
	id := e.path[strings.LastIndex(e.path, "/")+1:]
	for _, item := range get[struct {
		Items []struct{ ID, Etag string }
	}](p, as).Items {
		if item.ID == id {
			return item.Etag
		}
	}
	p.Fatalf("%s is not in %s", id, e.list)
	return ""
}

func TestTheSecondOfTwoEditsLosesNothingOfTheFirst(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("etag", wall.Business)
	owner := request{user: "owner-etag", tenant: tenant.ID}
	p.send(request{user: "editor-etag", tenant: tenant.ID, method: "GET", path: "/v1/feeds"}) // joins
	for name, e := range p.things(tenant, owner.user) {
		t.Run(name, func(t *testing.T) {
			p := p.within(t)
			edit := func(body object, tag string) answer {
				r := owner
				r.method, r.path, r.body, r.header = "PATCH", e.path, body, map[string]string{"If-Match": tag}
				return p.send(r)
			}
			read := p.tag(e, owner)
			first := edit(e.first, read)
			next := first.header.Get("ETag")
			if first.status != http.StatusOK || next == read || next != p.tag(e, owner) {
				t.Fatalf("the first: %d %s, tag %q after %q", first.status, first.text, next, read)
			}
			for _, old := range []string{read, "W/" + read, `"other"`, `"0"`, "-1", "''"} {
				if second := edit(e.second, old); second.status != http.StatusPreconditionFailed || second.code() != "changed" {
					t.Errorf("the second with %s: %d %s", old, second.status, second.text)
				}
			}
			if now := p.tag(e, owner); now != next {
				t.Errorf("a refused edit left the tag %s", now)
			}
			if third := edit(e.second, "W/"+next); third.status != http.StatusOK || !e.both(third.text) {
				t.Errorf("with the new tag: %d %s", third.status, third.text)
			}
			if !e.removable {
				return
			}
			remove := owner
			remove.method, remove.path, remove.header = "DELETE", e.path, map[string]string{"If-Match": next}
			if a := p.send(remove); a.code() != "changed" {
				t.Errorf("removed by who has not seen the last edit: %d %s", a.status, a.text)
			}
			remove.header = map[string]string{"If-Match": p.tag(e, owner)}
			if a := p.send(remove); a.status != http.StatusNoContent {
				t.Errorf("removed with the new tag: %d %s", a.status, a.text)
			}
		})
	}
}

// Without If-Match each edit changes its own fields, whoever else edits at the
// same time; with the same ETag one of them does.
func TestManyEditsAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("etag", wall.Business)
	owner := request{user: "owner-etag", tenant: tenant.ID}
	p.send(request{user: "editor-etag", tenant: tenant.ID, method: "GET", path: "/v1/feeds"}) // joins
	for name, e := range p.things(tenant, owner.user) {
		t.Run(name, func(t *testing.T) {
			p := p.within(t)
			edit := owner
			edit.method, edit.path = "PATCH", e.path
			edit.header = map[string]string{"If-Match": p.tag(e, owner)}
			won := 0
			for _, a := range p.together(edit, e.first, e.first, e.first, e.first) {
				if a.status == http.StatusOK {
					won++
				} else if a.code() != "changed" {
					t.Errorf("with one tag: %d %s", a.status, a.text)
				}
			}
			if won != 1 {
				t.Errorf("%d edits with one tag were made", won)
			}
			edit.header = nil
			for _, a := range p.together(edit, e.first, e.second, e.first, e.second) {
				if a.status != http.StatusOK {
					t.Errorf("without a tag: %d %s", a.status, a.text)
				}
			}
			edit.body, edit.header = e.second, map[string]string{"If-Match": "*"}
			if last := p.send(edit); last.status != http.StatusOK || !e.both(last.text) {
				t.Errorf("after all: %d %s", last.status, last.text)
			}
		})
	}
}

// together sends a request with several bodies at the same time.
func (p *platform) together(r request, bodies ...object) []answer {
	answers := make([]answer, len(bodies))
	var running sync.WaitGroup
	for i, body := range bodies {
		r := r
		text, _ := json.Marshal(body)
		r.body = string(text)
		running.Go(func() { answers[i] = p.send(r) })
	}
	running.Wait()
	return answers
}
