package upstream_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTwitterPosts(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	a := s.tweets(oldAsk...)
	seen := map[string]bool{}
	for _, tweet := range list(a.at("data")) {
		text, _ := at(tweet, "text").(string)
		seen["reply"] = seen["reply"] || at(tweet, "referenced_tweets.0.type") == "replied_to"
		seen["edited"] = seen["edited"] || at(tweet, "edit_history_tweet_ids.1") == at(tweet, "id")
		seen["escaped"] = seen["escaped"] || strings.Contains(text, "if (coffee &lt; 1 &amp;&amp; slides &gt; 40)")
		if note, ok := at(tweet, "note_tweet.text").(string); ok {
			seen["note"] = len(note) > len(text) && strings.Contains(text, "… https://t.co/")
		}
		for _, link := range list(at(tweet, "entities.urls")) {
			from, to := int(at(link, "start").(float64)), int(at(link, "end").(float64))
			whole := text
			if note, ok := at(tweet, "note_tweet.text").(string); ok {
				whole = note
			}
			if got := string([]rune(whole)[from:to]); got != at(link, "url") {
				t.Errorf("the link is at %q of %q", got, whole)
			}
		}
	}
	for _, media := range list(a.at("includes.media")) {
		_, hasURL := media.(map[string]any)["url"]
		if video := at(media, "type") == "video"; video == hasURL || video != (at(media, "preview_image_url") != nil) {
			t.Errorf("%v", media)
		}
	}
	seen["gone"] = at(a.at("errors"), "0.title") == "Not Found Error"
	for _, what := range []string{"reply", "edited", "escaped", "note", "gone"} {
		if !seen[what] {
			t.Errorf("nothing %s among the posts", what)
		}
	}
}

func TestTwitterEditsGetANewID(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	const first = "2125144303993824401"
	s.control(`{"twitter": {"posts": {"#fete": [{"id": "` + first + `", "text": "Bone #fete"}]}}}`)
	read := func() (text, id any, history []any) {
		a := s.tweets("query", "#fete")
		if a.at("meta.result_count") != 1.0 {
			t.Errorf("%s", a.body)
		}
		return a.at("data.0.text"), a.at("data.0.id"), list(a.at("data.0.edit_history_tweet_ids"))
	}
	edit := func(text string) {
		s.pass(time.Minute)
		s.control(`{"twitter": {"edits": {"` + first + `": "` + text + `"}}}`)
	}
	edit("Bonne #fete")
	_, second, history := read()
	if second == first || !slices.Equal(history, []any{first, second}) {
		t.Errorf("edited: %v of %v", second, history)
	}
	s.pass(time.Minute)
	s.control(`{"twitter": {"tokens": ["t"]}}`)
	if _, id, _ := read(); id != second {
		t.Errorf("another setting gave the post the id %v, it had %v", id, second)
	}
	edit("Très bonne #fete")
	if text, third, history := read(); text != "Très bonne #fete" || !slices.Equal(history, []any{first, second, third}) {
		t.Errorf("edited again: %v of %v", third, history)
	}
	s.control(`{"twitter": {"deleted": ["` + first + `"]}}`)
	if a := s.tweets("query", "#fete"); a.at("meta.result_count") != 0.0 {
		t.Errorf("deleted by its first id: %s", a.body)
	}
}

func TestTwitterWithholds(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	id, _ := s.tweets("query", techConf).at("data.0.id").(string)
	s.control(`{"twitter": {"withheld": {"` + id + `": ["DE", "FR"]}}}`)
	a := s.tweets("query", techConf, "tweet.fields", "withheld")
	if a.at("data.0.withheld.country_codes.1") != "FR" || a.at("data.0.withheld.scope") != "tweet" || a.at("data.1.withheld") != nil {
		t.Errorf("%.600s", a.body)
	}
}

func TestTwitterQuotesAreLinked(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	quotes := 0
	for _, tweet := range list(s.tweets(oldAsk...).at("data")) {
		id, _ := at(tweet, "referenced_tweets.0.id").(string)
		if at(tweet, "referenced_tweets.0.type") != "quoted" {
			continue
		}
		quotes++
		if !slices.ContainsFunc(list(at(tweet, "entities.urls")), func(link any) bool {
			expanded, _ := at(link, "expanded_url").(string)
			return strings.HasSuffix(expanded, "/status/"+id)
		}) {
			t.Errorf("no link to %s in %v", id, tweet)
		}
	}
	if quotes == 0 {
		t.Error("nothing is quoted")
	}
}

func TestTwitterLongAddressesDoNotMakeLongPosts(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"twitter": {"posts": {"#fete": [{"text": "#fete https://a.example/` + strings.Repeat("a", 300) + `"}]}}}`)
	if a := s.tweets("query", "#fete", "tweet.fields", "note_tweet"); a.status != http.StatusOK || a.at("data.0.note_tweet") != nil {
		t.Errorf("%d %s", a.status, a.body)
	}
}
