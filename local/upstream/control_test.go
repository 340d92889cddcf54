package upstream_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/jpeg"
	"io"
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

// fault sets one fault of X and calls it; X shows all of them as they are.
func (s *simulation) fault(ctx context.Context, fault string) (status int, header http.Header, body []byte, err error) {
	s.control(`{"twitter": {"faults": [` + fault + `]}}`)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/upstream/twitter/2/tweets/search/recent"+query("query", techConf), nil)
	if err != nil {
		return 0, nil, nil, err
	}
	request.Header.Set("Authorization", "Bearer t")
	response, err := (&http.Transport{}).RoundTrip(request)
	if err != nil {
		return 0, nil, nil, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(response.Body)
	return response.StatusCode, response.Header, body, err
}

func TestFaults(t *testing.T) {
	t.Parallel()
	valid := func(b []byte) bool { return json.Valid(b) }
	tests := map[string]struct {
		fault  string
		status int
		check  func(header http.Header, body []byte) bool
	}{
		"throttled":            {`{"kind": "throttled"}`, 429, func(h http.Header, b []byte) bool { return valid(b) && h.Get("Retry-After") == "" }},
		"throttled until":      {`{"kind": "throttled", "retryAfter": 30}`, 429, func(h http.Header, _ []byte) bool { return h.Get("Retry-After") == "30" }},
		"quota":                {`{"kind": "quota"}`, 429, func(_ http.Header, b []byte) bool { return bytes.Contains(b, []byte("usage-capped")) }},
		"token":                {`{"kind": "token"}`, 401, func(_ http.Header, b []byte) bool { return bytes.Contains(b, []byte("89")) }},
		"permission":           {`{"kind": "permission"}`, 403, func(_ http.Header, b []byte) bool { return bytes.Contains(b, []byte("client-forbidden")) }},
		"gone":                 {`{"kind": "gone"}`, 404, func(_ http.Header, b []byte) bool { return valid(b) }},
		"cursor":               {`{"kind": "cursor"}`, 400, func(_ http.Header, b []byte) bool { return bytes.Contains(b, []byte("next_token")) }},
		"server":               {`{"kind": "server"}`, 503, func(_ http.Header, b []byte) bool { return valid(b) }},
		"server with a status": {`{"kind": "server", "status": 500}`, 500, func(_ http.Header, b []byte) bool { return valid(b) }},
		"html":                 {`{"kind": "html"}`, 502, func(_ http.Header, b []byte) bool { return bytes.HasPrefix(b, []byte("<!DOCTYPE html>")) }},
		"portal":               {`{"kind": "html", "status": 200}`, 200, func(h http.Header, _ []byte) bool { return strings.HasPrefix(h.Get("Content-Type"), "text/html") }},
		"truncated":            {`{"kind": "truncated"}`, 200, func(_ http.Header, b []byte) bool { return len(b) > 100 && !valid(b) }},
		"large":                {`{"kind": "large", "bytes": 300000}`, 200, func(_ http.Header, b []byte) bool { return len(b) > 300000 && valid(b) }},
		"drip":                 {`{"kind": "drip", "seconds": 0.05}`, 200, func(_ http.Header, b []byte) bool { return valid(b) }},
		"type":                 {`{"kind": "type"}`, 200, func(h http.Header, b []byte) bool { return valid(b) && h.Get("Content-Type") == "text/plain" }},
		"redirect":             {`{"kind": "redirect", "location": "https://elsewhere.example/"}`, 302, func(h http.Header, _ []byte) bool { return h.Get("Location") == "https://elsewhere.example/" }},
		"partial": {`{"kind": "partial"}`, 200, func(_ http.Header, b []byte) bool {
			return bytes.Contains(b, []byte(`"errors"`)) && bytes.Contains(b, []byte(`"data"`))
		}},
		"answer": {`{"kind": "answer", "status": 418, "body": "tea", "headers": {"X-Pot": "1"}}`, 418,
			func(h http.Header, b []byte) bool { return string(b) == "tea" && h.Get("X-Pot") == "1" }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, header, body, err := simulate(t).fault(t.Context(), test.fault)
			if err != nil || status != test.status || !test.check(header, body) {
				t.Errorf("%d, %v, %v, %.300s", status, err, header, body)
			}
		})
	}
}

func TestFaultsOfTheConnection(t *testing.T) {
	t.Parallel()
	t.Run("reset", func(t *testing.T) {
		t.Parallel()
		if _, _, _, err := simulate(t).fault(t.Context(), `{"kind": "reset"}`); err == nil {
			t.Error("an answer came")
		}
	})
	t.Run("cut", func(t *testing.T) {
		t.Parallel()
		if _, _, body, err := simulate(t).fault(t.Context(), `{"kind": "cut"}`); !errors.Is(err, io.ErrUnexpectedEOF) || len(body) == 0 {
			t.Errorf("%d bytes, %v", len(body), err)
		}
	})
	t.Run("timeout", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, _, _, err := simulate(t).fault(ctx, `{"kind": "timeout"}`); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}

func TestFaultsEnd(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"instagram": {"faults": [{"kind": "server", "path": "recent_media", "after": 1, "times": 2}]}}`)
	path := "/instagram/v26.0/" + s.hashtag("bongout") + "/recent_media" + query("user_id", account, "access_token", "t")
	for n, want := range []int{200, 500, 500, 200, 200} {
		if a := s.get(path); a.status != want {
			t.Errorf("call %d: %d, want %d", n+1, a.status, want)
		}
	}
	state := s.get("/control")
	if state.at("instagram.calls.calls") != 6.0 || state.at("instagram.calls.refused") != 2.0 || state.at("twitter.calls.calls") != 0.0 {
		t.Errorf("counted: %s", state.body)
	}
}

func TestGraphFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		code   float64
	}{
		"throttled": {400, 4}, "quota": {400, 80001}, "token": {400, 190}, "permission": {400, 10}, "gone": {400, 100}, "server": {500, 2}, "partial": {200, 1},
	}
	for kind, test := range tests {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := simulate(t)
			s.control(`{"facebook": {"faults": [{"kind": "` + kind + `", "retryAfter": 600}]}}`)
			a := s.page("/posts")
			if a.status != test.status || a.at("error.code") != test.code {
				t.Errorf("%d %s", a.status, a.body)
			}
			if kind == "quota" && !strings.Contains(a.header.Get("X-Business-Use-Case-Usage"), `"estimated_time_to_regain_access":10`) {
				t.Errorf("minutes to wait: %v", a.header)
			}
		})
	}
}

func TestPicturesExpire(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	address := func() string {
		return at(s.page("/posts", "fields", "full_picture", "limit", "3").at("data"), "0.full_picture").(string)
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
	for name, body := range map[string]string{
		"no JSON": `{`, "unknown network": `{"myspace": {}}`, "unknown member": `{"twitter": {"colour": 1}}`,
		"unknown fault": `{"twitter": {"faults": [{"kind": "flood"}]}}`, "unknown spelling": `{"twitter": {"spelling": "toot"}}`,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+"/upstream/control", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if a := s.do(request); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
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
