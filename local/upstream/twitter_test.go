package upstream_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

const techConf = "(#TechConf OR #TechConf2026) -is:retweet"

// everything a wall asks for, in the old spelling and in the new one.
var (
	oldAsk = []string{
		"query", techConf, "max_results", "100", "expansions", "author_id,attachments.media_keys,referenced_tweets.id,referenced_tweets.id.author_id",
		"tweet.fields", "created_at,author_id,entities,attachments,lang,public_metrics,referenced_tweets,note_tweet,edit_controls",
		"media.fields", "url,preview_image_url,type,alt_text,variants,width,height", "user.fields", "name,username,profile_image_url",
	}
	newAsk = []string{
		"query", techConf, "max_results", "100", "expansions", "author_id,attachments.media_keys,referenced_posts",
		"post.fields", "created_at,entities,lang,note_post,public_metrics", "media.fields", "url", "user.fields", "name",
	}
)

func TestTwitterRefuses(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	tests := map[string]struct {
		pairs []string
		says  string
	}{
		"no query":                 {[]string{}, "between 1 and 512"},
		"long query":               {[]string{"query", "#" + strings.Repeat("é", 512)}, "between 1 and 512"},
		"half a query":             {[]string{"query", "(#a OR"}, "viable alternative"},
		"too few":                  {[]string{"query", "#a", "max_results", "9"}, "not between 10 and 100"},
		"too many":                 {[]string{"query", "#a", "max_results", "101"}, "not between 10 and 100"},
		"unknown parameter":        {[]string{"query", "#a", "limit", "3"}, "is not one of"},
		"unknown field":            {[]string{"query", "#a", "tweet.fields", "colour"}, "is not one of"},
		"new name in the old list": {[]string{"query", "#a", "tweet.fields", "note_post"}, "is not one of"},
		"made-up token":            {[]string{"query", "#a", "next_token", "x"}, "is not valid"},
		"stale since_id":           {[]string{"query", "#a", "since_id", "1519056945277198339"}, "Please use a 'since_id' that is larger than"},
		"since and start":          {[]string{"query", "#a", "since_id", "2125144303993824484", "start_time", "2026-11-24T00:00:00Z"}, "in conjunction with"},
		"long since_id":            {[]string{"query", "#a", "since_id", "21251443039938244841"}, "is not valid"},
		"unknown order":            {[]string{"query", "#a", "sort_order", "random"}, "sort_order"},
		"two tokens":               {[]string{"query", "#a", "next_token", "x", "pagination_token", "x"}, "in conjunction with"},
		"start too early":          {[]string{"query", "#a", "start_time", "2026-11-01T00:00:00Z"}, "within the last 7 days"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := s.tweets(test.pairs...)
			message, _ := a.at("errors.0.message").(string)
			if a.status != http.StatusBadRequest || a.at("title") != "Invalid Request" || !strings.Contains(message, test.says) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

func TestTwitterTokens(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	for token, status := range map[string]int{"": 401, "Bearer ": 401, "Bearer expired": 401, "Bearer forbidden": 403, "Bearer t": 200} {
		if a := s.get("/twitter/2/tweets/search/recent"+query("query", "#a"), "Authorization", token); a.status != status {
			t.Errorf("%q: %d %s", token, a.status, a.body)
		}
	}
}

func TestTwitterPages(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	var found []string
	token := ""
	for page := 0; page == 0 || token != ""; page++ {
		pairs := []string{"query", techConf, "max_results", "100"}
		if token != "" {
			pairs = append(pairs, "next_token", token)
		}
		a := s.tweets(pairs...)
		found = append(found, ids(list(a.at("data")), "id")...)
		token, _ = a.at("meta.next_token").(string)
		s.pass(time.Minute)
	}
	descending := slices.IsSortedFunc(found, func(a, b string) int { return strings.Compare(b, a) })
	if len(found) < 400 || !descending || len(slices.Compact(found)) != len(found) {
		t.Errorf("%d posts, newest first: %t, or one twice", len(found), descending)
	}
}

func TestTwitterSince(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	newest, _ := s.tweets("query", techConf).at("meta.newest_id").(string)
	if a := s.tweets("query", techConf, "since_id", newest); a.at("meta.result_count") != 0.0 || a.at("data") != nil || a.at("meta.newest_id") != nil {
		t.Errorf("nothing new: %s", a.body)
	}
	s.pass(2 * time.Hour)
	fresh := ids(list(s.tweets("query", techConf, "since_id", newest, "max_results", "100").at("data")), "id")
	if len(fresh) < 5 || slices.Contains(fresh, newest) || slices.Min(fresh) < newest {
		t.Errorf("after two hours: %v since %s", fresh, newest)
	}
	s.pass(7 * 24 * time.Hour)
	if a := s.tweets("query", techConf, "since_id", newest); a.status != http.StatusBadRequest {
		t.Errorf("a week later: %d", a.status)
	}
}

func TestTwitterSpellings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spelling string
		ask      []string
		want     string
		without  string
	}{
		"old asked, both known":  {"", oldAsk, "referenced_tweets", "referenced_posts"},
		"new asked, both known":  {"", newAsk, "referenced_posts", "referenced_tweets"},
		"new asked, new alone":   {"post", newAsk, "note_post", "note_tweet"},
		"old asked, old alone":   {"tweet", oldAsk, "note_tweet", "note_post"},
		"nothing asked, no more": {"", []string{"query", techConf}, "edit_history_tweet_ids", "created_at"},
		"counts in the new":      {"", newAsk, "repost_count", "retweet_count"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulate(t)
			s.control(`{"twitter": {"spelling": "` + test.spelling + `"}}`)
			a := s.tweets(test.ask...)
			if a.status != http.StatusOK || !strings.Contains(string(a.body), `"`+test.want+`"`) || strings.Contains(string(a.body), `"`+test.without+`"`) {
				t.Errorf("want %s and no %s in %d %.600s", test.want, test.without, a.status, a.body)
			}
		})
	}
}

func TestTwitterKnowsNoOtherSpelling(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"twitter": {"spelling": "tweet"}}`)
	if a := s.tweets(newAsk...); a.status != http.StatusBadRequest || a.at("errors.0.parameters") == nil || !strings.HasPrefix(a.at("type").(string), "https://api.twitter.com/") {
		t.Errorf("new names before the renaming: %d %s", a.status, a.body)
	}
	s.control(`{"twitter": {"spelling": "post"}}`)
	if a := s.tweets(oldAsk...); a.status != http.StatusBadRequest || a.at("parameter") == nil || a.at("type") != "https://api.x.com/2/problems/invalid-request" {
		t.Errorf("old names after it: %d %s", a.status, a.body)
	}
	if a := s.tweets("query", "#a", "post.fields", "author_id"); a.status != http.StatusBadRequest {
		t.Errorf("what is an expansion is no field: %d %s", a.status, a.body)
	}
}

func TestTwitterQueries(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"twitter": {"posts": {"#fete": [
		{"id": "2125144303993824401", "text": "Bonne #fete", "lang": "fr", "author": {"id": "1", "username": "ada"}},
		{"id": "2125144303993824400", "text": "Happy #fete https://a.example/", "lang": "en", "media": [{"scene": "sea"}]}]}}}`)
	for query, want := range map[string]int{
		"#fete": 2, "#FETE": 2, "#fete lang:en": 1, "#fete -lang:en": 1, "#fete from:ada": 1, "#fete has:media": 1, "#fete has:links -has:media": 0,
		"#fete (lang:en OR from:ada)": 2, "#fete is:retweet": 0, "#fete -is:retweet": 2, "#fete happy": 1, "#fet": 10,
	} {
		if got := s.tweets("query", query).at("meta.result_count"); got != float64(want) {
			t.Errorf("%s finds %v, want %d", query, got, want)
		}
	}
}

func TestTwitterWindow(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"twitter": {"limits": {"calls": 2}}}`)
	first := s.tweets("query", "#a")
	reset := fmt.Sprint(start.Add(15 * time.Minute).Unix())
	if first.header.Get("x-rate-limit-limit") != "2" || first.header.Get("x-rate-limit-remaining") != "1" || first.header.Get("x-rate-limit-reset") != reset {
		t.Errorf("%v", first.header)
	}
	s.pass(14 * time.Minute)
	s.tweets("query", "#a")
	if a := s.tweets("query", "#a"); a.status != http.StatusTooManyRequests || a.header.Get("x-rate-limit-remaining") != "0" {
		t.Errorf("the third: %d %v", a.status, a.header)
	}
	if a := s.get("/twitter/2/tweets?ids=1", "Authorization", "Bearer t"); a.status != http.StatusOK {
		t.Errorf("another endpoint: %d", a.status)
	}
	s.pass(time.Minute)
	if a := s.tweets("query", "#a"); a.status != http.StatusOK || a.header.Get("x-rate-limit-remaining") != "1" {
		t.Errorf("a window later: %d %v, the whole window is new", a.status, a.header)
	}
	if over := s.get("/control").at("twitter.calls.overLimit"); over != 1.0 {
		t.Errorf("%v calls over the limit", over)
	}
}

func TestTwitterMonth(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"twitter": {"limits": {"monthlyPosts": 12}}}`)
	for range 3 { // the same posts count once a day
		if a := s.tweets("query", techConf); a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	a := s.tweets("query", techConf, "max_results", "20")
	if a.status != http.StatusTooManyRequests || a.at("title") != "UsageCapExceeded" || a.header.Get("x-rate-limit-remaining") == "0" {
		t.Errorf("over the cap: %d %s", a.status, a.body)
	}
	s.pass(8 * 24 * time.Hour)
	if a := s.tweets("query", techConf); a.status != http.StatusOK {
		t.Errorf("next month: %d %s", a.status, a.body)
	}
}

func TestTwitterLookup(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	id, _ := s.tweets("query", techConf).at("data.0.id").(string)
	a := s.get("/twitter/2/tweets"+query("ids", id+",1"), "Authorization", "Bearer t")
	if a.at("data.0.id") != id || a.at("errors.0.resource_id") != "1" {
		t.Errorf("%s", a.body)
	}
}
