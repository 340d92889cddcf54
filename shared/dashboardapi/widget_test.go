package dashboardapi_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

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

// What each blocked word and author keeps off the wall is counted, whatever is
// stored of it yet; what a person decided is not caught.
func TestWhatRulesCatch(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("caught", wall.Business)
	post := func(id, author, text string) wall.Post {
		return wall.Post{
			ID: "direct:" + id, Network: wall.Direct, Author: wall.Author{Name: author}, Text: text,
			PublishedAt: p.clock().Add(-time.Hour), Status: wall.Visible,
		}
	}
	approved, old := post("4", "", "concurrent"), post("5", "", "concurrent")
	approved.Moderated, old.ExpiresAt = true, p.clock().Add(-time.Minute)
	p.posts(tenant, post("1", "", "Le Concurrént !"), post("2", "", "un CONCURRENT, un radin"), post("3", "@Troll", "concurrent"), approved, old)
	read := request{user: "editor-caught", tenant: tenant.ID, method: "GET", path: "/v1/widget"}
	if got := get[api.Widget](p, read).Moderation.Caught; got.Words == nil || len(got.Words)+len(got.Authors) != 0 {
		t.Errorf("without rules: %+v", got)
	}
	body := widget("dark")
	rules := body["moderation"].(object)
	rules["blockedWords"], rules["blockedAuthors"] = []string{"concurrent", "radin", "cher"}, []string{"troll"}
	write := request{user: read.user, tenant: read.tenant, method: "PUT", path: read.path, body: body}
	write.header = map[string]string{"If-Match": p.send(read).header.Get("ETag")}
	get[api.Widget](p, write)
	want := api.Caught{Words: []api.Catch{
		{Blocked: "concurrent", Posts: 2}, {Blocked: "radin"}, {Blocked: "cher"},
	}, Authors: []api.Catch{{Blocked: "troll", Posts: 1}}}
	got := get[api.Widget](p, read)
	if diff := cmp.Diff(want, got.Moderation.Caught); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	write.body, write.header = got, map[string]string{"If-Match": p.send(read).header.Get("ETag")}
	if a := p.send(write); a.status != http.StatusOK {
		t.Errorf("what was read, written back: %d %s", a.status, a.text)
	}
}
