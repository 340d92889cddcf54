package wall_test

import (
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	rules := wall.Moderation{
		Mode: wall.ModerateAuto, BuiltInLists: true, MinimumRating: 3,
		BlockedWords: []string{"Concurrent", "carte bleue", "!!!"}, BlockedAuthors: []string{"@Spam_Bot", ""},
	}
	for name, test := range map[string]struct {
		post   wall.Post
		status wall.PostStatus
		reason string
	}{
		"innocent":                  {wall.Post{Text: "Quel délice !"}, wall.Visible, ""},
		"blocked word":              {wall.Post{Text: "Chez le CONCURRENT."}, wall.Hidden, `"Concurrent"`},
		"blocked word in a hashtag": {wall.Post{Text: "voir #concurrent"}, wall.Hidden, `"Concurrent"`},
		"part of a word":            {wall.Post{Text: "la concurrente"}, wall.Visible, ""},
		"blocked words in a row":    {wall.Post{Text: "Carte\u00a0Bleue acceptée"}, wall.Hidden, `"carte bleue"`},
		"blocked author's handle":   {wall.Post{Author: wall.Author{Handle: "spam_bot"}}, wall.Hidden, "author"},
		"nobody is not blocked":     {wall.Post{Text: "anonymous"}, wall.Visible, ""},
		"profanity":                 {wall.Post{Text: "Quelle MERDE"}, wall.Hidden, "built-in"},
		"profanity with accents":    {wall.Post{Text: "espèce d'enculé"}, wall.Hidden, "built-in"},
		"profanity in full width":   {wall.Post{Text: "ｓｈｉｔ"}, wall.Hidden, "built-in"},
		"profanity of three words":  {wall.Post{Text: "espèce de fils de pute"}, wall.Hidden, "built-in"},
		"innocent lookalikes":       {wall.Post{Text: "En retard, Scunthorpe, un pain bâtard et une pédale"}, wall.Visible, ""},
		"low rating":                {wall.Post{Rating: 2}, wall.Hidden, "minimum"},
		"good rating":               {wall.Post{Rating: 3}, wall.Visible, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := rules.Judge(test.post)
			if got.Status != test.status || !strings.Contains(got.Reason, test.reason) || (got.Reason == "") != (test.reason == "") {
				t.Errorf("got %s because of %q", got.Status, got.Reason)
			}
		})
	}
}

func TestHoldMode(t *testing.T) {
	t.Parallel()
	rules := wall.DefaultWidget(true).Moderation
	if got := rules.Judge(wall.Post{Network: wall.Twitter}); got.Status != wall.Pending {
		t.Errorf("an event's new post is %s", got.Status)
	}
	if got := rules.Judge(wall.Post{Network: wall.Direct}); got.Status != wall.Visible {
		t.Errorf("the tenant's own post is %s", got.Status)
	}
}

func TestModeratorStandsAboveRules(t *testing.T) {
	t.Parallel()
	rules := wall.Moderation{BlockedWords: []string{"frites"}}
	if !rules.Excludes(wall.Post{Text: "des frites"}) {
		t.Error("a blocked word is shown")
	}
	if rules.Excludes(wall.Post{Text: "des frites", Moderated: true}) {
		t.Error("a rule stands above a person's approval")
	}
}
