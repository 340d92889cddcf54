// Package lambdaio turns the events of AWS Lambda into calls of ordinary Go:
// HTTP API requests (payload 2.0), authorizer requests, SQS batches and
// scheduled ticks.
package lambdaio

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/hashmytag/hashmytag/shared/problem"
)

// HTTPHandler handles HTTP API events.
type HTTPHandler func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// HTTP serves events with an http.Handler. identify puts into the request's
// context what the gateway's authorizer settled.
func HTTP(h http.Handler, identify func(context.Context, events.APIGatewayV2HTTPRequest) context.Context) HTTPHandler {
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		ctx = identify(problem.WithRequestID(ctx, event.RequestContext.RequestID), event)
		answer := &recorder{header: http.Header{}, status: http.StatusOK}
		request, err := newRequest(ctx, event)
		if err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
		h.ServeHTTP(answer, request)
		return answer.response(), nil
	}
}

func newRequest(ctx context.Context, event events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := []byte(event.Body)
	if event.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(event.Body); err != nil {
			return nil, fmt.Errorf("decode body: %w", err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, event.RequestContext.HTTP.Method, "/", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	r.URL = address(event)
	for name, value := range event.Headers {
		r.Header.Set(name, value)
	}
	if len(event.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
	r.Host, r.RemoteAddr = r.Header.Get("Host"), event.RequestContext.HTTP.SourceIP
	return r, nil
}

// address is a request's, whatever a client put into it: it is not parsed, so
// that no path can pass for a query.
func address(event events.APIGatewayV2HTTPRequest) *url.URL {
	if plain, err := url.PathUnescape(event.RawPath); err == nil {
		return &url.URL{Path: plain, RawPath: event.RawPath, RawQuery: event.RawQueryString}
	}
	return &url.URL{Path: event.RawPath, RawQuery: event.RawQueryString}
}

// recorder is an http.ResponseWriter that keeps the answer.
type recorder struct {
	header  http.Header
	status  int
	started bool
	body    bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if !r.started {
		r.status, r.started = status, true
	}
}

func (r *recorder) Write(data []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(data)
}

// response is the answer as API Gateway wants it; what is not plain text goes
// as base64.
func (r *recorder) response() events.APIGatewayV2HTTPResponse {
	out := events.APIGatewayV2HTTPResponse{StatusCode: r.status, Headers: map[string]string{}}
	for name, values := range r.header {
		if name == "Set-Cookie" {
			out.Cookies = values
			continue
		}
		out.Headers[name] = strings.Join(values, ", ")
	}
	if r.isText() {
		out.Body = r.body.String()
	} else {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(r.body.Bytes()), true
	}
	return out
}

func (r *recorder) isText() bool {
	kind := r.header.Get("Content-Type")
	return r.header.Get("Content-Encoding") == "" &&
		(kind == "" || strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json"))
}
