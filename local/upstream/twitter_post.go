package upstream

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// includes gathers what posts refer to, each once.
type includes struct {
	lists  map[string][]map[string]any
	seen   map[string]bool
	errors []any
}

func (in *includes) add(list, key string, object map[string]any) {
	if !in.seen[list+key] {
		in.seen[list+key] = true
		in.lists[list] = append(in.lists[list], object)
	}
}

// tweets is the answer with these posts and what they refer to.
func (c *call) tweets(posts []world.Post) map[string]any {
	d := c.dialect()
	in := &includes{lists: map[string][]map[string]any{}, seen: map[string]bool{}}
	answer := map[string]any{}
	var data []map[string]any
	for _, p := range posts {
		data = append(data, overlaid(d.spell(c.tweet(p)), p.Raw))
		c.include(in, d, p)
	}
	if len(data) > 0 {
		answer["data"] = data
	}
	if len(in.lists) > 0 {
		answer["includes"] = in.lists
	}
	if len(in.errors) > 0 {
		answer["errors"] = in.errors
	}
	return answer
}

func (c *call) include(in *includes, d dialect, p world.Post) {
	if d.expands("author_id") {
		in.add("users", p.Author.ID, pickNames(c.user(p.Author), c.names("user.fields"), "id", "name", "username"))
	}
	if d.expands("attachments.media_keys") {
		for k, m := range p.Media {
			in.add("media", mediaKey(p, k), pickNames(c.tweetMedia(p, k, m), c.names("media.fields"), "media_key", "type"))
		}
	}
	if !d.expands("referenced_tweets.id") && !d.expands("referenced_tweets.id.author_id") {
		return
	}
	for _, ref := range p.Refs {
		id := referenceID(ref)
		if ref.Gone {
			in.errors = append(in.errors, missing(id, d.referenced(), c.problems()))
			continue
		}
		ref.Post.ID = id
		list := map[bool]string{false: "tweets", true: "posts"}[d.renamed]
		in.add(list, id, d.spell(c.tweet(ref.Post)))
		if d.expands("referenced_tweets.id.author_id") || d.renamed && d.expands("author_id") {
			in.add("users", ref.Post.Author.ID, pickNames(c.user(ref.Post.Author), c.names("user.fields"), "id", "name", "username"))
		}
	}
}

func pickNames(object map[string]any, asked []string, always ...string) map[string]any {
	picked := map[string]any{}
	for _, name := range append(always, asked...) {
		if value, ok := object[name]; ok {
			picked[name] = value
		}
	}
	return picked
}

// tweet is a post with all its members, in the old spelling.
func (c *call) tweet(p world.Post) map[string]any {
	history := append(slices.Clip(p.Replaces), p.ID)
	tweet := map[string]any{
		"id": p.ID, "author_id": p.Author.ID, "created_at": p.At.Format(twitterTime), "lang": p.Lang,
		"conversation_id": p.ID, "possibly_sensitive": false, "edit_history_tweet_ids": history,
		"edit_controls": map[string]any{
			"edits_remaining": max(0, 6-len(history)), "is_edit_eligible": true, "editable_until": p.At.Add(time.Hour).Format(twitterTime),
		},
		"public_metrics": map[string]any{
			"retweet_count": p.Shares, "reply_count": p.Comments, "like_count": p.Likes, "quote_count": p.Shares / 3,
			"bookmark_count": p.Likes / 10, "impression_count": p.Likes * 31,
		},
	}
	setText(tweet, p)
	setReferences(tweet, p)
	if countries := c.withheld(p); len(countries) > 0 {
		tweet["withheld"] = map[string]any{"copyright": false, "country_codes": countries, "scope": "tweet"}
	}
	return tweet
}

func referenceID(ref world.Ref) string { return snowflake(ref.Post.At, ref.Post.Key) }

// longest is how many characters a post's text has; a longer one's is in its note.
const longest = 280

func setText(tweet map[string]any, p world.Post) {
	text, entities := entities(p)
	tweet["text"] = text
	if len(entities) > 0 {
		tweet["entities"] = entities
	}
	if runes(text) > longest {
		tweet["text"] = shortened(text, p.ID)
		tweet["note_tweet"] = map[string]any{"text": text, "entities": ofNote(entities)}
	}
}

// setReferences adds what a post refers to: media, and other posts.
func setReferences(tweet map[string]any, p world.Post) {
	var keys []string
	for k := range p.Media {
		keys = append(keys, mediaKey(p, k))
	}
	if keys != nil {
		tweet["attachments"] = map[string]any{"media_keys": keys}
	}
	var refs []map[string]any
	for _, ref := range p.Refs {
		refs = append(refs, map[string]any{"type": ref.Kind, "id": referenceID(ref)})
	}
	if refs != nil {
		tweet["referenced_tweets"] = refs
	}
}

// ofNote are the entities of a long post's whole text, whose links do not tell
// which media they stand for.
func ofNote(entities map[string]any) map[string]any {
	links, _ := entities["urls"].([]map[string]any)
	if links == nil {
		return entities
	}
	note := maps.Clone(entities)
	plain := make([]map[string]any, len(links))
	for i, link := range links {
		plain[i] = overlaid(maps.Clone(link), map[string]any{"media_key": nil})
	}
	note["urls"] = plain
	return note
}

// withheld are the countries where a post may not be shown.
func (c *call) withheld(p world.Post) []string {
	for _, id := range append(slices.Clip(p.Replaces), p.ID) {
		if countries := c.Withheld[id]; len(countries) > 0 {
			return countries
		}
	}
	return nil
}

func mediaKey(p world.Post, k int) string {
	kind := map[bool]string{true: "7_", false: "3_"}[p.Media[k].Video()]
	return kind + strconv.FormatUint(p.Key>>2+uint64(k), 10)
}

// tweetMedia is one picture, or a video, which has no url of its own.
func (c *call) tweetMedia(p world.Post, k int, m world.Media) map[string]any {
	media := map[string]any{
		"media_key": mediaKey(p, k), "type": "photo", "width": or(m.Width, 1080), "height": or(m.Height, 1080), "url": c.picture(m, false),
	}
	if m.Alt != "" {
		media["alt_text"] = m.Alt
	}
	if m.Video() {
		delete(media, "url")
		media["type"], media["duration_ms"], media["preview_image_url"] = "video", 6000, c.picture(m, false)
		media["variants"] = []map[string]any{
			{"content_type": "application/x-mpegURL", "url": c.video(m, false) + "?container=m3u8"},
			{"bit_rate": 832000, "content_type": "video/mp4", "url": c.video(m, false)},
		}
	}
	return media
}

func (c *call) user(person world.Person) map[string]any {
	return map[string]any{
		"id": person.ID, "name": person.Name, "username": handle(person.Username), "verified": hash(person.ID)%5 == 0, "protected": false,
		"profile_image_url": c.picture(world.Media{Scene: "face", Variant: hash(person.ID), Width: 96, Height: 96}, false),
	}
}

// handle is a user name in the letters that X allows.
func handle(name string) string { return strings.ReplaceAll(name, ".", "_") }
