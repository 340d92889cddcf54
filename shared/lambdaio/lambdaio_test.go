package lambdaio_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// invoke runs a handler as Lambda does: JSON in, JSON out.
func invoke(t *testing.T, handler any, event string) (string, error) {
	t.Helper()
	out, err := lambda.NewHandler(handler).Invoke(t.Context(), []byte(event))
	return string(out), err
}

// wallEvent is a request as API Gateway sends it (payload 2.0), with what the
// authorizer settled.
const wallEvent = `{
  "version": "2.0", "routeKey": "POST /v1/echo", "rawPath": "/v1/echo", "rawQueryString": "key=hmt_x&limit=5&q=%C3%A9t%C3%A9",
  "cookies": ["a=1", "b=2"], "headers": {"origin": "https://bon-gout.com", "host": "api.example", "x-many": "1,2"},
  "requestContext": {
    "requestId": "req-1", "http": {"method": "POST", "path": "/v1/echo", "sourceIp": "192.0.2.1"},
    "authorizer": {"lambda": {"tenantId": "t_1", "table": "tenant_bon_gout_com", "account": "1", "region": "eu-west-3",
      "status": "active", "allowedDomains": "bon-gout.com app"}}
  },
  "body": "Ym9uam91cg==", "isBase64Encoded": true
}`

func TestHTTPRequest(t *testing.T) {
	t.Parallel()
	var seen string
	handler := lambdaio.HTTP(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen = fmt.Sprintf("%s %s q=%s origin=%s host=%s cookie=%s from=%s body=%s", r.Method, r.URL.Path,
			r.URL.Query().Get("q"), r.Header.Get("Origin"), r.Host, r.Header.Get("Cookie"), r.RemoteAddr, body)
	}), keep)
	if _, err := invoke(t, handler, wallEvent); err != nil {
		t.Fatal(err)
	}
	want := "POST /v1/echo q=été origin=https://bon-gout.com host=api.example cookie=a=1; b=2 from=192.0.2.1 body=bonjour"
	if seen != want {
		t.Errorf("the handler saw\n%s\nwant\n%s", seen, want)
	}
}

func keep(ctx context.Context, _ events.APIGatewayV2HTTPRequest) context.Context { return ctx }

func TestHTTPResponse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"text": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusForbidden)
			w.WriteHeader(http.StatusOK) // too late
			_, _ = io.WriteString(w, "é")
		}, `{"statusCode":403,"headers":{"Content-Type":"application/problem+json"},"multiValueHeaders":null,"body":"é","cookies":null}`},
		"compressed": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte{0x1f, 0x8b, 0xff})
		}, `{"statusCode":200,"headers":{"Content-Encoding":"gzip","Content-Type":"application/json"},"multiValueHeaders":null,"body":"H4v/","isBase64Encoded":true,"cookies":null}`},
		"cookies": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Add("Set-Cookie", "a=1")
			w.Header().Add("Set-Cookie", "b=2")
			w.WriteHeader(http.StatusNoContent)
		}, `{"statusCode":204,"headers":{},"multiValueHeaders":null,"body":"","cookies":["a=1","b=2"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := invoke(t, lambdaio.HTTP(test.handler, keep), wallEvent)
			if err != nil || got != test.want {
				t.Errorf("answered %s, %v\nwant %s", got, err, test.want)
			}
		})
	}
}

func TestKeyGrant(t *testing.T) {
	t.Parallel()
	var event events.APIGatewayV2HTTPRequest
	if _, ok := lambdaio.KeyGrant(event); ok {
		t.Error("a request without authorizer has a grant")
	}
	if err := json.Unmarshal([]byte(wallEvent), &event); err != nil {
		t.Fatal(err)
	}
	want := `{{t_1 tenant_bon_gout_com {1 eu-west-3}} active [bon-gout.com app] 0001-01-01 00:00:00 +0000 UTC}`
	if grant, ok := lambdaio.KeyGrant(event); !ok || fmt.Sprint(grant) != want {
		t.Errorf("the grant is %v", grant)
	}
	event.RequestContext.Authorizer.Lambda["table"] = 5
	if _, ok := lambdaio.KeyGrant(event); ok {
		t.Error("a grant without a table is one")
	}
}

func TestWidgetAuthorizer(t *testing.T) {
	t.Parallel()
	grant := wall.KeyGrant{Ref: wall.TableRef{TenantID: "t_1", Table: "tenant_x"}, Status: wall.Active, AllowedDomains: []string{"a.example", "*"}}
	handler := lambdaio.WidgetAuthorizer(func(_ context.Context, key wall.Secret) (wall.KeyGrant, error) {
		switch string(key) {
		case "hmt_good":
			return grant, nil
		case "hmt_suspended":
			return wall.KeyGrant{}, wall.Errorf(wall.TenantSuspended, "closed")
		case "hmt_broken":
			return wall.KeyGrant{}, errors.New("registry down")
		}
		return wall.KeyGrant{}, wall.Errorf(wall.Unauthenticated, "unknown")
	})
	for event, want := range map[string]string{
		`{"identitySource": ["hmt_good"]}`:      `{"isAuthorized":true,"context":{"account":"","allowedDomains":"a.example *","region":"","status":"active","table":"tenant_x","tenantId":"t_1"}}`,
		`{"identitySource": ["hmt_bad"]}`:       `{"isAuthorized":false}`,
		`{"identitySource": ["hmt_suspended"]}`: `{"isAuthorized":false}`,
		`{}`:                                    `{"isAuthorized":false}`,
	} {
		if got, err := invoke(t, handler, event); err != nil || got != want {
			t.Errorf("%s answered %s, %v", event, got, err)
		}
	}
	if got, err := invoke(t, handler, `{"identitySource": ["hmt_broken"]}`); err == nil {
		t.Errorf("a failed look-up answered %s: the gateway would cache it", got)
	}
}

func TestBatchReturnsOnlyWhatFailed(t *testing.T) {
	t.Parallel()
	handler := lambdaio.Batch(func(_ context.Context, body string) error {
		if strings.HasPrefix(body, "bad") {
			return errors.New("failed")
		}
		return nil
	})
	for event, want := range map[string]string{
		`{"Records": [{"messageId": "1", "body": "good"}, {"messageId": "2", "body": "bad"}, {"messageId": "3", "body": "good"}]}`: `{"batchItemFailures":[{"itemIdentifier":"2"}]}`,
		`{"Records": [{"messageId": "1", "body": "good"}]}`:                                                                        `{"batchItemFailures":[]}`,
	} {
		if got, err := invoke(t, handler, event); err != nil || got != want {
			t.Errorf("%s answered %s, %v", event, got, err)
		}
	}
}

func TestAPanicReturnsOnlyItsMessage(t *testing.T) {
	t.Parallel()
	handler := lambdaio.Batch(func(_ context.Context, body string) error {
		if body == "bad" {
			panic("poison")
		}
		return nil
	})
	got, err := invoke(t, handler, `{"Records": [{"messageId": "1", "body": "good"}, {"messageId": "2", "body": "bad"}]}`)
	if want := `{"batchItemFailures":[{"itemIdentifier":"2"}]}`; err != nil || got != want {
		t.Errorf("answered %s, %v", got, err)
	}
}

func TestGroupedDoesTogetherWhatBelongsTogether(t *testing.T) {
	t.Parallel()
	decode := func(body string) (string, error) {
		if strings.HasPrefix(body, "?") {
			return "", errors.New("not ours")
		}
		return body, nil
	}
	tenant := func(message string) byte { return message[0] }
	var mu sync.Mutex
	var done []string
	handler := lambdaio.Grouped(decode, tenant, func(_ context.Context, group []string) error {
		mu.Lock()
		defer mu.Unlock()
		done = append(done, strings.Join(group, " "))
		switch group[0] {
		case "b1":
			return errors.New("failed")
		case "c1":
			panic("poison")
		}
		return nil
	})
	got, err := invoke(t, handler, `{"Records": [{"messageId": "1", "body": "a1"}, {"messageId": "2", "body": "b1"}, {"messageId": "3", "body": "?"},
		{"messageId": "4", "body": "a2"}, {"messageId": "5", "body": "c1"}, {"messageId": "6", "body": "b2"}]}`)
	var response events.SQSEventResponse
	if err := errors.Join(err, json.Unmarshal([]byte(got), &response)); err != nil {
		t.Fatal(err)
	}
	var failed []string
	for _, f := range response.BatchItemFailures {
		failed = append(failed, f.ItemIdentifier)
	}
	slices.Sort(failed)
	slices.Sort(done)
	if fmt.Sprint(failed) != "[2 3 5 6]" || fmt.Sprintf("%q", done) != `["a1 a2" "b1 b2" "c1"]` {
		t.Errorf("did %q, returned %s", done, failed)
	}
}

func TestSchedule(t *testing.T) {
	t.Parallel()
	var meant time.Time
	_, err := invoke(t, lambdaio.Schedule(func(_ context.Context, at time.Time) error {
		meant = at
		return nil
	}), `{"time": "2026-11-24T12:05:00Z"}`)
	if want := time.Date(2026, 11, 24, 12, 5, 0, 0, time.UTC); err != nil || !meant.Equal(want) {
		t.Errorf("meant for %s, %v", meant, err)
	}
	if _, err := invoke(t, lambdaio.Schedule(func(context.Context, time.Time) error { return nil }), `{}`); err == nil {
		t.Error("a call without its time is accepted")
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{"Bearer abc": "abc", "bearer  abc": "abc", "abc": "abc"} {
		var event events.APIGatewayV2HTTPRequest
		event.Headers = map[string]string{"authorization": header}
		if claims, _ := lambdaio.Claims(event); claims != nil {
			t.Errorf("claims without an authorizer: %v", claims)
		}
		event.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: map[string]string{"sub": "ada"}},
		}
		if claims, token := lambdaio.Claims(event); claims["sub"] != "ada" || string(token) != want {
			t.Errorf("%q: %v, %q", header, claims, string(token))
		}
	}
}

// A path is what it is: no character of it makes a query, and none breaks it.
func TestHostilePaths(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{"/a/?b=c": "/a/?b=c", "/a/%3Fb": "/a/?b", "/a/%zz": "/a/%zz", "/a b": "/a b", "//evil.example/a": "//evil.example/a"} {
		var got string
		handler := lambdaio.HTTP(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = r.URL.Path
			if r.URL.Host != "" || r.URL.RawQuery != "" {
				t.Errorf("%q: %+v", raw, r.URL)
			}
		}), keep)
		var event events.APIGatewayV2HTTPRequest
		event.RawPath = raw
		if _, err := handler(t.Context(), event); err != nil || got != want {
			t.Errorf("%q became %q, %v", raw, got, err)
		}
	}
}
