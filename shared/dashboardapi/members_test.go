package dashboardapi_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

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
