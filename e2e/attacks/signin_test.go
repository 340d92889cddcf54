package attacks_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/hashmytag/hashmytag/local/identity"
)

// issuer is a sign-in service with Cognito's claims, which also signs what no
// sign-in service would.
type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey

	mu     sync.Mutex
	people map[string]profile // by subject
}

// profile is what the service tells of a user.
type profile struct {
	Subject  string `json:"sub"`
	Email    string `json:"email"`
	Verified string `json:"email_verified"` // a text, as Cognito sends it
}

func newIssuer(t testing.TB) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	i := &issuer{key: key, people: map[string]profile{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, map[string]string{"issuer": i.URL, "jwks_uri": i.URL + "/keys"})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: string(jose.RS256), Use: "sig"}}})
	})
	mux.HandleFunc("GET /oauth2/userInfo", i.userInfo)
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) userInfo(w http.ResponseWriter, r *http.Request) {
	var user profile
	token, err := jwt.ParseSigned(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil || token.Claims(i.key.Public(), &user) != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	answerJSON(w, i.people[user.Subject])
}

// knows adds a user, and answers the user's access token.
func (i *issuer) knows(t testing.TB, subject, email string, verified bool) string {
	t.Helper()
	known := profile{Subject: subject, Email: email, Verified: "false"}
	if verified {
		known.Verified = "true"
	}
	i.mu.Lock()
	i.people[subject] = known
	i.mu.Unlock()
	return i.sign(t, subject, nil)
}

// sign makes an access token, with changes; a claim of nil is left out.
func (i *issuer) sign(t testing.TB, subject string, changes map[string]any) string {
	t.Helper()
	return signed(t, jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: i.key, KeyID: "1"}}, i.claims(subject, changes))
}

func (i *issuer) claims(subject string, changes map[string]any) map[string]any {
	now := time.Now()
	claims := map[string]any{
		"iss": i.URL, "sub": subject, "username": subject, "client_id": identity.ClientID, "token_use": "access",
		"scope": "openid email profile", "iat": now.Unix(), "exp": now.Add(6 * time.Hour).Unix(),
	}
	maps.Copy(claims, changes)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	return claims
}

func signed(t testing.TB, key jose.SigningKey, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(key, nil)
	must(t, err)
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	must(t, err)
	return token
}

func answerJSON(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
