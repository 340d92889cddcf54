package published_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// ask is all that a wall asks for, and what else the simulator knows, in the
// names of the description, and in those before the renaming.
var ask = map[string]string{
	"post": query("query", "(#TechConf OR #TechConf2026 OR #LookDuJour) -is:retweet", "max_results", "100",
		"expansions", "author_id,attachments.media_keys,referenced_posts",
		"post.fields", "created_at,conversation_id,entities,attachments,lang,possibly_sensitive,public_metrics,note_post,edit_controls,withheld",
		"media.fields", "url,preview_image_url,type,alt_text,variants,width,height,duration_ms",
		"user.fields", "name,username,profile_image_url,verified,protected,withheld"),
	"tweet": query("query", "(#TechConf OR #TechConf2026 OR #LookDuJour) -is:retweet", "max_results", "100",
		"expansions", "author_id,attachments.media_keys,referenced_tweets.id,referenced_tweets.id.author_id",
		"tweet.fields", "created_at,conversation_id,author_id,entities,attachments,lang,possibly_sensitive,public_metrics,referenced_tweets,note_tweet,"+
			"edit_controls,withheld",
		"media.fields", "url,preview_image_url,type,alt_text,variants,width,height,duration_ms",
		"user.fields", "name,username,profile_image_url,verified,protected,withheld"),
}

// renamed turns an answer in the old names into one in the new ones.
var renamed = strings.NewReplacer(
	`"edit_history_tweet_ids"`, `"edit_history_post_ids"`, `"note_tweet"`, `"note_post"`, `"referenced_tweets"`, `"referenced_posts"`,
	`"tweets":`, `"posts":`, `"retweet_count"`, `"repost_count"`, `"scope":"tweet"`, `"scope":"post"`, "https://api.twitter.com/2/problems/", "https://api.x.com/2/problems/",
)

// x is the description, or a part of it: "", or "#/$defs/Problem".
func x(t *testing.T, part string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile("testdata/x.schema.json" + part)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func wantValid(t *testing.T, schema *jsonschema.Schema, body string) {
	t.Helper()
	answer, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if err := schema.Validate(answer); err != nil {
		t.Errorf("%v", err)
	}
}

func TestXSearches(t *testing.T) {
	t.Parallel()
	whole := x(t, "")
	for seed := range uint64(6) {
		s := simulate(t, seed)
		for spelling, parameters := range ask {
			s.control(`{"twitter": {"spelling": "` + spelling + `"}}`)
			for page := parameters; page != ""; {
				status, body := s.search(page)
				if status != http.StatusOK || !bytes.Contains(body, []byte(`"includes"`)) {
					t.Fatalf("%d %.500s", status, body)
				}
				wantValid(t, whole, renamed.Replace(string(body)))
				page = next(body, parameters)
			}
		}
	}
}

func (s simulation) search(parameters string) (int, []byte) {
	s.t.Helper()
	return s.get("/twitter/2/tweets/search/recent"+parameters, "Authorization", "Bearer t")
}

// next is the parameters of the next page; empty after the last.
func next(body []byte, parameters string) string {
	_, token, ok := strings.Cut(string(body), `"next_token":"`)
	if !ok {
		return ""
	}
	token, _, _ = strings.Cut(token, `"`)
	return parameters + "&next_token=" + token
}

func TestXSearchesThatFindNothingOrNotAll(t *testing.T) {
	t.Parallel()
	s, whole := simulate(t, 1), x(t, "")
	s.control(`{"twitter": {"spelling": "post", "posts": {"#none": [], "#gone": [{"id": "2125144303993824401", "media": [{"scene": "sea"}],
		"text": "` + strings.Repeat("a long way to go ", 20) + `#gone"}]}, "withheld": {"2125144303993824401": ["FR"]}}}`)
	_, body := s.search(query("query", "#none"))
	wantValid(t, whole, string(body))
	_, body = s.search(query("query", "#gone", "post.fields", "withheld,note_post,entities"))
	if !bytes.Contains(body, []byte(`"withheld"`)) || !bytes.Contains(body, []byte(`"note_post"`)) || !bytes.Contains(body, []byte(`"media_key"`)) {
		t.Errorf("not withheld, or not long: %s", body)
	}
	wantValid(t, whole, string(body))
	s.control(`{"twitter": {"faults": [{"kind": "partial"}]}}`)
	_, body = s.search(ask["post"])
	wantValid(t, whole, string(body))
}

func TestXProblems(t *testing.T) {
	t.Parallel()
	s, problem := simulate(t, 1), x(t, "#/$defs/Problem")
	s.control(`{"twitter": {"spelling": "post"}}`)
	for name, parameters := range map[string]string{
		"no query": "", "stale since_id": query("query", "#a", "since_id", "1519056945277198339"), "old names": ask["tweet"],
		"made-up token": query("query", "#a", "next_token", "x"), "too many": query("query", "#a", "max_results", "1000"),
	} {
		t.Run(name, func(t *testing.T) {
			status, body := s.search(parameters)
			if status != http.StatusBadRequest {
				t.Errorf("%d %s", status, body)
			}
			wantValid(t, problem, string(body))
		})
	}
	s.control(`{"twitter": {"faults": [{"kind": "gone"}]}}`)
	_, body := s.search(ask["post"])
	wantValid(t, problem, string(body))
}
