package upstream

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// facebook is the Graph API of Facebook Pages.
type facebook struct{}

func (facebook) id(p world.Post) string { return fmt.Sprintf("122%012d", p.Key%1e12) }

func (facebook) partial(_ *call, answer map[string]any) map[string]any { return graphPartial(answer) }

func (facebook) refuse(w http.ResponseWriter, c *call, f Fault) bool {
	return graphRefuse(w, c, f, pages)
}

func (facebook) revise(p world.Post, at time.Time) world.Post {
	p.Edited = at
	return p
}

func (facebook) offer() offer {
	return offering("appSecret grants paging gaps pictureHours states", "businessCalls", "cursor blocked")
}

// pages is the use case of calls with the token of a page or a system user.
var pages = useCase{80001, "pages"}

var (
	attachmentNode = node{
		kind: "StoryAttachment", defaults: strings.Fields("description media media_type target title type url"),
		known: strings.Fields("description description_tags media media_type subattachments target title type unshimmed_url url"),
	}
	postNode = node{
		kind: "PagePost", defaults: strings.Fields("created_time message id"),
		known: strings.Fields("id message story created_time updated_time permalink_url full_picture picture from status_type " +
			"is_published is_hidden is_expired message_tags attachments shares reactions comments likes icon privacy " +
			"place properties parent_id timeline_visibility is_eligible_for_promotion is_popular actions story_tags"),
		edges: map[string]node{"attachments": withSubattachments(attachmentNode)},
	}
	pageNode = node{
		kind: "Page", defaults: strings.Fields("name id"),
		known: strings.Fields("id name username link picture about website fan_count followers_count category verification_status"),
	}
	// gathered are the old post fields that moved into attachments.
	gathered = map[string]bool{"link": true, "type": true, "name": true, "source": true, "caption": true, "description": true, "object_id": true}
)

func withSubattachments(n node) node {
	sub := n
	n.edges = map[string]node{"subattachments": sub}
	return n
}

func (f facebook) answer(w http.ResponseWriter, c *call) {
	if !admitGraph(w, c, pages) {
		return
	}
	g, granted := c.grant(c.token)
	if c.path[0] == "me" && len(c.path) == 1 {
		f.me(w, g, granted, c.query["fields"])
		return
	}
	page, post, isPost := strings.Cut(c.path[0], "_")
	if !platformCall(w, c, pages) || !pages.call(w, c, page) || !present(w, c) {
		return
	}
	stream, known := world.ByPage(page)
	if !known && !numeric(page) {
		graphError(w, graphFailure{Code: 803, Message: fmt.Sprintf("(#803) Some of the aliases you requested do not exist: %s", page)})
		return
	}
	if own := g.ID == or(stream.Subject.PageID, page); granted && len(c.path) > 1 &&
		!c.admits(w, g, own, "pages_read_engagement", "pages_read_user_content") {
		return
	}
	switch {
	case isPost && len(c.path) == 1:
		f.post(w, c, stream, page, post)
	case len(c.path) == 1:
		f.page(w, c, stream)
	case c.path[1] == "posts", c.path[1] == "published_posts", c.path[1] == "feed":
		f.list(w, c, stream)
	case c.path[1] == "picture":
		http.Redirect(w, c.Request, c.logo(stream), http.StatusFound)
	default:
		graphError(w, graphFailure{Code: 2500, Message: "Unknown path components: /" + c.path[1]})
	}
}

// me is whoever a token was made for.
func (facebook) me(w http.ResponseWriter, g TokenGrant, granted bool, fields string) {
	if !granted {
		g = TokenGrant{ID: "122093000000000001", Name: "Social wall"}
	}
	me := map[string]any{"id": g.ID, "name": g.Name}
	if page, known := world.ByPage(g.ID); known && g.Type == "PAGE" && strings.Contains(fields, "username") {
		me["username"] = page.Subject.Handle
	}
	writeJSON(w, http.StatusOK, me)
}

func (c *call) logo(s world.Stream) string {
	return c.picture(world.Media{Scene: "logo", Variant: hash(s.Subject.Name), Width: 200, Height: 200}, true)
}

func (facebook) page(w http.ResponseWriter, c *call, s world.Stream) {
	fields, err := parseFields(c.query["fields"])
	if err == nil {
		err = pageNode.check(fields)
	}
	if err != nil {
		graphParameter(w, err.Error())
		return
	}
	writeJSON(w, http.StatusOK, pageNode.pick(map[string]any{
		"id": s.Subject.PageID, "name": s.Subject.Title, "username": s.Subject.Handle, "website": s.Subject.Website,
		"link": "https://www.facebook.com/" + s.Subject.Handle, "fan_count": 2140, "followers_count": 2317, "category": "Local business",
		"picture": map[string]any{"data": map[string]any{"height": 50, "width": 50, "is_silhouette": false, "url": c.logo(s)}},
	}, fields))
}

// post reads one post by its id, which is how its deletion is found out.
func (facebook) post(w http.ResponseWriter, c *call, s world.Stream, page, id string) {
	fields, ok := c.postFields(w)
	if !ok {
		return
	}
	p, found := c.named(page, s, id)
	if !found {
		p, found = c.named(page, s, page+"_"+id)
	}
	if !found {
		graphGone(w, c.path[0])
		return
	}
	writeJSON(w, http.StatusOK, postNode.pick(c.pagePost(p, s), fields))
}

// postFields reads and checks the parameter "fields"; if it is wrong it has
// answered.
func (c *call) postFields(w http.ResponseWriter) ([]field, bool) {
	fields, err := parseFields(c.query["fields"])
	for _, f := range fields {
		if gathered[f.name] {
			graphError(w, graphFailure{Code: 12, Message: "(#12) deprecate_post_aggregated_fields_for_attachement is deprecated for versions v3.3 and higher"})
			return nil, false
		}
	}
	if err == nil {
		err = postNode.check(fields)
	}
	if err != nil {
		graphParameter(w, err.Error())
	}
	return fields, err == nil
}

// list is /posts, /published_posts, and /feed, which also has what visitors
// wrote and what is not published yet.
func (facebook) list(w http.ResponseWriter, c *call, s world.Stream) {
	fields, ok := c.postFields(w)
	if !ok {
		return
	}
	limit, ok := c.limit(100)
	if !ok {
		graphParameter(w, "The 'limit' parameter should not exceed 100")
		return
	}
	part, ok := cut(c, c.pagePosts(s), limit)
	if !ok {
		graphParameter(w, "Invalid parameter: the cursor is not valid any more")
		return
	}
	data := []map[string]any{}
	for _, p := range part.posts {
		data = append(data, postNode.pick(c.pagePost(p, s), fields))
	}
	paging := part.paging(c)
	if c.Paging == "time" {
		paging = part.timePaging(c)
	}
	writeListing(w, data, paging)
}

// pagePosts lists the posts of an edge of a page, within since and until.
func (c *call) pagePosts(s world.Stream) []world.Post {
	posts := c.posts(or(s.Subject.PageID, c.path[0]), s, c.now.AddDate(0, 0, -10))
	if c.path[1] == "feed" {
		posts = append(c.others(), posts...)
	}
	posts = slices.DeleteFunc(posts, func(p world.Post) bool { return !c.lists(p) })
	slices.SortStableFunc(posts, func(a, b world.Post) int { return b.At.Compare(a.At) })
	since, until := c.moment("since"), c.moment("until")
	return slices.DeleteFunc(posts, func(p world.Post) bool {
		return !since.IsZero() && p.At.Before(since) || !until.IsZero() && p.At.After(until)
	})
}

// lists tells whether a post is listed in its state. Hidden and expired posts are
// for those who ask for them, by parameters that Meta's business SDK (26.0) has on
// the edges of a page. Whether /posts has unpublished ones is not documented: it
// has them here.
func (c *call) lists(p world.Post) bool {
	switch c.state(p) {
	case "hidden":
		return c.query["include_hidden"] == "true"
	case "expired":
		return c.query["show_expired"] == "true"
	case "unpublished":
		return c.path[1] != "published_posts"
	}
	return true
}

// moment is a parameter in unix seconds; zero if it is not there.
func (c *call) moment(name string) time.Time {
	seconds, err := strconv.ParseInt(c.query[name], 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(seconds, 0)
}

// others are the posts that only /feed has: one that the page has not published
// yet, and one that a visitor wrote.
func (c *call) others() []world.Post {
	day := c.now.Truncate(24 * time.Hour)
	return []world.Post{
		{Key: 4, ID: "122000000000004", At: day, Text: "(brouillon) Ne pas publier avant relecture", Raw: map[string]any{"is_published": false}},
		{Key: 5, ID: "122000000000005", At: day.Add(-time.Hour), Text: "Merci pour l'accueil !", Raw: map[string]any{"from": nil}},
	}
}

// state is what control says of a post; empty if nothing.
func (c *call) state(p world.Post) string {
	for name, state := range c.States {
		if names(name, p.ID) {
			return state
		}
	}
	return ""
}
