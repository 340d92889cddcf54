package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-lambda-go/events"
	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/hashmytag/hashmytag/local/template"
)

// tokens is a JWT authorizer: it refuses tokens that its issuer has not signed, that are for somebody else, or not of
// now (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html).
type tokens struct {
	template.Authorizer
	config Config

	mu       sync.Mutex
	verifier *oidc.IDTokenVerifier // once the issuer has told where its keys are
}

// authorize answers the claims of the request's token, or how the request is refused.
func (t *tokens) authorize(ctx context.Context, request events.APIGatewayV2HTTPRequest, scopes []string) (*events.APIGatewayV2HTTPRequestContextAuthorizerDescription, refusal) {
	token, ok := bearer(request.Headers["authorization"])
	if !ok {
		return nil, http.StatusUnauthorized
	}
	verifier, err := t.issuer(ctx)
	if err != nil {
		t.config.Log.Error("authorizer failed", "authorizer", t.Name, "error", err)
		return nil, http.StatusInternalServerError
	}
	verified, err := verifier.Verify(ctx, token)
	if err != nil {
		return nil, http.StatusUnauthorized
	}
	var claims map[string]any
	if err := verified.Claims(&claims); err != nil || !t.isFor(verified.Audience, claims) {
		return nil, http.StatusUnauthorized
	}
	granted := strings.Fields(fmt.Sprint(claims["scope"]))
	matching := slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return !slices.Contains(granted, s) })
	if len(scopes) > 0 && len(matching) == 0 {
		return nil, http.StatusForbidden
	}
	return &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
		JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: texts(claims), Scopes: matching},
	}, 0
}

// issuer asks once where the issuer's keys are. The keys themselves are asked for again when a token names another.
func (t *tokens) issuer(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.verifier != nil {
		return t.verifier, nil
	}
	found, err := oidc.NewProvider(context.WithoutCancel(ctx), t.JWT.Issuer) // it keeps the context for later requests
	if err != nil {
		return nil, err
	}
	t.verifier = found.Verifier(&oidc.Config{
		SkipClientIDCheck:    true, // isFor: access tokens have no aud
		SupportedSigningAlgs: []string{oidc.RS256},
	})
	return t.verifier, nil
}

// isFor tells whether the token is for one of the audience: by aud, or by client_id where there is no aud.
func (t *tokens) isFor(audience []string, claims map[string]any) bool {
	if len(audience) == 0 {
		client, _ := claims["client_id"].(string)
		audience = []string{client}
	}
	return slices.ContainsFunc(audience, func(a string) bool { return slices.Contains(t.JWT.Audience, a) })
}

// bearer takes the token out of the header. API Gateway takes one without the word Bearer, too.
func bearer(header string) (token string, ok bool) {
	scheme, token, found := strings.Cut(header, " ")
	if !found {
		return scheme, scheme != ""
	}
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}

// texts are the claims as API Gateway passes them on: all of them texts, a list as "[a b]".
func texts(claims map[string]any) map[string]string {
	out := make(map[string]string, len(claims))
	for name, value := range claims {
		switch v := value.(type) {
		case string:
			out[name] = v
		case []any:
			out[name] = fmt.Sprint(v)
		default:
			text, err := json.Marshal(v)
			if err == nil {
				out[name] = strings.Trim(string(text), `"`)
			}
		}
	}
	return out
}
