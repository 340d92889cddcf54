package twitter

import (
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/text"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// includes are what posts refer to, by id.
type includes struct {
	users  map[wire.ID]user
	media  map[string]media
	tweets map[wire.ID]tweet
}

func (p page) included() includes {
	in := includes{map[wire.ID]user{}, map[string]media{}, map[wire.ID]tweet{}}
	for _, u := range p.Includes.Users {
		in.users[u.ID] = u
	}
	for _, m := range p.Includes.Media {
		in.media[m.Key] = m
	}
	for _, list := range [][]tweet{p.Includes.Tweets, p.Includes.Posts, p.Data} {
		for _, t := range list {
			in.tweets[t.ID] = t
		}
	}
	delete(in.users, "") // what could not be read belongs to nobody
	delete(in.media, "")
	delete(in.tweets, "")
	return in
}

// read are the posts of a page, and the ids that must not be shown: older
// versions of edited posts, with what replaces them, and what was withheld.
type read struct {
	posts    []wall.Post
	removed  []string
	replaced map[string]string
	skipped  int
}

func (p page) read() read {
	in := p.included()
	r := read{replaced: map[string]string{}}
	for _, t := range p.Data {
		old, newest := t.versions()
		for _, id := range old {
			r.removed = append(r.removed, wall.PostID(wall.Twitter, id))
			r.replaced[wall.PostID(wall.Twitter, id)] = wall.PostID(wall.Twitter, newest)
		}
		post, ok := in.post(t)
		switch {
		case !ok:
			r.skipped++
		case in.isWithheld(t), in.repeatsWithheld(t):
			r.removed = append(r.removed, post.ID)
		case newest == string(t.ID):
			r.posts = append(r.posts, post)
		}
	}
	return r
}

// versions are the older ids of an edited post, and the newest.
func (t tweet) versions() (old []string, newest string) {
	history := t.EditsOfTweet
	if len(history) == 0 {
		history = t.EditsOfPost
	}
	newest = string(t.ID)
	for _, id := range history {
		newest = newer(string(id), newest)
	}
	for _, id := range history {
		if string(id) != newest {
			old = append(old, string(id))
		}
	}
	return old, newest
}

// isWithheld: where a post may not be shown in some countries, it is shown in
// none, because a wall does not know where its visitors are.
func (in includes) isWithheld(t tweet) bool {
	by := in.users[t.AuthorID]
	return t.Withheld.applies() || by.Withheld.applies() || by.Protected
}

func (in includes) repeatsWithheld(t tweet) bool {
	original, ok := in.referenced(t, "retweeted")
	return ok && in.isWithheld(original)
}

func (w *withheld) applies() bool { return w != nil && (w.Copyright || len(w.Countries) > 0) }

// post reads a post. It is not ok without an id, or with nothing to show.
func (in includes) post(t tweet) (wall.Post, bool) {
	at, err := time.Parse(time.RFC3339, t.CreatedAt)
	if err != nil {
		at = idTime(string(t.ID))
	}
	by := in.users[t.AuthorID]
	words, marks := in.words(t)
	p := wall.Post{
		ID:          wall.PostID(wall.Twitter, string(t.ID)),
		Network:     wall.Twitter,
		Author:      by.author(),
		Text:        words,
		Entities:    marks,
		URL:         by.permalink(string(t.ID)),
		PublishedAt: at.UTC(),
		Media:       in.pictures(t),
	}
	return p, t.ID != "" && !p.IsEmpty()
}

// words are the whole text of a post, plain: X escapes three characters. A long
// post's is in its note, a retweet's in the post that it repeats.
func (in includes) words(t tweet) (string, []wall.Entity) {
	words, marks := t.Text, t.Entities
	if n := t.note(); n != nil {
		words, marks = n.Text, n.Entities
	}
	if original, ok := in.referenced(t, "retweeted"); ok {
		prefix := ""
		if head, _, found := strings.Cut(words, ": "); found && strings.HasPrefix(head, "RT @") {
			prefix = head + ": "
		}
		whole, inner := original.Text, original.Entities
		if n := original.note(); n != nil {
			whole, inner = n.Text, n.Entities
		}
		words = prefix + whole
		marks = marks.and(inner)
	}
	words = unescape.Replace(words)
	if marks.isEmpty() { // not told
		return words, text.Entities(words, text.Pages{Hashtag: hashtag})
	}
	return words, mark(words, in.quoting(t, marks))
}

// quoting lets the link to a quoted post show what it says.
func (in includes) quoting(t tweet, marks entities) entities {
	quoted, ok := in.referenced(t, "quoted")
	if !ok || quoted.Text == "" || in.isWithheld(quoted) {
		return marks
	}
	marks.URLs = slices.Clone(marks.URLs)
	for i, u := range marks.URLs {
		if strings.HasSuffix(u.Expanded, "/status/"+string(quoted.ID)) {
			marks.URLs[i].Display = in.quote(quoted)
		}
	}
	return marks
}

// quote is a post in one line: who, and what, still escaped.
func (in includes) quote(t tweet) string {
	words := t.Text
	if n := t.note(); n != nil {
		words = n.Text
	}
	if by := in.users[t.AuthorID].Username; by != "" {
		return "@" + by + ": " + words
	}
	return words
}

// unescape undoes, once, what X escapes.
var unescape = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

func (t tweet) note() *note {
	for _, n := range []*note{t.NoteTweet, t.NotePost} {
		if n != nil && n.Text != "" {
			return n
		}
	}
	return nil
}

// referenced is the post that another one repeats, quotes or replies to.
func (in includes) referenced(t tweet, how string) (tweet, bool) {
	for _, r := range slices.Concat(t.ReferencedTweets, t.ReferencedPosts) {
		if other, ok := in.tweets[r.ID]; ok && r.Type == how {
			return other, true
		}
	}
	return tweet{}, false
}

func (u user) author() wall.Author {
	if u.Username == "" {
		return wall.Author{Name: u.Name}
	}
	return wall.Author{Name: u.Name, Handle: u.Username, URL: profile(u.Username), Avatar: text.Address(u.Avatar)}
}

// permalink works without the name of the author, too.
func (u user) permalink(id string) string {
	if u.Username == "" {
		return "https://x.com/i/status/" + id
	}
	return profile(u.Username) + "/status/" + id
}

// pictures are the media of a post, or of the post that it repeats.
func (in includes) pictures(t tweet) []wall.Media {
	if original, ok := in.referenced(t, "retweeted"); ok && len(t.Attachments.MediaKeys) == 0 {
		t = original
	}
	var all []wall.Media
	for _, key := range t.Attachments.MediaKeys {
		if m, ok := in.media[key].medium(); ok {
			all = append(all, m)
		}
	}
	return all
}

// medium is a picture or film; films and moving pictures have a still, and
// variants of which the best that browsers play is taken. One without a variant
// is shown by its still.
func (m media) medium() (wall.Media, bool) {
	seen := wall.Media{Kind: wall.Image, URL: text.Address(m.URL), Width: m.Width, Height: m.Height, Alt: m.Alt}
	still := text.Address(m.Preview)
	if seen.URL == "" {
		seen.URL = still
	}
	best := -1
	for _, v := range m.Variants {
		if address := text.Address(v.URL); v.ContentType == "video/mp4" && v.BitRate > best && address != "" {
			best, seen.Kind, seen.URL, seen.Poster = v.BitRate, wall.Video, address, still
		}
	}
	return seen, seen.URL != ""
}
