package dashboardapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestModeration(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant, other := p.tenant("posts", wall.Business), p.tenant("elsewhere", wall.Business)
	send := func(method, path string, body any) request {
		return request{user: "editor-posts", tenant: tenant.ID, method: method, path: path, body: body}
	}
	feed := get[api.Feed](p, send("POST", "/v1/feeds", object{"network": "twitter", "query": object{"hashtags": []string{"a"}}}))
	for i := range 5 {
		p.posts(tenant, wall.Post{
			ID: fmt.Sprintf("twitter:%d", i), Network: wall.Twitter, FeedIDs: []string{feed.ID}, Text: fmt.Sprintf("Crème brûlée n°%d", i),
			Author: wall.Author{Name: "Zoé"}, PublishedAt: p.clock().Add(time.Duration(i-10) * time.Minute), Status: wall.Visible,
		})
	}
	first := get[api.PostList](p, send("GET", "/v1/posts?limit=3&q=creme+BRUL", nil))
	cursor, err := first.NextCursor.Get()
	if err != nil || len(first.Items) != 3 || first.Items[0].ID != "twitter:4" || !first.Items[0].Shown {
		t.Fatalf("first page: %+v", first)
	}
	second := get[api.PostList](p, send("GET", "/v1/posts?limit=3&q=creme+BRUL&cursor="+cursor, nil))
	if len(second.Items) != 2 || !second.NextCursor.IsNull() || second.Items[0].ID != "twitter:1" {
		t.Errorf("second page: %+v", second)
	}
	hidden := get[api.Post](p, send("PATCH", "/v1/posts/twitter:4", object{"status": "hidden"}))
	if hidden.Status != api.PostStatusHidden || !hidden.Moderated || hidden.Shown || hidden.Reason == "" {
		t.Errorf("%+v", hidden)
	}
	many := get[api.ModeratedPosts](p, send("POST", "/v1/posts/moderate", object{"ids": []string{"twitter:0", "twitter:9"}, "pinned": true}))
	if len(many.Items) != 1 || !many.Items[0].Pinned || !slices.Equal(many.Missing, []string{"twitter:9"}) {
		t.Errorf("%+v", many)
	}
	if diff := cmp.Diff([]string{"twitter:0", "twitter:3", "twitter:2", "twitter:1"}, p.onWall(tenant)); diff != "" {
		t.Errorf("on the wall (-want +got):\n%s", diff)
	}
	if list := get[api.PostList](p, send("GET", "/v1/posts?status=hidden", nil)); len(list.Items) != 1 {
		t.Errorf("hidden: %+v", list)
	}
	if a := p.send(request{user: "editor-elsewhere", tenant: other.ID, method: "PATCH", path: "/v1/posts/twitter:0", body: object{"status": "hidden"}}); a.code() != "not-found" {
		t.Errorf("another tenant's post: %d %s", a.status, a.text)
	}
}

func TestWritePost(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("writing", wall.Business)
	write := request{user: "editor-writing", tenant: tenant.ID, method: "POST", path: "/v1/posts"}
	write.body = object{"text": "  Ce soir, concert !\nÀ 20 h ", "url": "https://writing.example/concert", "pinned": true}
	post := get[api.Post](p, write)
	if post.Network != api.PostNetworkDirect || post.Text != "Ce soir, concert !\nÀ 20 h" || !post.Shown || !post.Pinned || post.Author.Name != "writing" {
		t.Errorf("%+v", post)
	}
	if diff := cmp.Diff([]string{post.ID}, p.onWall(tenant)); diff != "" {
		t.Errorf("on the wall (-want +got):\n%s", diff)
	}
}

func TestAnalytics(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("seen", wall.Business)
	read := request{user: "viewer-seen", tenant: tenant.ID, method: "GET", path: "/v1/analytics"}
	today := wall.DayOf(p.clock())
	p.posts(tenant, wall.Post{ID: "direct:1", Network: wall.Direct, Text: "Bonjour", PublishedAt: p.clock(), Status: wall.Visible})
	table, err := p.tables.Open(t.Context(), tenant.Ref())
	must(t, err)
	counts := wall.PostCounts{Impressions: 7, Clicks: 2}
	_, err = table.SaveDay(t.Context(), wall.DayCounts{
		Day: today, Views: 3, Networks: map[wall.Network]wall.PostCounts{wall.Direct: counts}, Posts: map[string]wall.PostCounts{"direct:1": counts},
	}, []string{"m1"})
	must(t, err)
	got := get[api.Analytics](p, read)
	if len(got.Days) != 30 || got.To != string(today) || got.Total != (api.Counts{Views: 3, Impressions: 7, Clicks: 2}) {
		t.Errorf("%+v", got)
	}
	if len(got.Networks) != 1 || got.Networks[0].Clicks != 2 || len(got.TopPosts) != 1 || got.TopPosts[0].Text != "Bonjour" {
		t.Errorf("%+v", got)
	}
	read.path += "?from=" + string(today) + "&to=" + string(today)
	if one := get[api.Analytics](p, read); len(one.Days) != 1 || one.Days[0].Views != 3 {
		t.Errorf("%+v", one)
	}
}

// Two people decide about the same posts at once: both decisions are taken, in
// some order, and nothing is lost.
func TestTwoBulkModerationsAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("bulk", wall.Business)
	var ids []string
	for i := range 30 {
		id := fmt.Sprintf("direct:%02d", i)
		ids = append(ids, id)
		p.posts(tenant, wall.Post{ID: id, Network: wall.Direct, Text: id, PublishedAt: p.clock().Add(-time.Hour), Status: wall.Visible})
	}
	var group sync.WaitGroup
	answers := make([]answer, 2)
	for i, decision := range []object{{"status": "hidden"}, {"pinned": true}} {
		decision["ids"] = ids
		group.Go(func() {
			answers[i] = p.send(request{user: "editor-bulk", tenant: tenant.ID, method: "POST", path: "/v1/posts/moderate", body: decision})
		})
	}
	group.Wait()
	for _, a := range answers {
		if a.status != http.StatusOK {
			t.Errorf("%d %s", a.status, a.text)
		}
	}
	for _, post := range get[api.PostList](p, request{user: "viewer-bulk", tenant: tenant.ID, method: "GET", path: "/v1/posts"}).Items {
		if post.Status != api.PostStatusHidden || !post.Pinned {
			t.Errorf("%s is %s, pinned %t", post.ID, post.Status, post.Pinned)
		}
	}
}
