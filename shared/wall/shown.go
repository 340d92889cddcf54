package wall

import (
	"strconv"
	"strings"
)

// ShownMedia is a picture or film as visitors get it: from our own domain. A
// film itself stays with its network, and plays when it is asked for.
type ShownMedia struct {
	Type        MediaKind
	URL         string // empty while there is no copy of a picture
	Poster      string // empty while there is no copy of a film's still
	Srcset      string // the picture's, or the still's, in WebP; as HTML has it
	Width       int
	Height      int
	Placeholder string // a colour
	Alt         string
}

// ShownMedia is what visitors are shown of the post's pictures and films.
// Pictures that could not be had are left out.
func (p Post) ShownMedia(tenantID string) []ShownMedia {
	var all []ShownMedia
	for i, m := range p.Media {
		if m.shows(p.Network) {
			all = append(all, p.shown(tenantID, i))
		}
	}
	return all
}

// Describe gives the post's pictures an editor's words, in the order in which
// they are shown; an empty text takes them back.
func (p Post) Describe(words []string) (Post, error) {
	p = p.Clone()
	for i := range p.Media {
		if len(words) == 0 {
			break
		}
		if m := &p.Media[i]; m.shows(p.Network) {
			m.Described, words = strings.Join(strings.Fields(words[0]), " "), words[1:]
		}
	}
	if len(words) > 0 {
		return p, InvalidField("/alt", "fewer-pictures", "the post {id} has fewer pictures than texts were given", p.ID)
	}
	return p, nil
}

// shows reports whether anything of a picture or film may and can be shown.
func (m Media) shows(n Network) bool {
	return n == Direct || m.Kind == Video || PictureTermsOf(n).Posts && !m.Copy.GivenUp()
}

func (p Post) shown(tenantID string, i int) ShownMedia {
	m := p.Media[i]
	out := ShownMedia{Type: m.Kind, Width: m.Width, Height: m.Height, Placeholder: m.Copy.Color, Alt: p.Alt(i)}
	if m.Kind == Video || p.Network == Direct {
		out.URL = m.URL
	}
	if !m.Copy.Done() {
		return out
	}
	fallback := m.Copy.Fallback(tenantID).Address()
	out.Width, out.Height, out.Srcset = m.Copy.Width, m.Copy.Height, srcset(m.Copy.Renditions(tenantID))
	if m.Kind == Video {
		out.Poster = fallback
	} else {
		out.URL = fallback
	}
	return out
}

func srcset(pictures []Picture) string {
	entries := make([]string, len(pictures))
	for i, p := range pictures {
		entries[i] = p.Address() + " " + strconv.Itoa(p.Width) + "w"
	}
	return strings.Join(entries, ", ")
}

// ShownAvatar is the address of the author's portrait on our domain; empty
// while there is none, or none may be shown.
func (p Post) ShownAvatar(tenantID string) string {
	if c := p.Author.Copy; c.Done() && PictureTermsOf(p.Network).Portraits {
		return c.Portrait(tenantID).Address()
	}
	return ""
}

// altWords is about how many characters of a post's text describe its picture:
// the text itself stands beside it.
const altWords = 80

// Alt says what a picture shows to those who do not see it: in the words of an
// editor, else in those of the network, else by who posted it and what was said.
func (p Post) Alt(i int) string {
	m := p.Media[i]
	if m.Described != "" {
		return m.Described
	}
	if m.Alt != "" {
		return m.Alt
	}
	who := p.Author.Name
	if who == "" && p.Author.Handle != "" {
		who = "@" + p.Author.Handle
	}
	if who == "" && p.Network != Direct {
		who = p.Network.Title()
	}
	words := excerpt(p.Text)
	if who == "" || words == "" {
		return who + words
	}
	return who + ": " + words
}

// excerpt is the beginning of a text, cut at a word.
func excerpt(text string) string {
	var out strings.Builder
	length := 0 // in characters
	for _, word := range strings.Fields(text) {
		letters := []rune(word)
		if length > 0 && length+len(letters) > altWords {
			return out.String() + "…"
		}
		if length > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(string(letters[:min(len(letters), altWords)]))
		length += 1 + len(letters)
	}
	return out.String()
}
