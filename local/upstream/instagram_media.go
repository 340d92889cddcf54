package upstream

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

var (
	childNode = node{
		kind: "IGMedia", defaults: []string{"id"},
		known: strings.Fields("id media_type media_url permalink thumbnail_url timestamp username owner shortcode"),
	}
	// Hashtag media tell neither who published them nor how.
	hashtagNode = node{
		kind: "Media", defaults: []string{"id"}, edges: map[string]node{"children": childNode},
		known: strings.Fields("id caption children comments_count like_count media_type media_url permalink timestamp"),
	}
	mediaNode = node{
		kind: "IGMedia", defaults: []string{"id"}, edges: map[string]node{"children": childNode},
		known: strings.Fields("id caption children comments_count like_count media_type media_product_type media_url permalink " +
			"thumbnail_url timestamp username shortcode owner is_comment_enabled is_shared_to_feed ig_id alt_text"),
	}
	userNode = node{
		kind: "IGUser", defaults: []string{"id"},
		known: strings.Fields("id username name profile_picture_url biography website followers_count follows_count media_count user_id account_type"),
	}
)

// ownMedia lists what an account published itself. Unlike a hashtag's, its
// pages have cursors of their own, and the last page still has them.
func (i *instagram) ownMedia(w http.ResponseWriter, c *call) {
	if !numeric(c.path[0]) && c.path[0] != "me" {
		unsupported(w)
		return
	}
	fields, err := parseFields(c.query["fields"])
	if err == nil {
		err = mediaNode.check(fields)
	}
	limit, ok := c.limit(100)
	if err == nil && !ok {
		err = errors.New("Param limit must be a number between 1 and 100")
	}
	if err != nil {
		graphError(w, graphFailure{Code: 100, Type: "IGApiException", Message: "(#100) " + err.Error()})
		return
	}
	i.own(c)
	stream, _ := world.ByUser(c.path[0])
	page, ok := cut(c, c.posts(c.path[0], stream, c.now.AddDate(0, 0, -5)), limit)
	if !ok {
		graphParameter(w, "Invalid parameter: the cursor is not valid any more")
		return
	}
	data := []map[string]any{}
	for _, p := range page.posts {
		p.Author.Username = stream.Subject.Handle
		data = append(data, mediaNode.pick(overlaid(mediaOf(c, p, true), p.Raw), fields))
	}
	writeListing(w, data, page.paging(c))
}

// unsupported is how the vendor says that the account or the tester's role is
// wrong.
func unsupported(w http.ResponseWriter) {
	graphError(w, graphFailure{Code: 100, Type: "IGApiException", Message: "Unsupported request - method type: get"})
}

// object is a hashtag, a medium, or an account.
func (i *instagram) object(w http.ResponseWriter, c *call) {
	if tag, ok := hashtagOf(c.path[0]); ok {
		writeJSON(w, http.StatusOK, map[string]any{"id": c.path[0], "name": tag})
		return
	}
	if strings.HasPrefix(c.path[0], mediaPrefix) {
		i.medium(w, c)
		return
	}
	if !numeric(c.path[0]) && c.path[0] != "me" {
		graphGone(w, c.path[0])
		return
	}
	fields, err := parseFields(c.query["fields"])
	if err == nil {
		err = userNode.check(fields)
	}
	if err != nil {
		graphParameter(w, err.Error())
		return
	}
	stream, _ := world.ByUser(c.path[0])
	writeJSON(w, http.StatusOK, userNode.pick(map[string]any{
		"id": c.path[0], "user_id": c.path[0], "username": stream.Subject.Handle, "name": stream.Subject.Title,
		"website": stream.Subject.Website, "account_type": "BUSINESS", "followers_count": 1800, "media_count": 640,
		"profile_picture_url": c.picture(world.Media{Scene: "logo", Variant: hash(stream.Subject.Name), Width: 320, Height: 320}, true),
	}, fields))
}

// mediaOf is a post as an IG Media; own tells whether the caller is its owner.
func mediaOf(c *call, p world.Post, own bool) map[string]any {
	m := map[string]any{
		"id": p.ID, "timestamp": p.At.Format(graphTime), "permalink": permalink(p.ID),
		"comments_count": p.Comments, "media_product_type": "FEED", "shortcode": shortcode(p.ID),
		"username": p.Author.Username, "media_type": "IMAGE",
	}
	if p.Text != "" {
		m["caption"] = caption(p.Text, own)
	}
	if !p.HideLikes {
		m["like_count"] = p.Likes
	}
	switch len(p.Media) {
	case 0: // there are no posts without a picture here
		m["media_url"] = c.picture(world.Media{Scene: "words", Variant: p.Key >> 32, Width: 1080, Height: 1080}, true)
	case 1:
		c.fillMedia(m, p.Media[0], own || p.Key%4 != 0)
	default:
		m["media_type"], m["children"] = "CAROUSEL_ALBUM", children(c, p)
	}
	return m
}

// caption drops the sign of mentions for all but the owner.
func caption(text string, own bool) string {
	if own {
		return text
	}
	return strings.ReplaceAll(text, "@", "")
}

// fillMedia sets type and addresses. A video whose sound belongs to somebody
// else (not whole) has no address, only its poster.
func (c *call) fillMedia(m map[string]any, media world.Media, whole bool) {
	if !media.Video() {
		m["media_type"], m["media_url"] = "IMAGE", c.picture(media, true)
		return
	}
	m["media_type"], m["media_product_type"], m["thumbnail_url"] = "VIDEO", "REELS", c.picture(media, true)
	if whole {
		m["media_url"] = c.video(media, true)
	}
}

func children(c *call, p world.Post) map[string]any {
	var list []map[string]any
	for k, media := range p.Media {
		id := "180" + strconv.FormatUint(p.Key%1e12*10+uint64(k), 10)
		child := map[string]any{"id": id, "permalink": permalink(p.ID), "timestamp": p.At.Format(graphTime)}
		c.fillMedia(child, media, true)
		delete(child, "media_product_type")
		list = append(list, child)
	}
	return map[string]any{"data": list}
}

const shortcodeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func shortcode(id string) string {
	code := []byte("D")
	for n := hash(id); len(code) < 11; n >>= 6 {
		code = append(code, shortcodeLetters[n&63])
	}
	return string(code)
}

func permalink(id string) string { return "https://www.instagram.com/p/" + shortcode(id) + "/" }
