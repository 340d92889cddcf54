package upstream

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

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
		"is_published":  c.state(p) != "unpublished", "is_hidden": c.state(p) == "hidden", "is_expired": c.state(p) == "expired",
		"status_type": "mobile_status_update",
		"reactions":   summary(p.Likes), "comments": summary(p.Comments), "likes": summary(p.Likes),
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
		media["source"] = c.video(m, true)
	}
	return map[string]any{
		"media": media, "media_type": kind, "type": variety, "url": target, "unshimmed_url": target,
		"target": map[string]any{"id": strconv.FormatUint(m.Variant, 10), "url": target},
	}
}
