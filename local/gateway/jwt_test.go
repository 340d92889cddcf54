package gateway_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/local/gateway"
	"github.com/hashmytag/hashmytag/local/template"
)

// issuer signs tokens and tells where its key is.
type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey
}

func newIssuer(t *testing.T) issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := issuer{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": i.URL, "jwks_uri": i.URL + "/keys"})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		public := jose.JSONWebKey{Key: key.Public(), KeyID: "1", Algorithm: string(jose.RS256), Use: "sig"}
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{public}})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

// sign makes a good access token, with changes; a claim of nil is left out.
func (i issuer) sign(t *testing.T, algorithm jose.SignatureAlgorithm, key any, changes map[string]any) string {
	t.Helper()
	claims := map[string]any{
		"iss": i.URL, "sub": "ada", "client_id": "dashboard", "exp": time.Now().Add(time.Hour).Unix(),
		"scope": "openid email", "cognito:groups": []string{"a", "b"}, "version": 2,
	}
	maps.Copy(claims, changes)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// Who enters which route, with what token, is in shared/dashboardapi.
func TestTokens(t *testing.T) {
	t.Parallel()
	i, other := newIssuer(t), newIssuer(t)
	good := func(changes map[string]any) string { return "Bearer " + i.sign(t, jose.RS256, i.key, changes) }
	tests := map[string]struct {
		path, header string
		want         int
	}{
		"a good one":              {header: good(nil), want: 200},
		"without the word":        {header: strings.TrimPrefix(good(nil), "Bearer "), want: 200},
		"by aud":                  {header: good(map[string]any{"client_id": nil, "aud": "dashboard"}), want: 200},
		"another scheme":          {header: "Basic " + strings.TrimPrefix(good(nil), "Bearer "), want: 401},
		"no token":                {header: "Bearer x.y.z", want: 401},
		"for another audience":    {header: good(map[string]any{"aud": "shop"}), want: 401},
		"for nobody":              {header: good(map[string]any{"client_id": nil}), want: 401},
		"signed by another":       {header: "Bearer " + i.sign(t, jose.RS256, other.key, nil), want: 401},
		"of another algorithm":    {header: "Bearer " + i.sign(t, jose.PS256, i.key, nil), want: 401},
		"with a scope":            {path: "/v1/scoped", header: good(nil), want: 200},
		"without the right scope": {path: "/v1/scoped", header: good(map[string]any{"scope": "openid"}), want: 403},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &functions{calls: map[string]int{}, response: `{"statusCode":200}`}
			g := guarded(t, f, i)
			path := test.path
			if path == "" {
				path = "/v1/me"
			}
			response := send(g, http.MethodGet, path, http.Header{"Authorization": {test.header}}, "")
			body, _ := io.ReadAll(response.Body)
			if response.StatusCode != test.want || f.calls["dashboard"] > 0 != (test.want == 200) {
				t.Errorf("got %d %s, the function was asked %d times", response.StatusCode, body, f.calls["dashboard"])
			}
			if test.want == 401 && strings.TrimSpace(string(body)) != `{"message":"Unauthorized"}` {
				t.Errorf("body %s", body)
			}
			if test.want == 200 && test.path == "" {
				want := map[string]string{"sub": "ada", "cognito:groups": "[a b]", "version": "2"}
				for name, value := range want {
					if diff := cmp.Diff(value, f.last.RequestContext.Authorizer.JWT.Claims[name]); diff != "" {
						t.Errorf("%s (-want +got):\n%s", name, diff)
					}
				}
			}
		})
	}
}

func guarded(t *testing.T, f *functions, i issuer) *gateway.Gateway {
	t.Helper()
	people := &template.Authorizer{Name: "DashboardUser", JWT: &template.JWT{Issuer: i.URL, Audience: []string{"dashboard"}}}
	g, err := gateway.New(gateway.Config{
		API: template.API{Routes: []template.Route{
			{Key: "GET /v1/me", FunctionID: "dashboard", Timeout: time.Second, Authorizer: people},
			{Key: "GET /v1/scoped", FunctionID: "dashboard", Timeout: time.Second, Authorizer: people, Scopes: []string{"email", "admin"}},
		}},
		Invoke: f.invoke, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}
