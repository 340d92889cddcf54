package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/local/gateway"
	"github.com/hashmytag/hashmytag/local/template"
)

// functions plays the functions behind an API and counts their invocations. One request at a time.
type functions struct {
	calls    map[string]int
	last     events.APIGatewayV2HTTPRequest // what the function "wall" received
	response string                         // what it answers
	fail     error
	delay    time.Duration
}

func (f *functions) invoke(ctx context.Context, id string, payload []byte) ([]byte, error) {
	f.calls[id]++
	if id == "key" {
		return f.authorize(payload)
	}
	if f.delay > 0 {
		select {
		case <-time.After(f.delay):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if err := json.Unmarshal(payload, &f.last); err != nil {
		return nil, err
	}
	return []byte(f.response), f.fail
}

func (f *functions) authorize(payload []byte) ([]byte, error) {
	var request events.APIGatewayV2CustomAuthorizerV2Request
	if err := json.Unmarshal(payload, &request); err != nil {
		return nil, err
	}
	switch request.IdentitySource[0] {
	case "good":
		return []byte(`{"isAuthorized":true,"context":{"tenantId":"t1","domains":["a.example"]}}`), nil
	case "broken":
		return nil, errors.New("no table")
	}
	return []byte(`{"isAuthorized":false}`), nil
}

func api() template.API {
	key := &template.Authorizer{Name: "WidgetKey", FunctionID: "key", Identity: []string{"$request.querystring.key"}, TTL: time.Minute}
	return template.API{
		CORS: &template.CORS{
			AllowOrigins: []string{"*"}, AllowMethods: []string{"GET", "POST"},
			AllowHeaders: []string{"content-type"}, ExposeHeaders: []string{"etag"}, MaxAge: 60,
		},
		Routes: []template.Route{
			{Key: "GET /v1/wall", FunctionID: "wall", Timeout: 30 * time.Second, Authorizer: key},
			{Key: "POST /v1/things/{id}", FunctionID: "wall", Timeout: 30 * time.Second},
			{Key: "ANY /v1/things/{rest+}", FunctionID: "wall", Timeout: 30 * time.Second},
			{Key: "GET /v1/things/new", FunctionID: "wall", Timeout: 30 * time.Second},
		},
	}
}

func open(t *testing.T, f *functions, ttl *time.Duration) *gateway.Gateway {
	t.Helper()
	f.calls = map[string]int{}
	if f.response == "" {
		f.response = `{"statusCode":200,"body":"ok"}`
	}
	g, err := gateway.New(gateway.Config{
		API: api(), Invoke: f.invoke, AuthorizerTTL: ttl,
		Stack: template.Stack{Name: "test", Region: "us-east-1", Account: "000000000000"},
		Log:   slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func send(g http.Handler, method, target string, header http.Header, body string) *http.Response {
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	for name, values := range header {
		request.Header[name] = values
	}
	recorder := httptest.NewRecorder()
	g.ServeHTTP(recorder, request)
	return recorder.Result()
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method, target, body string
		functions            functions
		wantStatus           int
		wantBody             string
		wantCalls            map[string]int
	}{
		"no key":             {target: "/v1/wall", wantStatus: 401, wantBody: `{"message":"Unauthorized"}`, wantCalls: map[string]int{}},
		"empty key":          {target: "/v1/wall?key=", wantStatus: 401, wantBody: `{"message":"Unauthorized"}`, wantCalls: map[string]int{}},
		"unknown key":        {target: "/v1/wall?key=bad", wantStatus: 403, wantBody: `{"message":"Forbidden"}`, wantCalls: map[string]int{"key": 1}},
		"authorizer fails":   {target: "/v1/wall?key=broken", wantStatus: 500, wantBody: `{"message":"Internal Server Error"}`, wantCalls: map[string]int{"key": 1}},
		"no such route":      {target: "/v1/walls?key=good", wantStatus: 404, wantBody: `{"message":"Not Found"}`, wantCalls: map[string]int{}},
		"trailing slash":     {target: "/v1/wall/?key=good", wantStatus: 404, wantBody: `{"message":"Not Found"}`, wantCalls: map[string]int{}},
		"no such method":     {method: "PUT", target: "/v1/wall?key=good", wantStatus: 404, wantBody: `{"message":"Not Found"}`, wantCalls: map[string]int{}},
		"function fails":     {target: "/v1/wall?key=good", functions: functions{fail: errors.New("x")}, wantStatus: 500, wantBody: `{"message":"Internal Server Error"}`, wantCalls: map[string]int{"key": 1, "wall": 1}},
		"malformed response": {target: "/v1/wall?key=good", functions: functions{response: "{"}, wantStatus: 500, wantBody: `{"message":"Internal Server Error"}`, wantCalls: map[string]int{"key": 1, "wall": 1}},
		"too large": {
			method: "POST", target: "/v1/things/1", body: strings.Repeat("x", 10<<20+1),
			wantStatus: 413, wantBody: `{"message":"Request Entity Too Large"}`, wantCalls: map[string]int{},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := open(t, &test.functions, nil)
			method := test.method
			if method == "" {
				method = http.MethodGet
			}
			response := send(g, method, test.target, http.Header{"Origin": {"https://site.example"}}, test.body)
			body, _ := io.ReadAll(response.Body)
			if response.StatusCode != test.wantStatus || strings.TrimSpace(string(body)) != test.wantBody {
				t.Errorf("got %d %s", response.StatusCode, body)
			}
			if got := response.Header.Get("Access-Control-Allow-Origin"); got != "*" {
				t.Errorf("a refusal without CORS (%q): the browser would hide it", got)
			}
			if diff := cmp.Diff(test.wantCalls, test.functions.calls); diff != "" {
				t.Errorf("invocations (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEvent(t *testing.T) {
	t.Parallel()
	f := &functions{}
	g := open(t, f, nil)
	send(g, http.MethodGet, "http://site.example:8080/v1/wall?key=good&limit=1&limit=2&q=%C3%A9", http.Header{
		"X-Thing": {"a", "b"}, "Cookie": {"one=1; two=2"},
	}, "")
	got := f.last
	if got.Version != "2.0" || got.RouteKey != "GET /v1/wall" || got.RawPath != "/v1/wall" || got.RawQueryString != "key=good&limit=1&limit=2&q=%C3%A9" {
		t.Errorf("event: %+v", got)
	}
	want := map[string]string{"key": "good", "limit": "1,2", "q": "é"}
	if diff := cmp.Diff(want, got.QueryStringParameters); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"host": "site.example:8080", "x-thing": "a,b"}, got.Headers); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"one=1", "two=2"}, got.Cookies); diff != "" {
		t.Errorf("cookies (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{"tenantId": "t1", "domains": []any{"a.example"}}, got.RequestContext.Authorizer.Lambda); diff != "" {
		t.Errorf("authorizer's context (-want +got):\n%s", diff)
	}
	if got.RequestContext.HTTP.Method != http.MethodGet || got.RequestContext.DomainName != "site.example" || got.RequestContext.RequestID == "" {
		t.Errorf("request context: %+v", got.RequestContext)
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		contentType string
		wantBody    string
		wantBase64  bool
	}{
		"JSON":    {"application/json; charset=utf-8", "hé", false},
		"text":    {"text/plain", "hé", false},
		"picture": {"image/png", "aMOp", true},
		"none":    {"", "aMOp", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &functions{}
			send(open(t, f, nil), http.MethodPost, "/v1/things/1", http.Header{"Content-Type": {test.contentType}}, "hé")
			if f.last.Body != test.wantBody || f.last.IsBase64Encoded != test.wantBase64 {
				t.Errorf("body %q, base64 %v", f.last.Body, f.last.IsBase64Encoded)
			}
		})
	}
}

func TestMostSpecificRouteWins(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method, target, wantKey string
		wantParameters          map[string]string
	}{
		"literal":            {"GET", "/v1/things/new", "GET /v1/things/new", nil},
		"parameter":          {"POST", "/v1/things/new", "POST /v1/things/{id}", map[string]string{"id": "new"}},
		"greedy":             {"POST", "/v1/things/a/b", "ANY /v1/things/{rest+}", map[string]string{"rest": "a/b"}},
		"greedy, any method": {"DELETE", "/v1/things/a", "ANY /v1/things/{rest+}", map[string]string{"rest": "a"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &functions{}
			send(open(t, f, nil), test.method, test.target, nil, "")
			if f.last.RouteKey != test.wantKey {
				t.Errorf("route %q, want %q", f.last.RouteKey, test.wantKey)
			}
			if diff := cmp.Diff(test.wantParameters, f.last.PathParameters); diff != "" {
				t.Errorf("parameters (-want +got):\n%s", diff)
			}
		})
	}
}

func TestResponses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		response, wantBody string
		wantStatus         int
		wantHeader         http.Header
	}{
		"full": {
			response:   `{"statusCode":201,"headers":{"etag":"\"1\"","access-control-allow-origin":"evil"},"cookies":["a=1","b=2"],"body":"hello"}`,
			wantStatus: 201, wantBody: "hello",
			wantHeader: http.Header{"Etag": {`"1"`}, "Set-Cookie": {"a=1", "b=2"}, "Access-Control-Allow-Origin": {"*"}},
		},
		"base64":             {response: `{"statusCode":200,"isBase64Encoded":true,"body":"aGVsbG8="}`, wantStatus: 200, wantBody: "hello"},
		"not modified":       {response: `{"statusCode":304}`, wantStatus: 304},
		"without a status":   {response: `{"posts":[]}`, wantStatus: 200, wantBody: `{"posts":[]}`, wantHeader: http.Header{"Content-Type": {"application/json"}}},
		"a bad base64 body":  {response: `{"statusCode":200,"isBase64Encoded":true,"body":"?"}`, wantStatus: 500, wantBody: `{"message":"Internal Server Error"}` + "\n"},
		"an impossible code": {response: `{"statusCode":42}`, wantStatus: 500, wantBody: `{"message":"Internal Server Error"}` + "\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := open(t, &functions{response: test.response}, nil)
			response := send(g, http.MethodPost, "/v1/things/1", http.Header{"Origin": {"https://site.example"}}, "")
			body, _ := io.ReadAll(response.Body)
			if response.StatusCode != test.wantStatus || string(body) != test.wantBody {
				t.Errorf("got %d %q", response.StatusCode, body)
			}
			for name, want := range test.wantHeader {
				if diff := cmp.Diff(want, response.Header[name]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestPreflightNeedsNoRoute(t *testing.T) {
	t.Parallel()
	f := &functions{}
	response := send(open(t, f, nil), http.MethodOptions, "/anything", http.Header{
		"Origin": {"https://site.example"}, "Access-Control-Request-Method": {"POST"},
	}, "")
	if response.StatusCode != http.StatusNoContent || len(f.calls) != 0 {
		t.Errorf("status %d, calls %v", response.StatusCode, f.calls)
	}
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET,POST",
		"Access-Control-Allow-Headers": "content-type", "Access-Control-Max-Age": "60",
	} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestNoOriginNoCORS(t *testing.T) {
	t.Parallel()
	response := send(open(t, &functions{}, nil), http.MethodGet, "/v1/wall?key=good", nil, "")
	if got := response.Header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestAuthorizerIsAskedOncePerKeyAndTTL(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &functions{}
		g := open(t, f, nil)
		get := func(key string) int {
			return send(g, http.MethodGet, "/v1/wall?key="+key, nil, "").StatusCode
		}
		for range 3 {
			if good, bad := get("good"), get("bad"); good != 200 || bad != 403 {
				t.Fatalf("good key %d, bad key %d", good, bad)
			}
		}
		if f.calls["key"] != 2 {
			t.Errorf("asked %d times for two keys", f.calls["key"])
		}
		time.Sleep(time.Minute)
		get("good")
		if f.calls["key"] != 3 {
			t.Errorf("asked %d times after the time to live", f.calls["key"])
		}
	})
}

func TestAuthorizerWithoutCacheIsAskedEachTime(t *testing.T) {
	t.Parallel()
	f := &functions{}
	g := open(t, f, new(time.Duration))
	for range 3 {
		send(g, http.MethodGet, "/v1/wall?key=good", nil, "")
	}
	if f.calls["key"] != 3 {
		t.Errorf("asked %d times, want 3", f.calls["key"])
	}
}

func TestIntegrationTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &functions{delay: time.Hour}
		begun := time.Now()
		response := send(open(t, f, nil), http.MethodPost, "/v1/things/1", nil, "")
		body, _ := io.ReadAll(response.Body)
		if response.StatusCode != http.StatusServiceUnavailable || strings.TrimSpace(string(body)) != `{"message":"Service Unavailable"}` {
			t.Errorf("got %d %s", response.StatusCode, body)
		}
		if took := time.Since(begun); took != 30*time.Second {
			t.Errorf("after %s", took)
		}
	})
}
