package blackbox_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/api/client"
)

// A newcomer's first week, lived through a client that is generated from the
// contract: what the contract promises is what the platform does.
func TestFirstWeekOfAGeneratedClient(t *testing.T) {
	t.Parallel()
	p := start(t, simulated())
	w := &week{platform: p, owner: p.clientOf("ines@le-fournil.example.com")}
	for _, day := range []struct {
		name string
		live func(*testing.T)
	}{
		{"registers", w.registers},
		{"looks before adding feeds, up to the plan's limit", w.addsFeeds},
		{"moderates", w.moderates},
		{"invites somebody, who comes", w.invites},
		{"two change the look at once", w.changesTheLook},
		{"is visited", w.isVisited},
		{"replaces the key", w.replacesTheKey},
		{"takes a smaller plan", w.savesMoney},
		{"leaves", w.leaves},
	} {
		if !t.Run(day.name, day.live) {
			break // the days stand on one another
		}
	}
}

// week is what a newcomer has made so far.
type week struct {
	*platform
	owner  *client.ClientWithResponses
	editor *client.ClientWithResponses
	id     string
	key    string
	feeds  []client.Feed
}

func (w *week) registers(t *testing.T) {
	r, err := w.owner.RegisterTenantWithResponse(t.Context(), &client.RegisterTenantParams{IdempotencyKey: new("first")},
		client.NewTenant{Name: "Le Fournil", Domain: "le-fournil.example.com", Locale: new(client.LanguageFr)})
	if err != nil || r.JSON202 == nil || r.JSON202.Status != client.TenantStatusProvisioning {
		t.Fatalf("%v %s", err, r.GetBody())
	}
	w.id = r.JSON202.ID
	again, err := w.owner.RegisterTenantWithResponse(t.Context(), &client.RegisterTenantParams{IdempotencyKey: new("first")},
		client.NewTenant{Name: "Le Fournil", Domain: "le-fournil.example.com", Locale: new(client.LanguageFr)})
	if err != nil || again.JSON202 == nil || again.JSON202.ID != w.id {
		t.Fatalf("registered twice: %v %s", err, again.GetBody())
	}
	waitFor(t, conditionFor, "the tenant", func() bool { return w.tenant(t).Status == client.TenantStatusActive })
	now := w.tenant(t)
	if w.key = *now.APIKey; now.Plan != client.PlanStarter || now.Role != client.RoleOwner || !strings.Contains(*now.EmbedCode, w.key) {
		t.Errorf("%+v", now)
	}
}

func (w *week) tenant(t *testing.T) client.Tenant {
	t.Helper()
	return read[client.Tenant](t)(w.owner.GetTenantWithResponse(t.Context(), &client.GetTenantParams{XTenantID: w.id}))
}

func (w *week) change(t *testing.T, change client.TenantChange) client.Tenant {
	t.Helper()
	return read[client.Tenant](t)(w.owner.ChangeTenantWithResponse(t.Context(), &client.ChangeTenantParams{XTenantID: w.id}, change))
}

func (w *week) addsFeeds(t *testing.T) {
	wanted := []client.NewFeed{
		{Network: client.NetworkInstagram, Query: client.FeedQuery{Hashtags: &[]string{"bongout"}}},
		{Network: client.NetworkFacebook, Query: client.FeedQuery{PageID: new("104523998877001")}},
		{Network: client.NetworkGoogle, Query: client.FeedQuery{PlaceID: new("ChIJb0nG0ut_Ly0nR6900xQ1u5E")}},
	}
	preview := read[client.PreviewedPosts](t)(w.owner.PreviewFeedWithResponse(t.Context(), &client.PreviewFeedParams{XTenantID: w.id},
		client.FeedPreview{Network: wanted[0].Network, Query: wanted[0].Query}))
	if n := len(preview.Posts); n == 0 || n > 6 || len(w.wall(t, w.key).Posts) != 0 {
		t.Errorf("a preview of %d posts, and %d on the wall", n, len(w.wall(t, w.key).Posts))
	}
	w.add(t, wanted[0])
	full, err := w.owner.AddFeedWithResponse(t.Context(), &client.AddFeedParams{XTenantID: w.id}, wanted[1])
	refused(t, full, err, http.StatusForbidden, "plan-limit")
	w.change(t, client.TenantChange{Plan: new(client.PlanBusiness)})
	for _, feed := range wanted[1:] {
		w.add(t, feed)
	}
	for i := range w.feeds {
		waitFor(t, conditionFor, "the posts of "+w.feeds[i].Name, func() bool {
			params := &client.GetFeedParams{XTenantID: w.id}
			w.feeds[i] = read[client.Feed](t)(w.owner.GetFeedWithResponse(t.Context(), w.feeds[i].ID, params))
			return w.feeds[i].State.PostCount > 0
		})
	}
}

func (w *week) add(t *testing.T, feed client.NewFeed) {
	t.Helper()
	made, err := w.owner.AddFeedWithResponse(t.Context(), &client.AddFeedParams{XTenantID: w.id}, feed)
	if err != nil || made.JSON201 == nil {
		t.Fatalf("%s: %v %s", feed.Network, err, made.GetBody())
	}
	w.feeds = append(w.feeds, *made.JSON201)
}

// posts are the tenant's of one status.
func (w *week) posts(t *testing.T, c *client.ClientWithResponses, status client.PostStatus) []client.Post {
	t.Helper()
	params := &client.ListPostsParams{XTenantID: w.id, Status: &status, Limit: new(100)}
	return read[client.PostList](t)(c.ListPostsWithResponse(t.Context(), params)).Items
}

func (w *week) moderates(t *testing.T) {
	visible := w.posts(t, w.owner, client.PostStatusVisible)
	if len(visible) < 4 {
		t.Fatalf("%d posts", len(visible))
	}
	unwanted, loved := []string{visible[0].ID, visible[1].ID}, visible[len(visible)-1].ID
	many := read[client.ModeratedPosts](t)(w.owner.ModeratePostsWithResponse(t.Context(), &client.ModeratePostsParams{XTenantID: w.id},
		client.Moderation{Ids: append(unwanted, "instagram:none"), Status: new(client.PostStatusHidden)}))
	if len(many.Items) != 2 || !slices.Equal(many.Missing, []string{"instagram:none"}) {
		t.Errorf("%+v", many)
	}
	one := read[client.Post](t)(w.owner.ModeratePostWithResponse(t.Context(), loved, &client.ModeratePostParams{XTenantID: w.id},
		client.PostChange{Pinned: new(true)}))
	written, err := w.owner.WritePostWithResponse(t.Context(), &client.WritePostParams{XTenantID: w.id}, client.NewPost{Text: "Fermé lundi"})
	if err != nil || written.JSON201 == nil {
		t.Fatalf("%v %s", err, written.GetBody())
	}
	shown := w.shown(t)
	if !one.Pinned || shown[0] != loved || !slices.Contains(shown, written.JSON201.ID) || slices.Contains(shown, unwanted[0]) || slices.Contains(shown, unwanted[1]) {
		t.Errorf("hidden %v, pinned %s, written %s; the wall shows %v", unwanted, loved, written.JSON201.ID, shown)
	}
}

// wall is what visitors of the tenant's site see.
func (w *week) wall(t *testing.T, key string) client.Wall {
	t.Helper()
	return read[client.Wall](t)(w.owner.GetWallWithResponse(t.Context(), &client.GetWallParams{Limit: new(100)}, asVisitor(key)))
}

// shown are the ids of the posts that visitors see.
func (w *week) shown(t *testing.T) []string {
	t.Helper()
	var ids []string
	for _, post := range w.wall(t, w.key).Posts {
		ids = append(ids, post.ID)
	}
	return ids
}

func (w *week) invites(t *testing.T) {
	const paul = "paul@le-fournil.example.com"
	invited, err := w.owner.InviteMemberWithResponse(t.Context(), &client.InviteMemberParams{XTenantID: w.id},
		client.Invitation{Email: paul, Role: client.RoleEditor})
	if err != nil || invited.JSON201 == nil || invited.JSON201.Status != client.MemberStatusInvited {
		t.Fatalf("%v %s", err, invited.GetBody())
	}
	waitFor(t, conditionFor, "the mail", func() bool { return strings.Contains(w.mailTo(paul), "Le Fournil") })
	w.editor = w.clientOf(paul)
	me := read[client.Me](t)(w.editor.GetMeWithResponse(t.Context()))
	if len(me.Tenants) != 1 || me.Tenants[0].ID != w.id || me.Tenants[0].Role != client.RoleEditor {
		t.Fatalf("%+v", me)
	}
	team := read[client.MemberList](t)(w.owner.ListMembersWithResponse(t.Context(), &client.ListMembersParams{XTenantID: w.id}))
	if len(team.Items) != 2 || slices.ContainsFunc(team.Items, func(m client.Member) bool { return m.Status != client.MemberStatusMember }) {
		t.Errorf("%+v", team)
	}
	curious, err := w.editor.ListMembersWithResponse(t.Context(), &client.ListMembersParams{XTenantID: w.id})
	refused(t, curious, err, http.StatusForbidden, "forbidden")
}

// mailTo is the mail that the mailbox page shows for an address.
func (w *week) mailTo(address string) string {
	w.t.Helper()
	var box json.RawMessage
	(person{platform: w.platform}).must(http.MethodGet, "/local/mail?to="+url.QueryEscape(address), nil, &box)
	return string(box)
}

func (w *week) changesTheLook(t *testing.T) {
	ours, tag := w.look(t)
	theirs, sameTag := w.look(t)
	ours.Theme, theirs.Layout = client.ThemeDark, client.LayoutList
	if status := w.setLook(t, w.owner, ours, tag).StatusCode(); status != http.StatusOK {
		t.Fatalf("the first: %d", status)
	}
	refused(t, w.setLook(t, w.editor, theirs, sameTag), nil, http.StatusPreconditionFailed, "changed")
	kept, tag := w.look(t)
	if kept.Theme != client.ThemeDark || kept.Layout == client.LayoutList {
		t.Errorf("the second edit took something of the first: %+v", kept)
	}
	kept.Layout = client.LayoutList
	w.setLook(t, w.editor, kept, tag)
	if shown := w.wall(t, w.key).Wall; shown.Theme != client.ThemeDark || shown.Layout != client.LayoutList {
		t.Errorf("the wall is %s and %s", shown.Theme, shown.Layout)
	}
}

func (w *week) look(t *testing.T) (client.Widget, string) {
	t.Helper()
	r, err := w.owner.GetWidgetWithResponse(t.Context(), &client.GetWidgetParams{XTenantID: w.id})
	return read[client.Widget](t)(r, err), r.HTTPResponse.Header.Get("ETag")
}

func (w *week) setLook(t *testing.T, c *client.ClientWithResponses, look client.Widget, tag string) *client.SetWidgetResponse {
	t.Helper()
	r, err := c.SetWidgetWithResponse(t.Context(), &client.SetWidgetParams{XTenantID: w.id, IfMatch: tag}, look)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (w *week) isVisited(t *testing.T) {
	var events client.WallEvents
	body := `{"events":[{"type":"view"},{"type":"impression","postId":"` + w.shown(t)[0] + `"},{"type":"click","postId":"` + w.shown(t)[0] + `"}]}`
	if err := json.Unmarshal([]byte(body), &events); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		r, err := w.owner.CountWallEventsWithResponse(t.Context(), events, asVisitor(w.key))
		if err != nil || r.StatusCode() != http.StatusNoContent {
			t.Fatalf("%v %s", err, r.GetBody())
		}
	}
	var counted client.Analytics
	waitFor(t, conditionFor, "the count", func() bool {
		params := &client.GetAnalyticsParams{XTenantID: w.id}
		counted = read[client.Analytics](t)(w.editor.GetAnalyticsWithResponse(t.Context(), params))
		return counted.Total.Views == 3
	})
	if (counted.Total != client.Counts{Views: 3, Impressions: 3, Clicks: 3}) || len(counted.TopPosts) != 1 || len(counted.Days) != 30 {
		t.Errorf("%+v", counted)
	}
}

func (w *week) replacesTheKey(t *testing.T) {
	old := w.key
	rotate := func(grace int) {
		key := read[client.WidgetKey](t)(w.owner.RotateKeyWithResponse(t.Context(), &client.RotateKeyParams{XTenantID: w.id},
			client.KeyRotation{GraceSeconds: &grace}))
		w.key = key.APIKey
	}
	rotate(3600)
	if w.key == old || len(w.wall(t, old).Posts) != len(w.wall(t, w.key).Posts) {
		t.Errorf("within the grace the wall of %s is not that of %s", old, w.key)
	}
	second := w.key
	rotate(0)
	if w.status(old) != http.StatusForbidden || w.status(second) != http.StatusForbidden || w.status(w.key) != http.StatusOK {
		t.Errorf("the keys open: %d %d %d", w.status(old), w.status(second), w.status(w.key))
	}
	foreign, err := w.editor.RotateKeyWithResponse(t.Context(), &client.RotateKeyParams{XTenantID: w.id}, client.KeyRotation{})
	refused(t, foreign, err, http.StatusForbidden, "forbidden")
}

func (w *week) savesMoney(t *testing.T) {
	small := w.change(t, client.TenantChange{Plan: new(client.PlanStarter)})
	newest := []string{w.feeds[1].ID, w.feeds[2].ID}
	slices.Sort(newest)
	if paused := slices.Sorted(slices.Values(*small.PausedFeeds)); !slices.Equal(paused, newest) || small.Usage.Feeds != 1 {
		t.Errorf("paused %v of %v; %d feeds go on", paused, newest, small.Usage.Feeds)
	}
	all := read[client.FeedList](t)(w.owner.ListFeedsWithResponse(t.Context(), &client.ListFeedsParams{XTenantID: w.id})).Items
	for _, feed := range all {
		if feed.Enabled != (feed.ID == w.feeds[0].ID) {
			t.Errorf("%s: enabled %t", feed.Name, feed.Enabled)
		}
	}
	resumed, err := w.owner.ChangeFeedWithResponse(t.Context(), newest[0], &client.ChangeFeedParams{XTenantID: w.id}, client.FeedChange{Enabled: new(true)})
	if refused(t, resumed, err, http.StatusForbidden, "plan-limit"); len(all) != len(w.feeds) {
		t.Errorf("%d feeds are left", len(all))
	}
}

func (w *week) leaves(t *testing.T) {
	gone, err := w.owner.DeleteTenantWithResponse(t.Context(), &client.DeleteTenantParams{XTenantID: w.id})
	if err != nil {
		t.Fatal(err)
	}
	if gone.StatusCode() != http.StatusNoContent {
		t.Fatalf("%d %s", gone.StatusCode(), gone.GetBody())
	}
	if status := w.status(w.key); status != http.StatusForbidden {
		t.Errorf("the wall: %d", status)
	}
	me := read[client.Me](t)(w.owner.GetMeWithResponse(t.Context()))
	if len(me.Tenants) > 0 && me.Tenants[0].Status != client.TenantStatusDeleted {
		t.Errorf("%+v", me)
	}
}
