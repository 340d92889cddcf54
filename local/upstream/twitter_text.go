package upstream

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// escaped is the text as X gives it: three characters as entities.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func runes(s string) int { return utf8.RuneCountInString(s) }

// shortened is a long post's text as members that do not ask for its note see it.
func shortened(text, id string) string {
	all := []rune(text)
	cut := longest - 10
	for cut > 200 && all[cut] != ' ' {
		cut--
	}
	return string(all[:cut]) + "… https://t.co/" + tco(text, id, 0)
}

// marked is a text that is being written, and where things are in it, in code
// points.
type marked struct {
	text  strings.Builder
	found map[string]any
}

// mark writes something that belongs to a list of entities.
func (m *marked) mark(list string, entity map[string]any, shown string) {
	entity["start"] = runes(m.text.String())
	m.text.WriteString(shown)
	entity["end"] = runes(m.text.String())
	old, _ := m.found[list].([]map[string]any)
	m.found[list] = append(old, entity)
}

// plain writes what is no entity, escaped.
func (m *marked) plain(text string) { m.text.WriteString(escaped.Replace(text)) }

// word writes a word, which may be an entity.
func (m *marked) word(word, id string, k int) {
	tags := world.Tags(word)
	switch {
	case strings.HasPrefix(word, "https://"):
		m.link(word, id, k, nil)
	case strings.HasPrefix(word, "#") && len(tags) > 0:
		m.mark("hashtags", map[string]any{"tag": tags[0]}, "#"+tags[0])
		m.plain(strings.TrimPrefix(word, "#"+tags[0]))
	case strings.HasPrefix(word, "@") && len(word) > 1:
		name := strings.TrimRight(word[1:], ".,;:!?…")
		m.mark("mentions", map[string]any{"username": name, "id": strconv.FormatUint(hash(name)>>4, 10)}, "@"+name)
		m.plain(strings.TrimPrefix(word, "@"+name))
	default:
		m.plain(word)
	}
}

// link writes a shortened link; members go over those that every link has.
func (m *marked) link(address, id string, k int, members map[string]any) {
	m.mark("urls", overlaid(shortLink(address, id, k), members), "https://t.co/"+tco(address, id, k))
}

// entities is the text as X gives it, escaped and with its links shortened, those
// to a quoted post and to the media at its end.
func entities(p world.Post) (string, map[string]any) {
	m := &marked{found: map[string]any{}}
	for k, word := range splitWords(p.Text) {
		m.word(word, p.ID, k)
	}
	for _, ref := range p.Refs {
		if ref.Kind == "quoted" {
			m.plain(" ")
			m.link("https://x.com/"+handle(ref.Post.Author.Username)+"/status/"+referenceID(ref), p.ID, 98, nil)
		}
	}
	if len(p.Media) > 0 {
		m.plain(" ")
		address := "https://x.com/" + handle(p.Author.Username) + "/status/" + p.ID + "/" + mediaWord(p.Media[0]) + "/1"
		m.link(address, p.ID, 99, map[string]any{"display_url": "pic.x.com/" + tco(address, p.ID, 99), "media_key": mediaKey(p, 0)})
	}
	return m.text.String(), m.found
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
