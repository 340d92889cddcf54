package twitter

import (
	"net/url"
	"slices"
	"strings"

	"github.com/hashmytag/hashmytag/shared/network/text"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// mark is a part of a text that an entity is about, by what stands there.
type sought struct {
	start  int // as X says: in which unit, and whether before unescaping, it does not
	shown  string
	entity wall.Entity
}

// mark finds the entities in an unescaped text. X's positions only give the
// order; the place is where the entity's own words stand.
func mark(s string, e entities) []wall.Entity {
	letters := []rune(s)
	var found []wall.Entity
	from := 0
	for _, want := range e.inOrder() {
		start, end, ok := find(letters, from, []rune(want.shown))
		if !ok {
			continue
		}
		want.entity.Start, want.entity.End = start, end
		found = append(found, want.entity)
		from = end
	}
	return found
}

func (e entities) isEmpty() bool { return len(e.Hashtags)+len(e.Mentions)+len(e.URLs) == 0 }

func (e entities) inOrder() []sought {
	var all []sought
	for _, h := range e.Hashtags {
		all = append(all, sought{h.Start, "#" + h.Tag, wall.Entity{Kind: wall.EntityHashtag, URL: hashtag(h.Tag)}})
	}
	for _, m := range e.Mentions {
		all = append(all, sought{m.Start, "@" + m.Username, wall.Entity{Kind: wall.EntityMention, URL: profile(m.Username)}})
	}
	for _, u := range e.URLs {
		if text.Address(u.URL) != "" {
			all = append(all, sought{u.Start, u.URL, wall.Entity{Kind: wall.EntityLink, URL: u.URL, Text: unescape.Replace(u.Display)}})
		}
	}
	slices.SortStableFunc(all, func(a, b sought) int { return a.start - b.start })
	return all
}

// and joins the entities of a retweet with those of the post that it repeats,
// which come behind them.
func (e entities) and(inner entities) entities {
	const behind = 1 << 20
	joined := entities{}
	for _, m := range e.Mentions {
		if m.Start < len("RT @") {
			joined.Mentions = append(joined.Mentions, m)
		}
	}
	for _, h := range inner.Hashtags {
		h.Start += behind
		joined.Hashtags = append(joined.Hashtags, h)
	}
	for _, m := range inner.Mentions {
		m.Start += behind
		joined.Mentions = append(joined.Mentions, m)
	}
	for _, u := range inner.URLs {
		u.Start += behind
		joined.URLs = append(joined.URLs, u)
	}
	return joined
}

// find is where a word stands in a text from a position on: whole, in whatever
// case, with the sign full-width or not.
func find(letters []rune, from int, word []rune) (start, end int, ok bool) {
	for start = from; start+len(word) <= len(letters); start++ {
		end = start + len(word)
		if same(letters[start:end], word) && (end == len(letters) || !text.IsWord(letters[end]) || !text.IsWord(word[len(word)-1])) {
			return start, end, true
		}
	}
	return 0, 0, false
}

func same(letters, word []rune) bool {
	sign := letters[0] == word[0] || letters[0] == '＃' && word[0] == '#' || letters[0] == '＠' && word[0] == '@'
	return sign && strings.EqualFold(string(letters[1:]), string(word[1:]))
}

func hashtag(tag string) string { return "https://x.com/hashtag/" + url.PathEscape(tag) }

func profile(username string) string { return "https://x.com/" + url.PathEscape(username) }
