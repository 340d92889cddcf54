package upstream

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// dialect is how X spells a few names: it is renaming tweets to posts, and
// serves whichever the request was written in.
type dialect struct {
	renamed bool
	fields  []string // asked for
	expand  []string
}

func (c *call) dialect() dialect {
	d := dialect{expand: c.names("expansions")}
	switch old, renamed := c.names("tweet.fields"), c.names("post.fields"); {
	case c.Spelling == "post", c.Spelling == "" && len(renamed) > 0:
		d.renamed, d.fields = true, renamed
	default:
		d.fields = old
	}
	return d
}

// expands tells whether an expansion was asked for, in this dialect's spelling.
func (d dialect) expands(name string) bool {
	if !d.renamed {
		return slices.Contains(d.expand, name)
	}
	renamed := strings.Replace(name, "tweets", "posts", 1)
	return slices.Contains(d.expand, renamed) || slices.Contains(d.expand, strings.Replace(renamed, ".id", "", 1))
}

// renames are the members that have another name in the new spelling.
var renames = map[string]string{
	"edit_history_tweet_ids": "edit_history_post_ids", "note_tweet": "note_post", "referenced_tweets": "referenced_posts",
}

// spell keeps the members of a post that were asked for, in the dialect's names.
func (d dialect) spell(tweet map[string]any) map[string]any {
	spelled := map[string]any{}
	for name, value := range tweet {
		by := name
		if d.renamed && renames[name] != "" {
			by = renames[name]
		}
		if slices.Contains([]string{"id", "text", "edit_history_tweet_ids"}, name) || d.asks(name, by) {
			spelled[by] = value
		}
	}
	return spelled
}

// asks: the two references are fields in the old spelling, and come with their
// expansions in both.
func (d dialect) asks(name, by string) bool {
	switch name {
	case "author_id":
		return d.expands("author_id") || !d.renamed && slices.Contains(d.fields, by)
	case "referenced_tweets":
		return d.expands("referenced_tweets.id") || !d.renamed && slices.Contains(d.fields, by)
	case "attachments":
		return d.expands("attachments.media_keys") || slices.Contains(d.fields, by)
	}
	return slices.Contains(d.fields, by)
}

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
		id := snowflake(ref.Post.At, ref.Post.Key)
		if ref.Gone {
			in.errors = append(in.errors, missing(id, "referenced_tweets.id"))
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
	text, entities := c.entities(p)
	history := []string{p.ID}
	if p.Replaces != "" {
		history = []string{p.Replaces, p.ID}
	}
	tweet := map[string]any{
		"id": p.ID, "text": text, "author_id": p.Author.ID, "created_at": p.At.Format(twitterTime), "lang": p.Lang,
		"conversation_id": p.ID, "possibly_sensitive": false, "edit_history_tweet_ids": history,
		"edit_controls": map[string]any{
			"edits_remaining": 5 - len(history), "is_edit_eligible": true, "editable_until": p.At.Add(time.Hour).Format(twitterTime),
		},
		"public_metrics": map[string]any{
			"retweet_count": p.Shares, "reply_count": p.Comments, "like_count": p.Likes, "quote_count": p.Shares / 3,
			"bookmark_count": p.Likes / 10, "impression_count": p.Likes * 31,
		},
	}
	if len(entities) > 0 {
		tweet["entities"] = entities
	}
	if runes(p.Text) > 280 {
		tweet["note_tweet"] = map[string]any{"text": text, "entities": entities}
		tweet["text"] = shortened(text)
	}
	if len(p.Media) > 0 {
		var keys []string
		for k := range p.Media {
			keys = append(keys, mediaKey(p, k))
		}
		tweet["attachments"] = map[string]any{"media_keys": keys}
	}
	var refs []map[string]any
	for _, ref := range p.Refs {
		refs = append(refs, map[string]any{"type": ref.Kind, "id": snowflake(ref.Post.At, ref.Post.Key)})
	}
	if refs != nil {
		tweet["referenced_tweets"] = refs
	}
	return tweet
}

// shortened is a long post's text as members that do not ask for its note see it.
func shortened(text string) string {
	all := []rune(text)
	cut := 270
	for cut > 200 && all[cut] != ' ' {
		cut--
	}
	return string(all[:cut]) + "… https://t.co/" + strconv.FormatUint(hash(text)>>12, 36)[:10]
}

// entities is the text as X gives it, escaped and with its links shortened, and
// where things are in it, in code points.
func (c *call) entities(p world.Post) (string, map[string]any) {
	var out strings.Builder
	found := map[string]any{}
	note := func(list string, entity map[string]any, shown string) {
		entity["start"] = runes(out.String())
		out.WriteString(shown)
		entity["end"] = runes(out.String())
		old, _ := found[list].([]map[string]any)
		found[list] = append(old, entity)
	}
	for k, word := range splitWords(p.Text) {
		tags := world.Tags(word)
		switch {
		case strings.HasPrefix(word, "https://"):
			note("urls", shortLink(word, p.ID, k), "https://t.co/"+tco(word, p.ID, k))
		case strings.HasPrefix(word, "#") && len(tags) > 0:
			note("hashtags", map[string]any{"tag": tags[0]}, "#"+tags[0])
			out.WriteString(escaped.Replace(strings.TrimPrefix(word, "#"+tags[0])))
		case strings.HasPrefix(word, "@") && len(word) > 1:
			name := strings.TrimRight(word[1:], ".,;:!?…")
			note("mentions", map[string]any{"username": name, "id": strconv.FormatUint(hash(name)>>4, 10)}, "@"+name)
			out.WriteString(escaped.Replace(strings.TrimPrefix(word, "@"+name)))
		default:
			out.WriteString(escaped.Replace(word))
		}
	}
	for k := range p.Media[:min(1, len(p.Media))] {
		out.WriteString(" ")
		address := "https://x.com/" + p.Author.Username + "/status/" + p.ID + "/" + mediaWord(p.Media[k]) + "/1"
		entity := shortLink(address, p.ID, 99)
		entity["display_url"], entity["media_key"] = "pic.x.com/"+tco(address, p.ID, 99), mediaKey(p, k)
		note("urls", entity, "https://t.co/"+tco(address, p.ID, 99))
	}
	return out.String(), found
}

func mediaWord(m world.Media) string {
	return map[bool]string{true: "video", false: "photo"}[m.Video()]
}

// splitWords cuts at spaces and line ends and keeps them.
func splitWords(text string) []string {
	var words []string
	start := 0
	for k, r := range text {
		if r == ' ' || r == '\n' {
			words = append(words, text[start:k], text[k:k+1])
			start = k + 1
		}
	}
	return append(words, text[start:])
}

func tco(address, id string, k int) string {
	return (strconv.FormatUint(hash(address, id, strconv.Itoa(k)), 36) + "0000000000")[:10]
}

func shortLink(address, id string, k int) map[string]any {
	display := strings.TrimPrefix(address, "https://")
	if runes(display) > 26 {
		display = string([]rune(display)[:26]) + "…"
	}
	return map[string]any{"url": "https://t.co/" + tco(address, id, k), "expanded_url": address, "display_url": display}
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
			{"content_type": "application/x-mpegURL", "url": c.video(m) + "&format=m3u8"},
			{"bit_rate": 832000, "content_type": "video/mp4", "url": c.video(m)},
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
