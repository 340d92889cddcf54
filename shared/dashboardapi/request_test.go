package dashboardapi_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// request is one call of the API.
type request struct {
	user, tenant string
	method, path string
	body         any // a string is sent as it is
	header       map[string]string
	token        string // in the place of the user's good one
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	text   string
	Type   string
	Detail string
	Errors []struct{ Pointer, Detail string }

	Message string // of the gateway, which refuses in its own words
}

// code is the problem's; the gateway's words when it has refused.
func (a answer) code() string { return a.Message + strings.TrimPrefix(a.Type, "/problems/") }

func (p *platform) send(in request) answer {
	p.Helper()
	r := httptest.NewRequest(in.method, in.path, bodyOf(p.T, in.body))
	if in.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if in.tenant != "" {
		r.Header.Set("X-Tenant-Id", in.tenant)
	}
	for name, value := range in.header {
		r.Header.Set(name, value)
	}
	token := in.token
	if token == "" && in.user != "" {
		token = p.token(in.user)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	a := answer{status: w.Code, header: w.Result().Header, text: w.Body.String()}
	if w.Code >= http.StatusBadRequest {
		must(p.T, json.Unmarshal(w.Body.Bytes(), &a))
		if kind := a.header.Get("Content-Type"); kind != "application/problem+json" && a.Message == "" {
			p.Errorf("%s %s: an error of type %q: %s", in.method, in.path, kind, a.text)
		}
	}
	return a
}

func bodyOf(t *testing.T, body any) io.Reader {
	t.Helper()
	switch b := body.(type) {
	case nil:
		return http.NoBody
	case string:
		return strings.NewReader(b)
	}
	data, err := json.Marshal(body)
	must(t, err)
	return strings.NewReader(string(data))
}

// get sends a request that must succeed, and reads its answer.
func get[T any](p *platform, in request) T {
	p.Helper()
	a := p.send(in)
	var v T
	if a.status >= http.StatusMultipleChoices {
		p.Fatalf("%s %s: %d %s", in.method, in.path, a.status, a.text)
	}
	if a.text != "" {
		must(p.T, json.Unmarshal([]byte(a.text), &v))
	}
	return v
}
