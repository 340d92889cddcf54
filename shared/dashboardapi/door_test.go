package dashboardapi_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/hashmytag/hashmytag/local/gateway"
	"github.com/hashmytag/hashmytag/local/identity"
	"github.com/hashmytag/hashmytag/local/template"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dashboardapi"
	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
)

// open puts API Gateway before the functions, with the routes and authorizers
// of template.yaml; the functions' handlers run in the test itself.
func (p *platform) open(api dashboardapi.API, visits *queue.Events) {
	p.Helper()
	walls := widgetapi.API{Open: opener[widgetapi.Store](p), Events: visits, Clock: p.clock}
	functions := map[string]lambda.Handler{
		"DashboardFunction": lambda.NewHandler(lambdaio.HTTP(api.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
			claims, token := lambdaio.Claims(event)
			return dashboardapi.WithClaims(ctx, claims, token)
		})),
		"WidgetFunction": lambda.NewHandler(lambdaio.HTTP(walls.Handler(), func(ctx context.Context, event events.APIGatewayV2HTTPRequest) context.Context {
			grant, _ := lambdaio.KeyGrant(event)
			return widgetapi.WithGrant(ctx, grant)
		})),
		"AuthorizerFunction": lambda.NewHandler(lambdaio.WidgetAuthorizer(func(ctx context.Context, key wall.Secret) (wall.KeyGrant, error) {
			return auth.Widget(ctx, p.registry, key, p.clock())
		})),
	}
	uncached := time.Duration(0)
	var err error
	p.handler, err = gateway.New(gateway.Config{
		API: plan(p.T, p.people.URL).API, Stack: stack(), AuthorizerTTL: &uncached, Log: slog.New(slog.DiscardHandler),
		Invoke: func(ctx context.Context, id string, payload []byte) ([]byte, error) {
			return functions[id].Invoke(ctx, payload)
		},
	})
	must(p.T, err)
}

func stack() template.Stack {
	return template.Stack{Name: "test", Region: "us-east-1", Account: "000000000000"}
}

// plan is what template.yaml declares, with the sign-in of an issuer.
func plan(t *testing.T, issuer string) *template.Plan {
	t.Helper()
	read, err := template.Read("../../template.yaml")
	must(t, err)
	resolved, err := read.Resolve(stack(), map[string]string{"IdentityIssuer": issuer, "IdentityClientId": identity.ClientID})
	must(t, err)
	return resolved
}

// issuer is a sign-in service with Cognito's claims. It knows whom the test has
// named, by what the test calls them.
type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey
}

func newIssuer(t *testing.T, emailOf func(subject string) string) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	i := &issuer{key: key}
	answer := func(w http.ResponseWriter, body any) { _ = json.NewEncoder(w).Encode(body) }
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]string{"issuer": i.URL, "jwks_uri": i.URL + "/keys"})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: string(jose.RS256), Use: "sig"}}})
	})
	mux.HandleFunc("/oauth2/userInfo", func(w http.ResponseWriter, r *http.Request) {
		var user struct {
			Subject string `json:"sub"`
		}
		token, err := jwt.ParseSigned(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), []jose.SignatureAlgorithm{jose.RS256})
		if err != nil || token.Claims(key.Public(), &user) != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer(w, map[string]string{"sub": user.Subject, "email": emailOf(user.Subject), "email_verified": "true"})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

// sign makes a user's access token, with changes; a claim of nil is left out.
func (i *issuer) sign(t *testing.T, subject string, changes map[string]any) string {
	t.Helper()
	now := time.Now()
	claims := map[string]any{
		"iss": i.URL, "sub": subject, "username": subject, "client_id": identity.ClientID, "token_use": "access",
		"scope": "openid email profile", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	maps.Copy(claims, changes)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: i.key, KeyID: "1"}}, nil)
	must(t, err)
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	must(t, err)
	return token
}
