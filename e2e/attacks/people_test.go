package attacks_test

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
)

// members are people of one tenant of one tenant who try another.
func (w *world) members() []kind {
	return []kind{
		{"a member reads the own tenant", 12, true, w.ownRead},
		{"an editor changes the own tenant", 2, true, w.ownChange},
		{"somebody in two tenants reads each", 4, true, w.agencyRead},
		{"a member names another tenant", 20, false, w.foreignTenant},
		{"a member names another tenant's feed", 8, false, w.foreignFeed},
		{"a member names another tenant's post", 8, false, w.foreignPost},
		{"an editor moderates another tenant's posts", 4, false, w.foreignModeration},
		{"a member lists with another tenant's cursor", 8, false, w.foreignCursor},
		{"an editor uses another tenant's picture", 6, false, w.foreignPicture},
		{"an owner names another tenant's member", 5, false, w.foreignMember},
		{"a member asks for another tenant's feed by filter", 4, false, w.foreignFilter},
		{"an ETag of another tenant", 4, false, w.foreignTag},
		{"a role that does not suffice", 25, false, w.smallRole},
		{"an owner tries what is for the platform's admins", 5, false, w.noAdmin},
		{"somebody in two tenants with the ids of the other", 5, false, w.agencyCrossed},
		{"somebody who left", 4, false, w.leaver},
		{"somebody whose address is not proven", 3, false, w.unprovenInvitation},
		{"people of a suspended or deleted tenant", 5, false, w.closedTenant},
		{"a registration with the key of another's", 1, false, w.sameRegistration},
		{"the tenants of a person", 4, false, w.whoAmI},
		{"a preview asks with no other tenant's token", 1, false, w.preview},
	}
}

// member draws one of the tenant's people.
func (t *tenant) member(r *rand.Rand) user { return one(r, t.owner, t.editor, t.viewer) }

// reads are what every member of a tenant may read, with the field that its
// answer shows.
func reads() map[string]field {
	return map[string]field{
		"/v1/tenant": inDomain, "/v1/feeds": inFeedName, "/v1/posts": inPost, "/v1/widget": inBlockedWord,
	}
}

func (w *world) ownRead(r *rand.Rand) attack {
	t := w.some(r, isOpen)
	path := one(r, "/v1/tenant", "/v1/feeds", "/v1/posts", "/v1/widget")
	user := t.member(r)
	shown := mark(t.n, reads()[path])
	if r.IntN(4) == 0 {
		path, user = one(r, "/v1/members", "/v1/audit"), t.owner
		shown = mark(t.n, inEmail)
	}
	return w.through(user.in(t, "GET", path, nil), served(shown), t)
}

func (w *world) ownChange(r *rand.Rand) attack {
	t := w.some(r, isBusy)
	if r.IntN(2) == 0 {
		in := t.editor.in(t, "PUT", "/v1/widget", t.widget(one(r, "light", "dark")))
		in.header = map[string]string{"If-Match": w.send(t.editor.in(t, "GET", "/v1/widget", nil)).header.Get("ETag")}
		return w.through(in, changed(mark(t.n, inBlockedWord)), t)
	}
	path := "/v1/posts/" + url.PathEscape(one(r, t.direct...))
	return w.through(t.editor.in(t, "PATCH", path, object{"pinned": r.IntN(2) == 0}), changed(mark(t.n, inDirectPost)), t)
}

// changed wants an answer as served does; somebody else may have been quicker.
func changed(word string) func(answer) string {
	return func(a answer) string {
		if a.status == http.StatusPreconditionFailed {
			return ""
		}
		return served(word)(a)
	}
}

func (w *world) agencyRead(r *rand.Rand) attack {
	t := one(r, w.tenants[0], w.tenants[1])
	path := one(r, "/v1/tenant", "/v1/feeds", "/v1/posts", "/v1/widget")
	return w.through(w.agency.in(t, "GET", path, nil), served(mark(t.n, reads()[path])), t)
}

// route is a request that is good but for the tenant that it names.
type route struct {
	method, path string
	body         any
	least        string // the least of the roles that may
}

// routes draws what is named from a tenant.
func (w *world) routes(r *rand.Rand, of *tenant) []route {
	feed, post := "/v1/feeds/"+one(r, of.feeds...), "/v1/posts/"+url.PathEscape(one(r, slices.Concat(of.posts, of.direct)...))
	member := "/v1/members/" + url.PathEscape(one(r, of.members...))
	hashtags := object{"network": "twitter", "query": object{"hashtags": []string{"lyon"}}}
	return []route{
		{"GET", "/v1/tenant", nil, "viewer"}, {"GET", "/v1/feeds", nil, "viewer"}, {"GET", "/v1/posts", nil, "viewer"},
		{"GET", "/v1/widget", nil, "viewer"}, {"GET", "/v1/analytics", nil, "viewer"}, {"GET", feed, nil, "viewer"},
		{"POST", "/v1/feeds", hashtags, "editor"}, {"POST", "/v1/feeds/preview", hashtags, "editor"}, {"POST", feed + "/sync", nil, "editor"},
		{"PATCH", feed, object{"enabled": false}, "editor"}, {"DELETE", feed, nil, "editor"},
		{"POST", "/v1/posts", object{"text": "Bonsoir"}, "editor"}, {"PATCH", post, object{"status": "hidden"}, "editor"},
		{"POST", "/v1/posts/moderate", object{"ids": of.direct, "status": "hidden"}, "editor"}, {"PUT", "/v1/widget", of.widget("dark"), "editor"},
		{"GET", "/v1/members", nil, "owner"}, {"GET", "/v1/audit", nil, "owner"}, {"PATCH", "/v1/tenant", object{"name": "Mine"}, "owner"},
		{"DELETE", "/v1/tenant", nil, "owner"}, {"POST", "/v1/tenant/key/rotate", nil, "owner"},
		{"POST", "/v1/members", object{"email": "mallory@example.com", "role": "owner"}, "owner"},
		{"PATCH", member, object{"role": "viewer"}, "owner"}, {"DELETE", member, nil, "owner"},
	}
}

func (w *world) foreignTenant(r *rand.Rand) attack {
	me, them := w.pair(r)
	tried := one(r, w.routes(r, them)...)
	in := one(r, me.member(r), w.stranger).in(them, tried.method, tried.path, tried.body)
	if r.IntN(3) == 0 {
		in.query = url.Values{"tenant": {me.ID}, "tenantId": {me.ID}}
	}
	in.header = map[string]string{"If-Match": "*"}
	return w.through(in, refused("forbidden"), me)
}

func (w *world) foreignFeed(r *rand.Rand) attack {
	me, them := w.pair(r)
	path := "/v1/feeds/" + one(r, one(r, them.feeds...), "..%2F"+them.ID, one(r, them.feeds...)+"%00")
	tried := one(r, route{"GET", path, nil, ""}, route{"PATCH", path, object{"enabled": false, "name": "Mine"}, ""}, route{"DELETE", path, nil, ""}, route{"POST", path + "/sync", nil, ""})
	return w.through(me.owner.in(me, tried.method, tried.path, tried.body), refused("not-found", "invalid", "Not Found"), me)
}

func (w *world) foreignPost(r *rand.Rand) attack {
	me, them := w.pair(r)
	in := me.editor.in(me, "PATCH", "/v1/posts/"+url.PathEscape(one(r, slices.Concat(them.posts, them.direct)...)), object{"status": one(r, "hidden", "visible")})
	if r.IntN(2) == 0 {
		in.header = map[string]string{"If-Match": `"1"`}
	}
	return w.through(in, refused("not-found"), me)
}

// foreignModeration gets the ids back as missing, which it has sent.
func (w *world) foreignModeration(r *rand.Rand) attack {
	me, them := w.pair(r)
	in := me.editor.in(me, "POST", "/v1/posts/moderate", object{"ids": []string{one(r, them.direct...), one(r, them.posts...)}, "status": "hidden"})
	return w.through(in, served(`"items":[]`), me)
}

func (w *world) foreignCursor(r *rand.Rand) attack {
	me, them := w.pair(r)
	path := one(r, "/v1/posts", "/v1/audit")
	in := me.owner.in(me, "GET", path, nil)
	cursor := map[string]string{"/v1/posts": them.cursors.posts, "/v1/audit": them.cursors.audit}[path]
	in.query = url.Values{"cursor": {one(r, cursor, cursor, them.cursors.wall, me.cursors.wall)}}
	return w.through(in, refused("invalid"), me)
}

func (w *world) foreignPicture(r *rand.Rand) attack {
	me, them := w.pair(r)
	address := one(r, them.picture, "/media/"+me.ID+"/../"+them.ID+them.picture[len("/media/"+them.ID):], site+them.picture)
	if r.IntN(2) == 0 {
		return w.through(me.editor.in(me, "POST", "/v1/posts", object{"text": "Bonsoir", "media": []string{address}}), refused("invalid"), me)
	}
	settings := me.widget("light")
	settings["branding"] = object{"logo": address}
	in := me.editor.in(me, "PUT", "/v1/widget", settings)
	in.header = map[string]string{"If-Match": "*"}
	return w.through(in, refused("invalid"), me)
}

func (w *world) foreignMember(r *rand.Rand) attack {
	me, them := w.pair(r)
	path := "/v1/members/" + url.PathEscape(one(r, them.owner.subject, them.editor.subject, them.viewer.subject))
	tried := one(r, route{"PATCH", path, object{"role": "viewer"}, ""}, route{"DELETE", path, nil, ""})
	return w.through(me.owner.in(me, tried.method, tried.path, tried.body), refused("not-found"), me)
}

func (w *world) foreignFilter(r *rand.Rand) attack {
	me, them := w.pair(r)
	in := me.viewer.in(me, "GET", "/v1/posts", nil)
	in.query = one(r, url.Values{"feed": {one(r, them.feeds...)}}, url.Values{"q": {mark(them.n, inDirectPost)}}, url.Values{"q": {mark(them.n, inPost)}})
	return w.through(in, served(`"items":[]`), me)
}

// foreignTag names another tenant's version where one's own belongs: no answer
// may be spared by it.
func (w *world) foreignTag(r *rand.Rand) attack {
	me, them := w.pair(r)
	in := me.viewer.in(me, "GET", "/v1/widget", nil)
	in.header = map[string]string{"If-None-Match": one(r, them.widgetTag, them.wallTag)}
	return w.through(in, served(mark(me.n, inBlockedWord)), me)
}

func (w *world) smallRole(r *rand.Rand) attack {
	t := w.some(r, isOpen)
	for {
		tried := one(r, w.routes(r, t)...)
		if tried.least == "viewer" {
			continue
		}
		user := t.viewer
		if tried.least == "owner" {
			user = one(r, t.viewer, t.editor)
		}
		return w.through(user.in(t, tried.method, tried.path, tried.body), refused("forbidden"), t)
	}
}

func (w *world) noAdmin(r *rand.Rand) attack {
	me, them := w.pair(r)
	tried := one(r,
		route{"GET", "/v1/admin/tenants", nil, ""}, route{"GET", "/v1/admin/status", nil, ""},
		route{"PATCH", "/v1/admin/tenants/" + one(r, me.ID, them.ID), one[any](r, object{"status": "active"}, object{"status": "suspended"}, object{"plan": "enterprise"}), ""})
	return w.through(one(r, me.owner, w.stranger, w.agency).in(me, tried.method, tried.path, tried.body), refused("forbidden"), me)
}

// agencyCrossed may read both tenants, but is in one with each request.
func (w *world) agencyCrossed(r *rand.Rand) attack {
	me, them := w.tenants[0], w.tenants[1]
	feed, post := "/v1/feeds/"+one(r, them.feeds...), "/v1/posts/"+url.PathEscape(one(r, them.direct...))
	tried := one(r,
		route{"GET", feed, nil, "not-found"}, route{"DELETE", feed, nil, "not-found"}, route{"PATCH", post, object{"status": "hidden"}, "not-found"},
		route{"POST", "/v1/posts", object{"text": "Bonsoir", "media": []string{them.picture}}, "invalid"})
	in := w.agency.in(me, tried.method, tried.path, tried.body)
	if r.IntN(3) == 0 { // an editor there, here a viewer
		in, tried.least = w.agency.in(them, "PATCH", post, object{"status": "hidden"}), "forbidden"
	}
	return w.through(in, refused(tried.least), me)
}

func (w *world) leaver(r *rand.Rand) attack {
	t := w.tenants[0]
	tried := one(r, w.routes(r, t)...)
	return w.through(w.left.in(t, tried.method, tried.path, tried.body), refused("forbidden"))
}

func (w *world) unprovenInvitation(r *rand.Rand) attack {
	t := w.tenants[0]
	tried := one(r, w.routes(r, t)...)
	return w.through(w.unproven.in(t, tried.method, tried.path, tried.body), refused("forbidden"))
}

func (w *world) closedTenant(r *rand.Rand) attack {
	t := w.some(r, func(t *tenant) bool { return !isOpen(t) })
	for {
		tried := one(r, w.routes(r, t)...)
		in := t.owner.in(t, tried.method, tried.path, tried.body)
		if t.state == deleted {
			return w.through(in, refused("not-found"), t)
		}
		if tried.method != "GET" {
			return w.through(in, refused("tenant-suspended"), t)
		}
	}
}

// sameRegistration sends what somebody else has sent, with the same key: it makes
// a tenant of one's own, and does not answer the other.
func (w *world) sameRegistration(r *rand.Rand) attack {
	them := w.some(r, isAny)
	in := request{
		method: "POST", path: "/v1/tenants", token: w.copycat.token, body: object{"name": them.name(), "domain": them.Domain},
		header: map[string]string{"Idempotency-Key": them.registration()},
	}
	return w.through(in, func(a answer) string {
		if a.code() == "too-many-requests" { // 20 a day
			return ""
		}
		return served(`"id":"t_`)(a)
	})
}

func (w *world) whoAmI(r *rand.Rand) attack {
	me := w.some(r, isOpen)
	who, may := me.member(r), []*tenant{me}
	if r.IntN(4) == 0 {
		who, may = one(r, w.stranger, w.left, w.unproven), nil
	}
	return w.through(request{method: "GET", path: "/v1/me", token: who.token}, served(who.subject), may...)
}

// preview asks a network; which token it asks with the networks watch.
func (w *world) preview(r *rand.Rand) attack {
	me := w.some(r, isBusy)
	them := w.some(r, isAny, me)
	body := one(r,
		object{"network": "instagram", "query": object{"account": true}},
		object{"network": "instagram", "query": object{"account": true}, "feedId": them.ownFeed},
		object{"network": "instagram", "query": object{"account": true}, "credential": object{"userId": them.account()}},
		object{"network": "instagram", "query": object{"account": true}, "credential": object{"feedId": them.ownFeed, "userId": them.account()}})
	return w.through(me.editor.in(me, "POST", "/v1/feeds/preview", body), refused("invalid"), me)
}
