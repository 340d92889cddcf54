package upstream_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

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
		"bomb": {`{"kind": "bomb", "bytes": 300000}`, 200, func(h http.Header, b []byte) bool {
			return len(b) > 300000 && valid(b) && h.Get("Content-Length") == ""
		}},
		"credits":     {`{"kind": "credits"}`, 402, func(_ http.Header, b []byte) bool { return bytes.Contains(b, []byte("CreditsDepleted")) }},
		"by its code": {`{"kind": "throttled", "code": 88}`, 429, func(_ http.Header, b []byte) bool { return bytes.Contains(b, []byte(`"code":88`)) }},
		"by its type": {`{"kind": "permission", "reason": "unsupported-authentication"}`, 403, func(_ http.Header, b []byte) bool { return bytes.Contains(b, []byte("/unsupported-authentication")) }},
		"drip":        {`{"kind": "drip", "seconds": 0.05}`, 200, func(_ http.Header, b []byte) bool { return valid(b) }},
		"type":        {`{"kind": "type"}`, 200, func(h http.Header, b []byte) bool { return valid(b) && h.Get("Content-Type") == "text/plain" }},
		"redirect":    {`{"kind": "redirect", "location": "https://elsewhere.example/"}`, 302, func(h http.Header, _ []byte) bool { return h.Get("Location") == "https://elsewhere.example/" }},
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

func TestGraphFaultsByCode(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault         string
		status        int
		code, subcode float64
	}{
		"password changed": {`{"kind": "token", "subcode": 460}`, 400, 190, 460},
		"page's limit":     {`{"kind": "throttled", "code": 32}`, 400, 4 * 8, 0},
		"permission taken": {`{"kind": "permission", "code": 283}`, 400, 283, 0},
		"taken for spam":   {`{"kind": "blocked"}`, 403, 4, 2207051},
		"breaking rules":   {`{"kind": "blocked", "code": 368, "status": 400}`, 400, 368, 2207051},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulate(t)
			s.control(`{"facebook": {"faults": [` + test.fault + `]}}`)
			a := s.page("/posts")
			subcode, _ := a.at("error.error_subcode").(float64)
			if a.status != test.status || a.at("error.code") != test.code || subcode != test.subcode {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

func TestGoogleReasons(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"google": {"faults": [{"kind": "permission", "reason": "BILLING_DISABLED"}]}}`)
	if a := s.place(); a.status != http.StatusForbidden || a.at("error.details.0.reason") != "BILLING_DISABLED" {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestAnswersAreCompressed(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	if a := s.get("/facebook/v26.0/"+restaurantPage+"/posts"+query("access_token", "t"), "Accept-Encoding", "gzip"); a.header.Get("Content-Encoding") != "gzip" || json.Valid(a.body) {
		t.Errorf("%v", a.header)
	}
	if a := s.get("/facebook/v26.0/"+restaurantPage+"/posts"+query("access_token", "t"), "Accept-Encoding", "identity"); a.header.Get("Content-Encoding") != "" || !json.Valid(a.body) {
		t.Errorf("%v", a.header)
	}
}
