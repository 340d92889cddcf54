package gateway

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/hashmytag/hashmytag/local/template"
)

// authorizerLimit is how long API Gateway waits for an authorizer.
const authorizerLimit = 10 * time.Second

// cacheLimit bounds the answers that an authorizer remembers.
const cacheLimit = 10_000

// authorizer asks a Lambda function, and remembers its answer by the values of the identity sources alone.
type authorizer struct {
	template.Authorizer
	config Config

	mu     sync.Mutex
	cached map[string]decision
}

type decision struct {
	authorized bool
	context    map[string]any
	expires    time.Time
}

func newAuthorizer(declared template.Authorizer, config Config) authorizes {
	if declared.JWT != nil {
		return &tokens{Authorizer: declared, config: config}
	}
	if config.AuthorizerTTL != nil {
		declared.TTL = *config.AuthorizerTTL
	}
	return &authorizer{Authorizer: declared, config: config, cached: map[string]decision{}}
}

// authorize answers the context that the authorizer's function grants, or how the request is refused.
func (a *authorizer) authorize(ctx context.Context, request events.APIGatewayV2HTTPRequest, _ []string) (*events.APIGatewayV2HTTPRequestContextAuthorizerDescription, refusal) {
	identity, ok := a.identity(request)
	if !ok {
		return nil, http.StatusUnauthorized
	}
	cacheKey := strings.Join(identity, "\x00")
	decided, ok := a.recall(cacheKey)
	if !ok {
		var err error
		if decided, err = a.ask(ctx, request, identity); err != nil {
			a.config.Log.Error("authorizer failed", "authorizer", a.Name, "error", err)
			return nil, http.StatusInternalServerError
		}
		a.remember(cacheKey, decided)
	}
	if !decided.authorized {
		return nil, http.StatusForbidden
	}
	return &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{Lambda: decided.context}, 0
}

// identity collects the identity sources. A request that lacks one is refused without asking.
func (a *authorizer) identity(request events.APIGatewayV2HTTPRequest) ([]string, bool) {
	values := make([]string, 0, len(a.Identity))
	for _, source := range a.Identity {
		var value string
		if name, ok := strings.CutPrefix(source, "$request.querystring."); ok {
			value = request.QueryStringParameters[name]
		} else if name, ok := strings.CutPrefix(source, "$request.header."); ok {
			value = request.Headers[strings.ToLower(name)]
		} else if source == "$context.routeKey" {
			value = request.RouteKey
		}
		if value == "" {
			return nil, false
		}
		values = append(values, value)
	}
	return values, true
}

func (a *authorizer) ask(ctx context.Context, request events.APIGatewayV2HTTPRequest, identity []string) (decision, error) {
	payload, err := json.Marshal(events.APIGatewayV2CustomAuthorizerV2Request{
		Version:               request.Version,
		Type:                  "REQUEST",
		RouteArn:              a.routeARN(request),
		IdentitySource:        identity,
		RouteKey:              request.RouteKey,
		RawPath:               request.RawPath,
		RawQueryString:        request.RawQueryString,
		Cookies:               request.Cookies,
		Headers:               request.Headers,
		QueryStringParameters: request.QueryStringParameters,
		RequestContext:        request.RequestContext,
		PathParameters:        request.PathParameters,
	})
	if err != nil {
		return decision{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, authorizerLimit)
	defer cancel()
	answer, err := a.config.Invoke(ctx, a.FunctionID, payload)
	if err != nil {
		return decision{}, err
	}
	var response events.APIGatewayV2CustomAuthorizerSimpleResponse
	if err := json.Unmarshal(answer, &response); err != nil {
		return decision{}, err
	}
	return decision{authorized: response.IsAuthorized, context: response.Context, expires: time.Now().Add(a.TTL)}, nil
}

func (a *authorizer) routeARN(request events.APIGatewayV2HTTPRequest) string {
	stack := a.config.Stack
	return strings.Join([]string{"arn:aws:execute-api", stack.Region, stack.Account, request.RequestContext.APIID}, ":") +
		"/" + request.RequestContext.Stage + "/" + request.RequestContext.HTTP.Method + request.RawPath
}

func (a *authorizer) recall(key string) (decision, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	decided, ok := a.cached[key]
	return decided, ok && time.Now().Before(decided.expires)
}

func (a *authorizer) remember(key string, decided decision) {
	if a.TTL <= 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.cached) >= cacheLimit {
		clear(a.cached) // asked again, nothing worse
	}
	a.cached[key] = decided
}
