package attacks_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/dynamo"
)

// world is who lives on the platform.
type world struct {
	*platform
	tenants  []*tenant
	agency   user // an editor of tenant 0, a viewer of tenant 1
	stranger user // who is in no tenant
	unproven user // invited to tenant 0, with an address that is not proven
	left     user // was an editor of tenant 0
	admin    user // of the platform
	copycat  user // who registers what others have registered
	before   map[int]string
}

// tenant is one of them, with all that attackers may have got to know.
type tenant struct {
	n      int
	state  state
	ID     string
	Table  string
	Domain string
	site   string // where its key works, besides the domain

	key, graceKey, deadKey string
	owner, editor, viewer  user
	members                []string // their ids
	feeds                  []string
	ownFeed                string // with a token of its own
	posts, direct          []string
	picture                string // its address
	copies                 []string
	cursors                cursors
	wallTag, widgetTag     string
}

type cursors struct{ wall, posts, audit string }

type user struct{ subject, email, token string }

// state is what becomes of a tenant before the attacks.
type state int

const (
	busy      state = iota // its people work, its wall is synced
	quiet                  // nobody of it does anything: nothing of it may change
	suspended              // by an admin of the platform
	deleted                // by its owner
)

// untouched tells that nothing may change.
func (s state) untouched() bool { return s != busy }

// newWorld makes so many tenants, half of them busy.
func newWorld(p *platform, tenants int) *world {
	p.Helper()
	w := &world{platform: p}
	for n := range tenants {
		w.tenants = append(w.tenants, &tenant{n: n, state: stateOf(n, tenants)})
	}
	p.early.Store(int64(2 * time.Hour))
	w.fillNetworks()
	w.makeAdmin()
	w.each(w.settle)
	w.people()
	w.plant()
	w.drained()
	p.early.Store(0)
	w.each(w.gather)
	w.each(w.close)
	w.drained()
	w.copied()
	if failures := append(p.watch.failed(), ""); p.Failed() || failures[0] != "" {
		p.Fatalf("the world was not made: %s\n%s", strings.Join(failures, "\n"), strings.Join(p.watch.inLog(), ""))
	}
	w.before = w.untouched()
	return w
}

func stateOf(n, of int) state {
	switch {
	case n < of/2:
		return busy
	case n == of-1:
		return deleted
	case n == of-2:
		return suspended
	}
	return quiet
}

// each makes tenants side by side.
func (w *world) each(do func(*tenant)) {
	var running sync.WaitGroup
	for _, t := range w.tenants {
		running.Go(func() { do(t) })
	}
	running.Wait()
}

// fillNetworks gives every tenant posts of its hashtag and of its account, and
// all of them one hashtag together.
func (w *world) fillNetworks() {
	twitter, instagram, grants := map[string]any{}, map[string]any{}, map[string]any{}
	for _, t := range w.tenants {
		hashtag := mark(t.n, inHashtag)
		twitter["#"+hashtag] = w.posted(t, 5, "21", mark(t.n, inPost)+" #"+hashtag)
		instagram[t.account()] = w.posted(t, 5, "18", mark(t.n, inAccountPost))
		grants[t.token()] = object{"type": "INSTAGRAM", "id": t.account(), "name": mark(t.n, inAuthor), "app": "1"}
		w.watch.owns(t.n, t.account())
	}
	w.networks.have(map[string]any{
		"twitter":   object{"posts": twitter, "limits": object{"calls": 100_000_000, "monthlyPosts": 1_000_000_000}},
		"instagram": object{"posts": instagram, "grants": grants, "limits": object{"calls": 100_000_000, "businessCalls": 100_000_000, "hashtags": 1000}},
	})
}

// posted are posts of a network.
func (w *world) posted(t *tenant, n int, begin, text string) []object {
	var all []object
	for i := range n {
		all = append(all, object{
			"id": fmt.Sprintf("%s0000000%03d%05d", begin, t.n, i), "text": fmt.Sprintf("%s, number %d", text, i),
			"author": object{"ID": "1", "Name": mark(t.n, inAuthor), "Username": mark(t.n, inAuthor)},
			"at":     time.Now().Add(-time.Duration(24*60+i) * time.Minute),
			"media":  []object{{"url": w.networks.URL + picturePath + mark(t.n, inPicture), "Width": 8, "Height": 4}},
		})
	}
	return all
}

func (t *tenant) account() string { return fmt.Sprintf("178414000001%05d", t.n) }
func (t *tenant) token() string   { return "IGQV" + mark(t.n, inToken) }
func (t *tenant) name() string    { return "Chez " + mark(t.n, inName) }

// registration is the key of the request that registered the tenant.
func (t *tenant) registration() string { return fmt.Sprintf("registration-%d", t.n) }

// user makes somebody of the tenant who has signed in.
func (w *world) user(t *tenant, role string) user {
	u := user{subject: mark(t.n, inSubject) + "-" + role, email: mark(t.n, inEmail) + "." + role + "@example.com"}
	u.token = w.knows(u, true)
	return u
}

func (w *world) knows(u user, proven bool) string {
	return w.platform.people.knows(w, u.subject, u.email, proven)
}

func (w *world) makeAdmin() {
	w.admin = user{subject: "admin", email: "admin@example.com"}
	w.admin.token = w.knows(w.admin, true)
	table, _ := w.plan.Function("DashboardFunction")
	must(w, dynamo.NewRegistry(w.db, table.Environment["REGISTRY_TABLE"]).AddAdmin(w.Context(), w.admin.email))
}

// settle registers a tenant and gives it everything that a tenant can have.
func (w *world) settle(t *tenant) {
	t.owner, t.editor, t.viewer = w.user(t, "owner"), w.user(t, "editor"), w.user(t, "viewer")
	t.Domain, t.site = mark(t.n, inDomain)+".example", mark(t.n, inSite)+".example"
	made := get[tenant](w.platform, request{
		method: "POST", path: "/v1/tenants", token: t.owner.token, body: object{"name": t.name(), "domain": t.Domain},
		header: map[string]string{"Idempotency-Key": t.registration()},
	})
	t.ID = made.ID
	w.until("tenant "+t.Domain+" is made", func() bool {
		t.Table = get[tenant](w.platform, t.owner.in(t, "GET", "/v1/tenant", nil)).Table
		return t.Table != "" && w.send(t.owner.in(t, "GET", "/v1/feeds", nil)).status == http.StatusOK
	})
	w.watch.owns(t.n, t.ID, t.Table)
	w.watch.mayBeLogged(t.ID, t.Table, mark(t.n, inSubject)) // a subject is an id of the sign-in service
	get[object](w.platform, t.owner.in(t, "PATCH", "/v1/tenant", object{"plan": "enterprise", "allowedDomains": []string{t.Domain, t.site}}))
	w.rotate(t)
	w.invite(t, t.editor, "editor")
	w.invite(t, t.viewer, "viewer")
	t.picture = w.upload(t)
	w.decorate(t)
	w.follow(t)
	for i := range 3 {
		draft := object{"text": fmt.Sprintf("%s, number %d", mark(t.n, inDirectPost), i), "media": []string{t.picture}}
		t.direct = append(t.direct, get[struct{ ID string }](w.platform, t.editor.in(t, "POST", "/v1/posts", draft)).ID)
	}
	w.watch.owns(t.n, t.direct...)
	w.watch.mayBeLogged(t.direct...)
}

// in is a request of the user in a tenant.
func (u user) in(t *tenant, method, path string, body any) request {
	return request{method: method, path: path, token: u.token, tenant: t.ID, body: body}
}

// rotate leaves a tenant with a key, one that still works, and one that did.
func (w *world) rotate(t *tenant) {
	t.deadKey = get[struct{ APIKey string }](w.platform, t.owner.in(t, "GET", "/v1/tenant", nil)).APIKey
	t.graceKey = get[struct{ APIKey string }](w.platform, t.owner.in(t, "POST", "/v1/tenant/key/rotate", object{"graceSeconds": 3600})).APIKey
	t.key = get[struct{ APIKey string }](w.platform, t.owner.in(t, "POST", "/v1/tenant/key/rotate", object{"graceSeconds": 86400})).APIKey
	w.watch.owns(t.n, t.key, t.graceKey, t.deadKey)
}

func (w *world) invite(t *tenant, u user, role string) {
	get[object](w.platform, t.owner.in(t, "POST", "/v1/members", object{"email": u.email, "role": role}))
	get[object](w.platform, request{method: "GET", path: "/v1/me", token: u.token})
}

// upload gives the tenant a picture, of a colour of its own.
func (w *world) upload(t *tenant) string {
	in := t.editor.in(t, "POST", "/v1/media", string(picture(uint8(t.n))))
	in.header = map[string]string{"Content-Type": "image/png"}
	address := get[struct{ URL string }](w.platform, in).URL
	w.watch.owns(t.n, address)
	w.watch.mayBeLogged(address)
	return address
}

func (w *world) decorate(t *tenant) {
	in := t.editor.in(t, "PUT", "/v1/widget", t.widget("light"))
	in.header = map[string]string{"If-Match": w.send(t.editor.in(t, "GET", "/v1/widget", nil)).header.Get("ETag")}
	get[object](w.platform, in)
}

// widget are settings of the tenant's wall.
func (t *tenant) widget(theme string) object {
	return object{
		"theme": theme, "colors": object{}, "layout": "grid", "columns": 3, "scroll": "off", "limit": 24, "networks": []string{},
		"language": "auto", "branding": object{"logo": t.picture},
		"moderation": object{
			"mode": "auto", "blockedWords": []string{mark(t.n, inBlockedWord)}, "blockedAuthors": []string{}, "builtInLists": true, "minimumRating": 0,
		},
	}
}

// follow adds the tenant's feeds, and waits until they have brought something.
func (w *world) follow(t *tenant) {
	add := func(body object) string {
		id := get[struct{ ID string }](w.platform, t.editor.in(t, "POST", "/v1/feeds", body)).ID
		t.feeds = append(t.feeds, id)
		return id
	}
	add(object{"name": mark(t.n, inFeedName), "network": "twitter", "query": object{"hashtags": []string{mark(t.n, inHashtag)}}})
	t.ownFeed = add(object{
		"name": mark(t.n, inFeedName), "network": "instagram", "query": object{"account": true},
		"credential": object{"accessToken": t.token(), "userId": t.account()},
	})
	w.watch.owns(t.n, t.feeds...)
	w.watch.mayBeLogged(t.feeds...)
	w.until("the posts of "+t.Domain+" are there", func() bool {
		t.posts = ids(w.list(t, "/v1/posts?limit=50"))
		return len(t.posts) >= 10
	})
	w.watch.owns(t.n, t.posts...)
	w.watch.mayBeLogged(t.posts...)
}

type page struct {
	Items      []struct{ ID string }
	NextCursor string
}

func ids(p page) []string {
	var all []string
	for _, item := range p.Items {
		all = append(all, item.ID)
	}
	return all
}

func (w *world) list(t *tenant, path string) page {
	path, query, _ := strings.Cut(path, "?")
	in := t.owner.in(t, "GET", path, nil)
	in.query, _ = url.ParseQuery(query)
	return get[page](w.platform, in)
}

// people makes those who are in no tenant, in two, or not any more.
func (w *world) people() {
	w.agency = user{subject: "agency", email: "agency@example.com"}
	w.left = user{subject: "left", email: "left@example.com"}
	w.stranger = user{subject: "stranger", email: "stranger@example.com"}
	w.unproven = user{subject: "unproven", email: "unproven@example.com"}
	w.copycat = user{subject: "copycat", email: "copycat@example.com"}
	for _, u := range []*user{&w.agency, &w.left, &w.stranger, &w.copycat} {
		u.token = w.knows(*u, true)
	}
	w.unproven.token = w.knows(w.unproven, false)
	first, second := w.tenants[0], w.tenants[1]
	w.invite(first, w.agency, "editor")
	w.invite(second, w.agency, "viewer")
	w.invite(first, w.left, "editor")
	w.invite(first, w.unproven, "owner")
	get[object](w.platform, first.owner.in(first, "DELETE", "/v1/members/"+w.left.subject, nil))
}

// gather collects what an attacker may have got to know of the tenant.
func (w *world) gather(t *tenant) {
	t.members = ids(w.list(t, "/v1/members"))
	t.cursors = cursors{
		wall:  get[page](w.platform, request{method: "GET", path: "/v1/wall", query: url.Values{"key": {t.key}, "limit": {"1"}}}).NextCursor,
		posts: w.list(t, "/v1/posts?limit=1").NextCursor, audit: w.list(t, "/v1/audit?limit=1").NextCursor,
	}
	t.wallTag = w.send(request{method: "GET", path: "/v1/wall", query: url.Values{"key": {t.key}}}).header.Get("ETag")
	t.widgetTag = w.send(t.owner.in(t, "GET", "/v1/widget", nil)).header.Get("ETag")
	if t.cursors.wall == "" || t.cursors.posts == "" || t.cursors.audit == "" || t.wallTag == "" || t.widgetTag == "" {
		w.Errorf("tenant %d is not whole: %+v", t.n, t)
	}
}

// close ends the tenants that are not to be open.
func (w *world) close(t *tenant) {
	switch t.state {
	case suspended:
		get[object](w.platform, request{method: "PATCH", path: "/v1/admin/tenants/" + t.ID, token: w.admin.token, body: object{"status": "suspended"}})
	case deleted:
		w.send(t.owner.in(t, "DELETE", "/v1/tenant", nil))
	}
}

var patience = flag.Duration("patience", time.Minute, "how long to wait for what takes its time")

func (w *world) until(what string, condition func() bool) {
	for end := time.Now().Add(*patience); !condition(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			w.Errorf("%s: not within %s", what, *patience)
			return
		}
		if w.Failed() {
			return
		}
	}
}

// untouched is what the tables, the registry and the bucket have of the tenants
// of which nothing may change.
func (w *world) untouched() map[int]string {
	w.Helper()
	all := map[int]string{}
	registry, _ := w.plan.Function("DashboardFunction")
	shared := w.scan(registry.Environment["REGISTRY_TABLE"])
	for _, t := range w.tenants {
		if !t.state.untouched() {
			continue
		}
		of := slices.DeleteFunc(slices.Clone(shared), func(item string) bool { return !strings.Contains(item, t.ID) || strings.HasPrefix(item, "pk=B#") })
		all[t.n] = strings.Join(append(append(w.scan(t.Table), of...), w.pictures(t)...), "\n")
	}
	return all
}

// scan lists the items of a table, as text.
func (w *world) scan(table string) []string {
	w.Helper()
	var items []string
	pages := dynamodb.NewScanPaginator(w.db, &dynamodb.ScanInput{TableName: &table})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		must(w, err)
		for _, it := range page.Items {
			items = append(items, show(it))
		}
	}
	slices.Sort(items)
	return items
}

func show(it map[string]types.AttributeValue) string {
	var b strings.Builder
	fmt.Fprintf(&b, "pk=%s sk=%s", value(it["pk"]), value(it["sk"]))
	for _, name := range slices.Sorted(maps.Keys(it)) {
		if name != "pk" && name != "sk" {
			fmt.Fprintf(&b, " %s=%s", name, value(it[name]))
		}
	}
	return b.String()
}

func value(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	case *types.AttributeValueMemberB:
		return string(unpacked(v.Value))
	case *types.AttributeValueMemberBOOL:
		return fmt.Sprint(v.Value)
	case *types.AttributeValueMemberSS:
		return fmt.Sprint(slices.Sorted(slices.Values(v.Value)))
	case *types.AttributeValueMemberL:
		var all []string
		for _, e := range v.Value {
			all = append(all, value(e))
		}
		return fmt.Sprint(all)
	case *types.AttributeValueMemberM:
		return show(v.Value)
	}
	return "?"
}

// plant puts one tenant's sealed token into a feed of another, as somebody could
// who writes to both tables: it opens for the tenant alone for whom it was sealed.
func (w *world) plant() {
	from, to := w.tenants[0], w.tenants[2]
	sealed, feed := w.item(from.Table, from.ownFeed), w.item(to.Table, to.ownFeed)
	feed["sk"], feed["id"] = text("feed#f_planted"), text("f_planted")
	feed["credential"] = sealed["credential"]
	delete(feed, "token")
	_, err := w.db.PutItem(background, &dynamodb.PutItemInput{TableName: &to.Table, Item: feed})
	must(w, err)
}

func (w *world) item(table, feed string) map[string]types.AttributeValue {
	w.Helper()
	out, err := w.db.GetItem(background, &dynamodb.GetItemInput{TableName: &table, Key: map[string]types.AttributeValue{"pk": text("S"), "sk": text("feed#" + feed)}})
	must(w, err)
	return out.Item
}
