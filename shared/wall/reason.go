package wall

import (
	"fmt"
	"strings"
	"unicode"
)

// Reason says why something is refused to whoever words it in another language:
// a name that stays, and what its text names. The contract lists the names.
type Reason struct {
	Name   string
	Values map[string]string
}

// maxTold is how much is repeated of what somebody sent.
const maxTold = 300

// Because gives a text its values, which take the places of its {names} in their
// order. The text is the only source of the reason's English words.
func Because(name, text string, values ...any) (string, Reason) {
	why := Reason{Name: name}
	for _, value := range values {
		_, after, _ := strings.Cut(text, "{")
		place, _, found := strings.Cut(after, "}")
		if !found {
			break
		}
		if why.Values == nil {
			why.Values = map[string]string{}
		}
		told := tellable(fmt.Sprint(value))
		why.Values[place] = told
		text = strings.ReplaceAll(text, "{"+place+"}", told)
	}
	return text, why
}

// tellable is a value as it can be repeated on a screen, a terminal too.
func tellable(value string) string {
	shown := strings.Map(func(r rune) rune {
		if r == '{' || r == '}' || !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, value)
	if runes := []rune(shown); len(runes) > maxTold {
		shown = string(runes[:maxTold]) + "…"
	}
	return shown
}
