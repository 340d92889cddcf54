package attacks_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	mathrand "math/rand/v2"
	"net/url"
	"strings"
)

// kinds are all that is tried.
func (w *world) kinds() []kind {
	var all []kind
	for _, of := range [][]kind{w.visitors(), w.members(), w.tokens(), w.messages(), w.contexts(), w.takeovers()} {
		all = append(all, of...)
	}
	return all
}

// visitors come with widget keys, which anybody can read.
func (w *world) visitors() []kind {
	return []kind{
		{"a wall on its own site", 20, true, w.ownWall},
		{"a wall by a key that was rotated, in its grace", 3, true, w.graceWall},
		{"a wall's next page", 3, true, w.nextPage},
		{"a key on another tenant's site", 8, false, w.foreignSite},
		{"a key on a site that looks like its own", 5, false, w.similarSite},
		{"a key with another tenant's cursor", 8, false, w.foreignWallCursor},
		{"a key with another tenant's feed", 6, false, w.foreignWallFeed},
		{"a key with another tenant's ETag", 6, false, w.foreignWallTag},
		{"a key with another tenant's name in headers and query", 8, false, w.namedWall},
		{"a key that was rotated out", 4, false, w.deadKey},
		{"a key of a suspended or deleted tenant", 6, false, w.closedKey},
		{"a key that nobody has", 5, false, w.noKey},
		{"clicks on another tenant's posts", 3, false, w.foreignClicks},
		{"clicks by a foreign site or a dead key", 3, false, w.refusedClicks},
	}
}

// visit is a request of a wall.
func visit(key string, query url.Values, header map[string]string) request {
	if query == nil {
		query = url.Values{}
	}
	query.Set("key", key)
	return request{method: "GET", path: "/v1/wall", query: query, header: header}
}

func from(origin string) map[string]string { return map[string]string{"Origin": origin} }

// sites are those where a tenant's key works.
func (t *tenant) sites() []string {
	return []string{"https://" + t.Domain, "https://www." + t.Domain, "http://shop.fr." + t.Domain + ":8443", "https://" + t.site, "https://a." + t.site}
}

func (w *world) ownWall(r *mathrand.Rand) attack {
	t := w.some(r, isOpen)
	in := visit(t.key, nil, from(one(r, t.sites()...)))
	if r.IntN(2) == 0 {
		in.header["Accept-Encoding"] = "gzip"
	}
	if r.IntN(4) == 0 {
		in.query.Set("limit", one(r, "20", "50", "100"))
	}
	return w.through(in, served(mark(t.n, inPost), mark(t.n, inDirectPost), mark(t.n, inAccountPost)), t)
}

func (w *world) graceWall(r *mathrand.Rand) attack {
	t := w.some(r, isOpen)
	return w.through(visit(t.graceKey, nil, nil), served(mark(t.n, inPost)), t)
}

func (w *world) nextPage(r *mathrand.Rand) attack {
	t := w.some(r, isOpen)
	return w.through(visit(t.key, url.Values{"cursor": {t.cursors.wall}}, nil), served(mark(t.n, inPost)), t)
}

func (w *world) foreignSite(r *mathrand.Rand) attack {
	me, them := w.pair(r)
	return w.through(visit(me.key, nil, from(one(r, them.sites()...))), refused("origin-not-allowed"), me)
}

func (w *world) similarSite(r *mathrand.Rand) attack {
	t := w.some(r, isOpen)
	origin := one(r,
		"https://evil"+t.Domain, "https://"+t.Domain+".evil.example", "null", "file://", "https://", "https://example",
		"app://"+t.Domain, "https://"+t.Domain+"@evil.example", "https://evil.example/"+t.Domain, "https://evil.example#."+t.Domain,
		"https://evil.example?."+t.Domain, "https://"+strings.TrimSuffix(t.Domain, "e"), "data:text/html,"+t.Domain)
	return w.through(visit(t.key, nil, from(origin)), refused("origin-not-allowed"), t)
}

func (w *world) foreignWallCursor(r *mathrand.Rand) attack {
	me, them := w.pair(r)
	cursor := one(r, them.cursors.wall, them.cursors.posts, me.cursors.posts, me.cursors.audit, them.cursors.audit)
	query := url.Values{"cursor": {cursor}}
	if r.IntN(3) == 0 {
		query.Set("limit", "100")
	}
	return w.through(visit(me.key, query, nil), refused("invalid"), me)
}

func (w *world) foreignWallFeed(r *mathrand.Rand) attack {
	me, them := w.pair(r)
	query := url.Values{"feed": {one(r, them.feeds...)}, "limit": {one(r, "1", "24", "100")}}
	return w.through(visit(me.key, query, nil), served(`"posts":[]`), me)
}

// foreignWallTag asks for a wall that the visitor says to have: another tenant's
// must not pass for it.
func (w *world) foreignWallTag(r *mathrand.Rand) attack {
	me := w.some(r, isOpen)
	them := w.some(r, isAny, me)
	header := map[string]string{"If-None-Match": one(r, them.wallTag, strings.TrimPrefix(them.wallTag, "W/"), them.widgetTag, them.wallTag+", "+them.widgetTag)}
	return w.through(visit(me.key, nil, header), served(mark(me.n, inPost)), me)
}

// namedWall names another tenant wherever something might listen.
func (w *world) namedWall(r *mathrand.Rand) attack {
	me, them := w.pair(r)
	query := url.Values{}
	for _, name := range []string{"tenant", "tenantId", "table", "account", "X-Tenant-Id", "site"} {
		query.Set(name, one(r, them.ID, them.Table))
	}
	header := map[string]string{
		"X-Tenant-Id": them.ID, "X-Table": them.Table, "X-Amzn-Tenant": them.ID, "X-Forwarded-Host": them.Domain, "tenantId": them.ID,
		"Host": them.Domain, "Referer": "https://" + them.Domain, "Authorization": "Bearer " + them.owner.token, "Cookie": "tenant=" + them.ID,
	}
	return w.through(visit(me.key, query, header), served(mark(me.n, inPost)), me)
}

func (w *world) deadKey(r *mathrand.Rand) attack {
	t := w.some(r, isAny)
	return w.through(visit(t.deadKey, nil, from(one(r, t.sites()...))), refused("Forbidden"))
}

func (w *world) closedKey(r *mathrand.Rand) attack {
	t := w.some(r, func(t *tenant) bool { return !isOpen(t) })
	return w.through(visit(one(r, t.key, t.graceKey, t.deadKey), nil, from(one(r, t.sites()...))), refused("Forbidden"))
}

func (w *world) noKey(r *mathrand.Rand) attack {
	me, them := w.pair(r)
	sum := sha256.Sum256([]byte(them.key))
	key := one(r,
		"hmt_"+strings.ToLower(rand.Text()), them.ID, them.Table, hex.EncodeToString(sum[:]), strings.ToUpper(them.key), them.key[:len(them.key)-1],
		them.key+"a", me.key+","+them.key, " "+them.key, them.key+"\x00", "K#"+hex.EncodeToString(sum[:]), "*", them.owner.token)
	return w.through(visit(key, nil, nil), refused("Forbidden"))
}

// foreignClicks are taken, as everything is that has a post's form, and counted
// nowhere: judge sees that.
func (w *world) foreignClicks(r *mathrand.Rand) attack {
	me := w.some(r, isBusy)
	them := w.some(r, isAny, me)
	in := visit(me.key, nil, from(one(r, me.sites()...)))
	in.method, in.path = "POST", "/v1/wall/events"
	in.body = object{"events": []object{{"type": "view"}, {"type": "click", "postId": one(r, them.direct...)}, {"type": "impression", "postId": one(r, them.direct...)}}}
	return w.through(in, served(), me)
}

func (w *world) refusedClicks(r *mathrand.Rand) attack {
	me, them := w.pair(r)
	in := visit(me.key, nil, from(one(r, them.sites()...)))
	code := "origin-not-allowed"
	if r.IntN(2) == 0 {
		in, code = visit(one(r, me.deadKey, strings.ToUpper(them.key)), nil, nil), "Forbidden"
	}
	in.method, in.path, in.body = "POST", "/v1/wall/events", object{"events": []object{{"type": "view"}}}
	return w.through(in, refused(code), me)
}
