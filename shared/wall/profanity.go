package wall

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed profanity.txt
var profanityList string

// profanities holds the built-in French and English words in folded form.
var profanities = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(profanityList) {
		if word, _, _ := strings.Cut(line, "//"); strings.TrimSpace(word) != "" {
			words[foldWords(word)] = true
		}
	}
	return words
})

// hasProfanity looks for words of the built-in lists in a folded text. Terms of
// up to three words are found; parts of words never are.
func hasProfanity(folded string) bool {
	words, list := strings.Fields(folded), profanities()
	for i := range words {
		for n := 1; n <= 3 && i+n <= len(words); n++ {
			if list[strings.Join(words[i:i+n], " ")] {
				return true
			}
		}
	}
	return false
}
