// Package text finds hashtags, mentions and links in what people write.
// Positions count Unicode code points, as wall.Entity wants them.
package text

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Pages are a network's addresses for what a text names; nil where the network
// does not make such names links.
type Pages struct {
	Hashtag func(tag string) string
	Mention func(name string) string
}

// Entities marks links, hashtags and mentions of a text, in their order.
func Entities(s string, pages Pages) []wall.Entity {
	var found []wall.Entity
	letters := []rune(s)
	for i := 0; i < len(letters); {
		e, ok := entityAt(letters, i, pages)
		if !ok {
			i++
			continue
		}
		found = append(found, e)
		i = e.End
	}
	return found
}

// entityAt reads the entity that begins at a position. None begins within a word.
func entityAt(letters []rune, i int, pages Pages) (wall.Entity, bool) {
	if i > 0 && (IsWord(letters[i-1]) || letters[i-1] == '&' || letters[i-1] == '/') {
		return wall.Entity{}, false
	}
	e := wall.Entity{Start: i}
	switch r := letters[i]; {
	case IsHash(r) && pages.Hashtag != nil:
		e.Kind, e.End = wall.EntityHashtag, i+1+hashtagLength(letters[i+1:])
		e.URL = pages.Hashtag(string(letters[i+1 : e.End]))
	case (r == '@' || r == '＠') && pages.Mention != nil:
		e.Kind, e.End = wall.EntityMention, i+1+nameLength(letters[i+1:])
		e.URL = pages.Mention(string(letters[i+1 : e.End]))
	case r == 'h' || r == 'H':
		e.Kind, e.End = wall.EntityLink, i+linkLength(letters[i:])
		e.URL = Address(string(letters[i:e.End]))
		return e, e.URL != ""
	}
	return e, e.End > i+1
}

// IsHash reports whether r is the sign of a hashtag, full-width or not.
func IsHash(r rune) bool { return r == '#' || r == '＃' }

// IsWord reports whether r can be within a hashtag or a word.
func IsWord(r rune) bool {
	return r == '_' || unicode.In(r, unicode.L, unicode.M, unicode.Nd) && r != '\uFE0F'
}

// hashtagLength is how many letters belong to the hashtag; 0 if none is a
// letter, as in "#1" or the key "#️⃣".
func hashtagLength(letters []rune) int {
	n, named := 0, false
	for n < len(letters) && (IsWord(letters[n]) || isJoiner(letters, n)) {
		named = named || unicode.IsLetter(letters[n])
		n++
	}
	if !named {
		return 0
	}
	return n
}

// isJoiner reports whether a zero-width joiner or non-joiner stands between two
// letters, as in Persian and in the scripts of India.
func isJoiner(letters []rune, n int) bool {
	return (letters[n] == '\u200C' || letters[n] == '\u200D') && n > 0 && n+1 < len(letters) &&
		IsWord(letters[n-1]) && IsWord(letters[n+1])
}

// nameLength is the length of a user name: ASCII letters, digits, _ and dots
// within.
func nameLength(letters []rune) int {
	n := 0
	for n < len(letters) && letters[n] < unicode.MaxASCII && (IsWord(letters[n]) || letters[n] == '.') {
		n++
	}
	for n > 0 && letters[n-1] == '.' {
		n--
	}
	if n < len(letters) && (IsWord(letters[n]) || letters[n] == '@') {
		return 0 // a word of another script, or an e-mail address
	}
	return n
}

// linkLength is the length of the http or https address that letters begin
// with, without the punctuation of the sentence around it; 0 if there is none.
func linkLength(letters []rune) int {
	head := strings.ToLower(string(letters[:min(8, len(letters))]))
	if !strings.HasPrefix(head, "http://") && head != "https://" {
		return 0
	}
	n := 0
	for n < len(letters) && !unicode.IsSpace(letters[n]) && !unicode.IsControl(letters[n]) && !strings.ContainsRune("<>\"«»“”‘’`{}|\\^", letters[n]) {
		if n++; n > longestLink {
			return 0
		}
	}
	return n - tail(letters[:n])
}

// longestLink is more than browsers take. It bounds the work on hostile texts.
const longestLink = 2048

// tail is how many letters at the end of a link belong to the sentence around
// it: punctuation, and brackets that were opened before the link.
func tail(link []rune) int {
	s := string(link)
	round, square := strings.Count(s, ")")-strings.Count(s, "("), strings.Count(s, "]")-strings.Count(s, "[")
	for i := range link {
		switch last := link[len(link)-1-i]; {
		case last == ')' && round > 0:
			round--
		case last == ']' && square > 0:
			square--
		case !strings.ContainsRune(".,;:!?'…*_~、。", last):
			return i
		}
	}
	return len(link)
}

// Address is s if it is a whole http or https address, else empty: what comes
// from a network is never trusted to be one.
func Address(s string) string {
	if strings.HasPrefix(s, "//") {
		s = "https:" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return ""
	}
	return s
}
