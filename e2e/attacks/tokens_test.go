package attacks_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	mathrand "math/rand/v2"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// tokens are attacks by who holds a token that is not of the sign-in service, or
// not for this API.
func (w *world) tokens() []kind {
	stolen := w.forgeries()
	return []kind{{"a token that is forged, over, or of another kind", 15, false, func(r *mathrand.Rand) attack {
		t := w.some(r, isOpen)
		tried := one(r, w.routes(r, t)...)
		in := t.owner.in(t, tried.method, tried.path, tried.body)
		in.token = one(r, stolen[t.n]...)
		return w.through(in, refused("Unauthorized", "unauthenticated"))
	}}}
}

// forgeries are tokens in the names of the tenants' owners, by tenant.
func (w *world) forgeries() map[int][]string {
	i := w.platform.people
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	must(w, err)
	public, err := x509.MarshalPKIXPublicKey(i.key.Public())
	must(w, err)
	asSecret := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	all := map[int][]string{}
	for _, t := range w.tenants {
		owner := t.owner.subject
		good := strings.Split(t.owner.token, ".")
		stranger := strings.Split(w.stranger.token, ".")
		all[t.n] = []string{
			"", "x", owner, t.key, t.ID,
			i.sign(w, owner, map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}),
			i.sign(w, owner, map[string]any{"client_id": "shop"}),
			i.sign(w, owner, map[string]any{"client_id": nil, "aud": "shop"}),
			i.sign(w, owner, map[string]any{"token_use": "id"}),
			i.sign(w, owner, map[string]any{"token_use": nil}),
			i.sign(w, owner, map[string]any{"iss": "https://evil.example"}),
			i.sign(w, "", map[string]any{"username": owner}),
			signed(w, jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: other, KeyID: "1"}}, i.claims(owner, nil)),
			signed(w, jose.SigningKey{Algorithm: jose.RS512, Key: jose.JSONWebKey{Key: i.key, KeyID: "1"}}, i.claims(owner, nil)),
			signed(w, jose.SigningKey{Algorithm: jose.HS256, Key: asSecret}, i.claims(owner, nil)),
			unsigned(i.claims(owner, nil)),
			stranger[0] + "." + good[1] + "." + stranger[2],
			good[0] + "." + good[1] + ".",
		}
	}
	return all
}

// unsigned is a token of the algorithm "none".
func unsigned(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err) // the suite's own
	}
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(body) + "."
}
