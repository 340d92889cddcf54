package text_test

import (
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/shared/network/text"
)

var pages = text.Pages{
	Hashtag: func(tag string) string { return "https://example.org/tags/" + tag },
	Mention: func(name string) string { return "https://example.org/" + name },
}

func TestEntities(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"#été, #日本 and ＃full":                                 "#été #日本 ＃full",
		"👩‍👩‍👧‍👦 #famille 🇫🇷":                                 "#famille",
		"#مرحبا بالعالم":                                      "#مرحبا",
		"#می\u200cخواهم":                                      "#می\u200cخواهم",
		"e\u0301t#e\u0301te\u0301 #e\u0301te\u0301":           "#e\u0301te\u0301",
		"#1 #️⃣ ## #2026ok":                                   "#2026ok",
		"@a.b. me@example.org @é @@x ＠y":                      "@a.b @x ＠y",
		"(see https://a.example/b_(c).) [https://d.example]":  "https://a.example/b_(c) https://d.example",
		"https://a.example/?q=1&b=#top, ok":                   "https://a.example/?q=1&b=#top",
		"javascript:alert(1) https:// http://u:p@h.example x": "",
		"https://a.example/" + strings.Repeat("x", 3000):      "",
	} {
		letters := []rune(given)
		var found []string
		for _, e := range text.Entities(given, pages) {
			found = append(found, string(letters[e.Start:e.End]))
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("in %.60q: %q, want %q", given, got, want)
		}
	}
}

// Texts that were made to be slow to read: with work that grows as the square of
// their length this test would take minutes.
func TestHostileTextsTakeNoTime(t *testing.T) {
	t.Parallel()
	const n = 1 << 15
	for _, piece := range []string{"http://a" + strings.Repeat(")", 64), "http://[", "#", "#1", "@a", "@", "h", "https://a.example/("} {
		text.Entities(strings.Repeat(piece, n/len(piece)), pages)
	}
	text.Entities("http://a"+strings.Repeat(")", 8*n), pages)
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://a.example/x": "https://a.example/x", "//a.example/x": "https://a.example/x", "/x": "", "x": "", "": "",
		"JavaScript:alert(1)": "", "data:text/html,x": "", "https://u@a.example": "", "http://": "", "https://a.example/\x00": "",
	} {
		if got := text.Address(given); got != want {
			t.Errorf("%q becomes %q", given, got)
		}
	}
	if entities := text.Entities("#a @b", text.Pages{}); len(entities) > 0 {
		t.Errorf("where a network has no pages for names, they are no links: %+v", entities)
	}
}
