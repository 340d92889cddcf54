package wall

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ModerationMode says what happens to a new post that no rule blocks.
type ModerationMode string

// The modes: shown at once, or held until somebody approves it.
const (
	ModerateAuto ModerationMode = "auto"
	ModerateHold ModerationMode = "hold"
)

// Moderation is a tenant's rules. Nothing vanishes silently: what a rule
// blocks is stored as hidden, with the reason.
type Moderation struct {
	Mode           ModerationMode
	BlockedWords   []string
	BlockedAuthors []string
	BuiltInLists   bool // the French and English profanity lists
	MinimumRating  int  // reviews under it are hidden; 0 shows all
}

// Same reports whether both block the same.
func (m Moderation) Same(other Moderation) bool {
	return m.BuiltInLists == other.BuiltInLists && m.MinimumRating == other.MinimumRating &&
		slices.Equal(m.BlockedWords, other.BlockedWords) && slices.Equal(m.BlockedAuthors, other.BlockedAuthors)
}

// Verdict is what the rules say of a post.
type Verdict struct {
	Status PostStatus
	Reason string
}

// Judge applies the rules to a post of which no person has decided yet.
func (m Moderation) Judge(p Post) Verdict {
	if b := m.block(p); b.reason != "" {
		return Verdict{Hidden, b.reason}
	}
	if m.Mode == ModerateHold && p.Network != Direct {
		return Verdict{Pending, "waiting for approval"}
	}
	return Verdict{Status: Visible}
}

// Rejudge is a stored post as the rules want it now, and whether that is another
// than it is: what a rule blocks is hidden, what only a rule had hidden is judged
// anew. What waits for a person goes on waiting, and what a person decided stays.
func (m Moderation) Rejudge(p Post) (Post, bool) {
	if p.Moderated {
		return p, false
	}
	next := p
	if b := m.block(p); b.reason != "" {
		next.Status, next.Reason = Hidden, b.reason
	} else if p.Status == Hidden {
		verdict := m.Judge(p)
		next.Status, next.Reason = verdict.Status, verdict.Reason
	}
	return next, next.Status != p.Status || next.Reason != p.Reason
}

// Excludes reports whether a rule blocks the post now, whatever status it was
// stored with. A person's decision stands above every rule.
func (m Moderation) Excludes(p Post) bool {
	return !p.Moderated && m.block(p).reason != ""
}

// Caught counts the posts that each blocked word and author keeps off the wall.
type Caught struct{ Words, Authors map[string]int }

// Count adds a post to what caught it. A person's decision stands above every
// rule: nothing catches the post then.
func (m Moderation) Count(p Post, c Caught) {
	if p.Moderated {
		return
	}
	switch b := m.block(p); {
	case b.author != "":
		c.Authors[b.author]++
	case b.word != "":
		c.Words[b.word]++
	}
}

// block is why a rule blocks a post, and the entry of its list if it has one.
type block struct{ reason, word, author string }

// block is the first rule that blocks the post; without a reason none does.
func (m Moderation) block(p Post) block {
	if p.Rating > 0 && p.Rating < m.MinimumRating {
		return block{reason: fmt.Sprintf("rating %d is under the minimum of %d", p.Rating, m.MinimumRating)}
	}
	if author := m.blockedAuthor(p.Author); author != "" {
		return block{reason: fmt.Sprintf("blocked author %q", author), author: author}
	}
	text := " " + foldWords(p.Text) + " "
	for _, word := range m.BlockedWords {
		if folded := foldWords(word); folded != "" && strings.Contains(text, " "+folded+" ") {
			return block{reason: fmt.Sprintf("blocked word %q", word), word: word}
		}
	}
	if m.BuiltInLists && hasProfanity(text) {
		return block{reason: "a word of the built-in list"}
	}
	return block{}
}

// Mentions reports whether the post's text or author has the words of q, as
// people search: accents and case do not matter, and the last word may go on.
func (p Post) Mentions(q string) bool {
	text := " " + foldWords(p.Text+" "+p.Author.Name+" "+p.Author.Handle)
	return strings.Contains(text, " "+foldWords(q))
}

func (m Moderation) blockedAuthor(a Author) string {
	i := slices.IndexFunc(m.BlockedAuthors, func(s string) bool {
		blocked := foldAuthor(s)
		return blocked != "" && (blocked == foldAuthor(a.Name) || blocked == foldAuthor(a.Handle))
	})
	if i < 0 {
		return ""
	}
	return m.BlockedAuthors[i]
}

func foldAuthor(s string) string {
	return foldWords(strings.TrimPrefix(strings.TrimSpace(s), "@"))
}

// foldWords reduces a text to its words in one plain form: lower case, no
// accents, full-width letters as plain ones, words parted by single spaces.
func foldWords(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r): // accents, joiners
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		default:
			space = true
		}
	}
	return b.String()
}
