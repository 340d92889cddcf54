package world

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

//go:embed texts/*.txt
var texts embed.FS

// line is one entry of a text file: the shape of the post, the scenes that its
// pictures show, and its text with choices in braces: {one|other}.
type line struct {
	shape  string // photo, tall, wide, album, video, text, link, reply, quote, gone, or 1…5 stars
	scenes []string
	text   string
}

// readTexts reads texts/<subject>.txt, where a heading "== <network>" opens the
// lines of a network.
func readTexts() map[string]map[string][]line {
	read := map[string]map[string][]line{}
	for _, subject := range append([]Subject{general}, subjects...) {
		text, err := texts.ReadFile("texts/" + subject.Name + ".txt")
		if err != nil {
			panic(err) // embedded: cannot be missing
		}
		read[subject.Name] = parse(string(text))
	}
	return read
}

func parse(text string) map[string][]line {
	lines := map[string][]line{}
	network := ""
	for row := range strings.Lines(text) {
		row = strings.TrimSuffix(row, "\n")
		if heading, ok := strings.CutPrefix(row, "== "); ok {
			network = heading
		} else if row != "" {
			lines[network] = append(lines[network], parseLine(row))
		}
	}
	return lines
}

func parseLine(s string) line {
	head, text, ok := strings.Cut(s, ": ")
	shape, scenes, _ := strings.Cut(head, " ")
	if !ok {
		panic(fmt.Sprintf("world: a text without its shape: %q", s))
	}
	return line{shape: shape, scenes: strings.Split(scenes, ","), text: strings.ReplaceAll(text, `\n`, "\n")}
}

// write fills the post with this line, r making the choices.
func (l line) write(p *Post, s Stream, r *rand.Rand) {
	text, translated, _ := strings.Cut(choose(l.text, r), " || ")
	p.Text, p.Translated, p.Lang = tagged(text, s.Tag), translated, language(text)
	switch l.shape {
	case "photo", "tall", "wide":
		p.Media = []Media{l.media(r, l.shape, text)}
	case "video":
		p.Media = []Media{l.media(r, "tall", text)}
		p.Media[0].Kind = "video"
	case "album":
		for range 2 + r.IntN(4) {
			p.Media = append(p.Media, l.media(r, "photo", text))
		}
	case "link":
		p.Text, p.Link = linked(p.Text)
	case "reply", "quote", "gone":
		p.Text, p.Refs = l.refer(p, s, r)
	default:
		p.Rating, _ = strconv.Atoi(l.shape) // not a number: a post of text alone
	}
}

func (l line) media(r *rand.Rand, shape, text string) Media {
	sizes := map[string][2]int{"photo": {600, 600}, "tall": {560, 700}, "wide": {720, 480}}
	size := sizes[shape]
	return Media{
		Kind: "picture", Scene: l.scenes[r.IntN(len(l.scenes))], Variant: r.Uint64() >> 32,
		Width: size[0], Height: size[1], Alt: alt(text),
	}
}

// alt is what the author says of a picture: the first line, without hashtags.
func alt(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	text, _, _ = strings.Cut(text, " #")
	return text
}

// linked takes the shared page out of a text that ends with
// " <address> <title> / <description>".
func linked(text string) (string, *Link) {
	before, page, ok := strings.Cut(text, " <")
	if !ok {
		return text, nil
	}
	address, words, _ := strings.Cut(page, "> ")
	title, description, _ := strings.Cut(words, " / ")
	return before, &Link{URL: address, Title: title, Description: description}
}

// refer splits "the answer >> what it answers" into the text and the post that
// it refers to.
func (l line) refer(p *Post, s Stream, r *rand.Rand) (string, []Ref) {
	text, other, _ := strings.Cut(p.Text, " >> ")
	kind := map[string]string{"reply": "replied_to", "quote": "quoted", "gone": "quoted"}[l.shape]
	first := Post{
		Key: r.Uint64(), At: p.At.Add(-1_000_000_000 * 1800), Author: people[r.IntN(len(people))],
		Text: other, Lang: language(other), Likes: r.IntN(90),
	}
	return tagged(text, s.Tag), []Ref{{Kind: kind, Post: first, Gone: l.shape == "gone"}}
}

// choose replaces each {one|other} by one of its choices.
func choose(text string, r *rand.Rand) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "{")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		choices, after, _ := strings.Cut(rest, "}")
		list := strings.Split(choices, "|")
		out.WriteString(list[r.IntN(len(list))])
		text = after
	}
}

func tagged(text, tag string) string {
	if tag == "" || HasTag(text, tag) {
		return text
	}
	return text + " #" + tag
}

// language guesses well enough between the two languages of the texts.
func language(text string) string {
	for _, word := range []string{" the ", " and ", " is ", " with ", "The ", " to ", " you"} {
		if strings.Contains(text, word) {
			return "en"
		}
	}
	return "fr"
}
