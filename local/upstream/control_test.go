package upstream_test

import (
	"bytes"
	"encoding/json"
	"image/jpeg"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestSameSeedAndTimeTellTheSame(t *testing.T) {
	t.Parallel()
	a, b := simulate(t), simulate(t)
	read := func(s *simulation) string {
		text := string(s.page("/posts", "fields", postFields).body) + string(s.tweets(oldAsk...).body) + string(s.place().body)
		media, _ := json.Marshal(s.hashtagMedia("bongout"))
		return strings.ReplaceAll(text+string(media), s.URL, "")
	}
	if read(a) != read(b) {
		t.Error("two worlds with the same seed differ")
	}
}

func TestTimeBringsPosts(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	for _, tag := range []string{"bongout", "lookdujour", "unknowntag"} {
		before := map[string]bool{}
		for _, id := range ids(s.hashtagMedia(tag), "id") {
			before[id] = true
		}
		s.pass(time.Hour)
		fresh := 0
		for _, id := range ids(s.hashtagMedia(tag), "id") {
			if !before[id] {
				fresh++
			}
		}
		if fresh == 0 || fresh > 10 {
			t.Errorf("#%s: %d new posts in an hour", tag, fresh)
		}
	}
}

func TestPicturesExpire(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	address := func() string {
		for _, post := range list(s.page("/posts", "fields", "full_picture", "limit", "10").at("data")) {
			if picture, ok := at(post, "full_picture").(string); ok {
				return picture
			}
		}
		t.Fatal("none of ten posts has a picture")
		return ""
	}
	first := address()
	if a := s.get(first); a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("%d %v", a.status, a.header)
	} else if _, err := jpeg.Decode(bytes.NewReader(a.body)); err != nil {
		t.Error(err)
	}
	if a := s.get(strings.Replace(first, "oe=", "oe=1", 1)); a.status != http.StatusForbidden {
		t.Errorf("an address made longer-lived by hand: %d", a.status)
	}
	s.pass(49 * time.Hour)
	if a := s.get(first); a.status != http.StatusForbidden {
		t.Errorf("two days later: %d", a.status)
	}
	if a := s.get(address()); a.status != http.StatusOK {
		t.Errorf("a fresh address: %d", a.status)
	}
}

func TestVideosPlay(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"instagram": {"posts": {"17841400000000011": [{"text": "film", "media": [{"kind": "video", "scene": "steam"}]}]}}}`)
	a := s.get("/instagram/17841400000000011/media" + query("fields", "media_url,thumbnail_url", "access_token", "t"))
	film := s.get(a.at("data.0.media_url").(string), "Range", "bytes=4-7")
	if film.status != http.StatusPartialContent || string(film.body) != "ftyp" || film.header.Get("Content-Type") != "video/mp4" {
		t.Errorf("%d %q %v", film.status, film.body, film.header)
	}
}

func TestExplicitPosts(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"instagram": {"posts": {"#fete": [
			{"id": "1", "text": "un"}, {"id": "2", "text": "deux", "at": "2026-11-24T08:00:00Z"},
			{"id": "3", "text": "hier", "at": "2026-11-22T08:00:00Z"}, {"id": "4", "text": "quatre", "raw": {"permalink": null, "media_type": "STORY"}}]}},
		"google": {"posts": {"` + restaurantPlace + `": []}}}`)
	media := s.hashtagMedia("fete")
	if got := strings.Join(ids(media, "id"), " "); got != "2 1" && got != "1 2" {
		t.Errorf("listed %s; the others are older than a day", got)
	}
	s.control(`{"instagram": {"posts": {"#fete": [{"id": "4", "text": "quatre", "raw": {"permalink": null, "media_type": "STORY"}}]}}}`)
	four, _ := s.hashtagMedia("fete")[0].(map[string]any)
	if _, ok := four["permalink"]; ok || four["media_type"] != "STORY" || four["caption"] != "quatre" {
		t.Errorf("%v", four)
	}
	if a := s.place(); a.at("reviews") != nil {
		t.Errorf("a place without reviews: %s", a.body)
	}
	s.control(`{"instagram": {"deleted": ["4"]}, "google": {"posts": null}}`)
	if media := s.hashtagMedia("fete"); len(media) != 0 || len(list(s.place().at("reviews"))) != 5 {
		t.Errorf("deleted: %v", media)
	}
}

func TestControlRefuses(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	tests := map[string]struct{ body, says string }{
		"no JSON":                  {`{`, "unexpected EOF"},
		"more than one":            {`{} {}`, "more than one"},
		"unknown network":          {`{"myspace": {}}`, "facebook, google, instagram, twitter"},
		"unknown setting":          {`{"twitter": {"colour": 1}}`, `no setting "colour"`},
		"another's setting":        {`{"google": {"spelling": "post"}}`, `no setting "spelling"`},
		"another's limit":          {`{"twitter": {"limits": {"hashtags": 1}}}`, `no limit "hashtags"`},
		"unknown fault":            {`{"twitter": {"faults": [{"kind": "flood"}]}}`, "fault 1: no fault"},
		"another's fault":          {`{"google": {"faults": [{"kind": "html"}, {"kind": "cursor"}]}}`, "fault 2: no fault"},
		"unknown member of one":    {`{"twitter": {"faults": [{"kind": "html", "often": 1}]}}`, "often"},
		"times less than none":     {`{"twitter": {"faults": [{"kind": "html", "times": -1}]}}`, "0 or more"},
		"status of nothing":        {`{"twitter": {"faults": [{"kind": "html", "status": 99}]}}`, "between 200 and 599"},
		"limit less than none":     {`{"twitter": {"limits": {"calls": -1}}}`, "0 or more"},
		"unknown spelling":         {`{"twitter": {"spelling": "toot"}}`, "no spelling"},
		"unknown paging":           {`{"facebook": {"paging": "random"}}`, "no paging"},
		"unknown state":            {`{"facebook": {"states": {"1": "gone"}}}`, "no state"},
		"a country by its name":    {`{"twitter": {"withheld": {"1": ["France"]}}}`, "two capital letters"},
		"six stars":                {`{"google": {"posts": {"x": [{"rating": 6}]}}}`, "post 1 of x: a rating"},
		"a drawing":                {`{"twitter": {"posts": {"#x": [{"media": [{"kind": "drawing"}]}]}}}`, "no kind of media"},
		"a list that is an object": {`{"twitter": {"faults": {}}}`, "cannot unmarshal"},
		"one right, one wrong":     {`{"twitter": {"tokens": ["mine"]}, "google": {"limits": 5}}`, "google"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+"/upstream/control", strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if a := s.do(request); a.status != http.StatusBadRequest || !strings.Contains(string(a.body), test.says) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	if a := s.tweets("query", "#a"); a.status != http.StatusOK {
		t.Errorf("something of what was refused was done: %d", a.status)
	}
}

func TestControlNeitherForgetsNorMixes(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"twitter": {"faults": [{"kind": "server", "times": 1, "retryAfter": 30}]}}`)
	if a := s.tweets("query", "#a"); a.status != http.StatusServiceUnavailable {
		t.Errorf("%d", a.status)
	}
	s.control(`{"twitter": {"tokens": []}}`)
	if a := s.tweets("query", "#a"); a.status != http.StatusOK {
		t.Errorf("a fault that was over came back with another setting: %d", a.status)
	}
	s.control(`{"twitter": {"faults": [{"kind": "server"}]}}`)
	if a := s.tweets("query", "#a"); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") != "" {
		t.Errorf("the new fault has members of the old one: %d %v", a.status, a.header)
	}
}

func TestControlUnderstandsTheReadme(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile(`(?s)control '(.*?)'\n`).FindAllSubmatch(text, -1)
	if len(examples) < 5 {
		t.Fatalf("%d examples", len(examples))
	}
	s := simulate(t)
	for _, example := range examples {
		s.control(string(example[1]))
	}
	if media := s.hashtagMedia("fete"); len(media) != 0 {
		t.Errorf("the post of the last example is not deleted: %v", media)
	}
}

func TestControlStartsAgain(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"twitter": {"faults": [{"kind": "token"}], "tokens": ["mine"]}}`)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, s.URL+"/upstream/control", nil)
	if err != nil {
		t.Fatal(err)
	}
	if a := s.do(request); a.status != http.StatusNoContent {
		t.Errorf("%d", a.status)
	}
	if a := s.tweets("query", "#a"); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestTokensOfControl(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"twitter": {"tokens": ["mine"]}}`)
	if a := s.tweets("query", "#a"); a.status != http.StatusUnauthorized {
		t.Errorf("%d %s", a.status, a.body)
	}
}
