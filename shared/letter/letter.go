// Package letter forms mails of their words: text/template files with the
// subject on the first line, an empty one, then paragraphs. A mail has two forms
// of the same words, plain and HTML.
package letter

import (
	"bytes"
	_ "embed"
	"fmt"
	html "html/template"
	"io/fs"
	"strings"
	text "text/template"

	"github.com/hashmytag/hashmytag/shared/wall"
)

//go:embed letter.html
var page string

// Write fills in the words of a file, in a language. A paragraph that is the link
// becomes a button.
func Write(words fs.FS, name, language, link string, in any) (wall.Mail, error) {
	var plain bytes.Buffer
	parsed, err := text.ParseFS(words, name)
	if err != nil {
		return wall.Mail{}, fmt.Errorf("words of %s: %w", name, err)
	}
	if err := parsed.Execute(&plain, in); err != nil {
		return wall.Mail{}, fmt.Errorf("write %s: %w", name, err)
	}
	subject, body, _ := strings.Cut(plain.String(), "\n\n")
	rich, err := asHTML(language, subject, body, link)
	return wall.Mail{Subject: subject, Text: body, HTML: rich}, err
}

// asHTML gives the paragraphs of a text a simple form, with the link as a button.
func asHTML(language, subject, body, link string) (string, error) {
	form, err := html.New("letter").Parse(page)
	if err != nil {
		return "", fmt.Errorf("form of a letter: %w", err)
	}
	var paragraphs [][]string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
		paragraphs = append(paragraphs, strings.Split(paragraph, "\n"))
	}
	var out bytes.Buffer
	err = form.Execute(&out, map[string]any{"Language": language, "Subject": subject, "Address": link, "Paragraphs": paragraphs})
	if err != nil {
		return "", fmt.Errorf("form a letter: %w", err)
	}
	return out.String(), nil
}

// Language is the one of those with words that a tenant's mails are written in.
func Language(locale string) string {
	if locale == "fr" {
		return "fr"
	}
	return "en"
}
