// Package gateway answers HTTP as an API Gateway HTTP API does: routes, authorizers (Lambda's and JWT), CORS, limits,
// and the Lambda proxy integration with payload format 2.0. Its refusals have API Gateway's statuses and bodies.
package gateway

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/hashmytag/hashmytag/local/template"
)

// bodyLimit is the largest request that an HTTP API takes.
const bodyLimit = 10 << 20

// Invoke runs a function, named by its logical id in the template.
type Invoke func(ctx context.Context, functionID string, payload []byte) ([]byte, error)

// Config describes an API.
type Config struct {
	API    template.API
	Invoke Invoke
	// AuthorizerTTL replaces the template's for all authorizers, unless nil.
	AuthorizerTTL *time.Duration
	Stack         template.Stack
	Log           *slog.Logger
}

// Gateway is an HTTP API.
type Gateway struct {
	config Config
	routes []route
}

type route struct {
	template.Route
	pattern    pattern
	authorizer authorizes // nil when open
}

// authorizes settles who asks, or how the request is refused.
type authorizes interface {
	authorize(ctx context.Context, request events.APIGatewayV2HTTPRequest, scopes []string) (*events.APIGatewayV2HTTPRequestContextAuthorizerDescription, refusal)
}

// New makes the API's handler.
func New(config Config) (*Gateway, error) {
	g := &Gateway{config: config}
	authorizers := map[string]authorizes{} // routes that name one authorizer share its cache
	for _, declared := range config.API.Routes {
		parsed, err := parsePattern(declared.Key)
		if err != nil {
			return nil, err
		}
		r := route{Route: declared, pattern: parsed}
		if declared.Authorizer != nil {
			name := declared.Authorizer.Name
			if authorizers[name] == nil {
				authorizers[name] = newAuthorizer(*declared.Authorizer, config)
			}
			r.authorizer = authorizers[name]
		}
		g.routes = append(g.routes, r)
	}
	return g, nil
}

// refusal is an answer that API Gateway gives by itself.
type refusal int

func (r refusal) write(w http.ResponseWriter) {
	message := http.StatusText(int(r))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(int(r))
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
}

// ServeHTTP answers one request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Apigw-Requestid", rand.Text()[:16])
	if cors := g.config.API.CORS; cors != nil {
		if preflight(r) {
			answerPreflight(w, r, cors)
			return
		}
		allow(w.Header(), r, cors)
	}
	matched, parameters, ok := match(g.routes, r)
	if !ok {
		refusal(http.StatusNotFound).write(w)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		refusal(http.StatusRequestEntityTooLarge).write(w)
		return
	case err != nil:
		refusal(http.StatusBadRequest).write(w)
		return
	}
	event := g.event(w.Header().Get("Apigw-Requestid"), r, matched.Key, parameters, body)
	g.serve(r.Context(), w, matched, event)
}

// serve asks the route's authorizer, then its function.
func (g *Gateway) serve(ctx context.Context, w http.ResponseWriter, matched route, event events.APIGatewayV2HTTPRequest) {
	if matched.authorizer != nil {
		granted, refused := matched.authorizer.authorize(ctx, event, matched.Scopes)
		if refused != 0 {
			refused.write(w)
			return
		}
		event.RequestContext.Authorizer = granted
	}
	payload, err := json.Marshal(event)
	if err != nil {
		refusal(http.StatusInternalServerError).write(w)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, matched.Timeout)
	defer cancel()
	response, err := g.config.Invoke(ctx, matched.FunctionID, payload)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		refusal(http.StatusServiceUnavailable).write(w)
		return
	case err != nil:
		g.config.Log.Error("function failed", "function", matched.FunctionID, "route", matched.Key, "error", err)
		refusal(http.StatusInternalServerError).write(w)
		return
	}
	if err := writeResponse(w, response, g.config.API.CORS != nil); err != nil {
		g.config.Log.Error("malformed response", "function", matched.FunctionID, "route", matched.Key, "error", err)
		refusal(http.StatusInternalServerError).write(w)
	}
}

func sourceIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
