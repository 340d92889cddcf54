package letter_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"github.com/hashmytag/hashmytag/shared/letter"
)

// TestHostileWords writes mails about things that strangers have named, with the
// corpus that browsers are tried with: whatever the name is, the mail has the
// elements that any mail has, and one link.
func TestHostileWords(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../e2e/support/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var corpus map[string][]string
	if err := json.Unmarshal(text, &corpus); err != nil {
		t.Fatal(err)
	}
	const link = "https://hashmytag.example/"
	words := fstest.MapFS{"mail.txt": {Data: []byte("About {{.}}\n\nHello {{.}},\nit is about {{.}}.\n\n" + link + "\n\n{{.}}\n")}}
	tried := 0
	for class, vectors := range corpus {
		for _, vector := range vectors {
			tried++
			mail, err := letter.Write(words, "mail.txt", "en", link, vector)
			if err != nil {
				t.Fatal(err)
			}
			if foreign := foreignElements(t, mail.HTML, link); foreign != "" {
				t.Errorf("%s: %q makes %s", class, vector, foreign)
			}
		}
	}
	t.Logf("%d vectors in a mail", tried)
	if tried < 200 {
		t.Errorf("the corpus has %d vectors", tried)
	}
}

// foreignElements tells an element, an attribute or an address that no mail of
// ours has.
func foreignElements(t *testing.T, page, link string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			return "a comment"
		}
		if n.Type != html.ElementNode {
			continue
		}
		if !strings.Contains(" html head meta title body div p a br ", " "+n.Data+" ") {
			return n.Data
		}
		for _, a := range n.Attr {
			if !strings.Contains(" lang charset name content style href ", " "+a.Key+" ") || a.Key == "href" && a.Val != link {
				return n.Data + " " + a.Key + "=" + a.Val
			}
		}
	}
	return ""
}
