package upstream

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// facebook is the Graph API of Facebook Pages.
type facebook struct{}

func (facebook) id(p world.Post) string { return fmt.Sprintf("122%012d", p.Key%1e12) }

func (facebook) partial(answer map[string]any) map[string]any { return graphPartial(answer) }

func (facebook) refuse(w http.ResponseWriter, c *call, f Fault) bool {
	return graphRefuse(w, c, f, 80001)
}

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
	if !admitGraph(w, c, 80001) {
		return
	}
	page, post, isPost := strings.Cut(c.path[0], "_")
	stream, known := world.ByPage(page)
	if !known && !numeric(page) {
		graphError(w, graphFailure{Code: 803, Message: fmt.Sprintf("(#803) Some of the aliases you requested do not exist: %s", page)})
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
	for _, p := range c.posts(page, s, c.now.AddDate(0, 0, -60)) {
		if p.ID == id || p.ID == page+"_"+id {
			writeJSON(w, http.StatusOK, postNode.pick(c.pagePost(p, s), fields))
			return
		}
	}
	graphGone(w, c.path[0])
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
	part, ok := cut(c, c.posts(or(s.Subject.PageID, c.path[0]), s, c.now.AddDate(0, 0, -10)), limit)
	if !ok {
		graphParameter(w, "Invalid parameter: the cursor is not valid any more")
		return
	}
	data := []map[string]any{}
	if c.path[1] == "feed" && part.first {
		data = append(data, postNode.pick(c.draft(s), fields))
	}
	for _, p := range part.posts {
		data = append(data, postNode.pick(c.pagePost(p, s), fields))
	}
	paging := part.paging(c)
	if c.Paging == "time" {
		paging = part.timePaging(c)
	}
	writeJSON(w, http.StatusOK, map[string]any{"data": data, "paging": paging})
}

// draft is a post that the page has not published yet.
func (c *call) draft(s world.Stream) map[string]any {
	p := world.Post{Key: 4, ID: "122000000000004", At: c.now, Text: "(brouillon) Ne pas publier avant relecture"}
	return overlaid(c.pagePost(p, s), map[string]any{"is_published": false})
}

// pagePost is a post as a PagePost.
func (c *call) pagePost(p world.Post, s world.Stream) map[string]any {
	page := s.Subject.PageID
	id := p.ID
	if !strings.Contains(id, "_") {
		id = page + "_" + id
	}
	_, own, _ := strings.Cut(id, "_")
	updated := p.At
	if !p.Edited.IsZero() {
		updated = p.Edited
	}
	post := map[string]any{
		"id": id, "created_time": p.At.Format(graphTime), "updated_time": updated.Format(graphTime),
		"permalink_url": "https://www.facebook.com/" + page + "/posts/" + own,
		"from":          map[string]any{"id": page, "name": s.Subject.Title},
		"is_published":  true, "is_hidden": false, "is_expired": false, "status_type": "mobile_status_update",
		"reactions": summary(p.Likes), "comments": summary(p.Comments), "likes": summary(p.Likes),
	}
	if p.Shares > 0 {
		post["shares"] = map[string]any{"count": p.Shares}
	}
	if text, tags := mentions(p.Text); text != "" {
		post["message"] = text
		if len(tags) > 0 {
			post["message_tags"] = tags
		}
	}
	c.attach(post, p, s)
	return overlaid(post, p.Raw)
}

func summary(count int) map[string]any {
	return map[string]any{"data": []any{}, "summary": map[string]any{"total_count": count, "can_comment": false}}
}

// mentions turns @[Name] into message_tags, whose offsets count code points.
func mentions(text string) (string, []map[string]any) {
	var out strings.Builder
	var tags []map[string]any
	tag := func(id, name, kind, shown string) {
		tags = append(tags, map[string]any{
			"id": id, "name": name, "type": kind,
			"offset": utf8.RuneCountInString(out.String()), "length": utf8.RuneCountInString(shown),
		})
		out.WriteString(shown)
	}
	for {
		before, rest, ok := strings.Cut(text, "@[")
		out.WriteString(before)
		name, after, closed := strings.Cut(rest, "]")
		if !ok || !closed {
			return out.String(), tags
		}
		tag("1045"+strconv.FormatUint(hash(name)%1e11, 10), name, "page", name)
		text = after
	}
}

// attach adds what hangs on the post: a photo, an album, a video, a link.
func (c *call) attach(post map[string]any, p world.Post, s world.Stream) {
	var attachment map[string]any
	target := "https://www.facebook.com/" + s.Subject.PageID + "/photos/" + strconv.FormatUint(p.Key%1e12, 10)
	switch {
	case p.Link != nil:
		post["status_type"] = "shared_story"
		attachment = sharedLink(*p.Link)
	case len(p.Media) > 1:
		post["status_type"] = "added_photos"
		attachment = c.graphMedia(p.Media[0], target)
		attachment["media_type"], attachment["type"], attachment["title"] = "album", "album", "Photos de "+s.Subject.Title
		attachment["subattachments"] = map[string]any{"data": c.subattachments(p, target)}
	case len(p.Media) == 1:
		post["status_type"] = map[bool]string{true: "added_video", false: "added_photos"}[p.Media[0].Video()]
		attachment = c.graphMedia(p.Media[0], target)
		attachment["description"] = post["message"]
	default:
		return
	}
	if len(p.Media) > 0 {
		scaled := p.Media[0]
		scaled.Width, scaled.Height = 720, 720*or(scaled.Height, 1080)/or(scaled.Width, 1080)
		post["full_picture"] = c.picture(scaled, true)
	}
	post["attachments"] = map[string]any{"data": []map[string]any{attachment}}
}

// sharedLink goes through the vendor's redirecting host, as theirs do.
func sharedLink(link world.Link) map[string]any {
	shimmed := "https://l.facebook.com/l.php?u=" + url.QueryEscape(link.URL) + "&h=AT" + strconv.FormatUint(hash(link.URL), 36) + "&s=1"
	return map[string]any{
		"media_type": "link", "type": "share", "title": link.Title, "description": link.Description,
		"url": shimmed, "unshimmed_url": link.URL, "target": map[string]any{"url": shimmed},
	}
}

func (c *call) subattachments(p world.Post, target string) []map[string]any {
	var list []map[string]any
	for _, m := range p.Media {
		list = append(list, c.graphMedia(m, target))
	}
	return list
}

func (c *call) graphMedia(m world.Media, target string) map[string]any {
	media := map[string]any{"image": map[string]any{"height": or(m.Height, 1080), "width": or(m.Width, 1080), "src": c.picture(m, true)}}
	kind, variety := "photo", "photo"
	if m.Video() {
		kind, variety = "video", "video_inline"
		media["source"] = c.video(m)
	}
	return map[string]any{
		"media": media, "media_type": kind, "type": variety, "url": target, "unshimmed_url": target,
		"target": map[string]any{"id": strconv.FormatUint(m.Variant, 10), "url": target},
	}
}
