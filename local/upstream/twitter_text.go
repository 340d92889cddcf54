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
