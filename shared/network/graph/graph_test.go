package graph_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// The proof was made by another program: HMAC-SHA256 of the token with the app's
// secret, in hexadecimal (developers.facebook.com/docs/graph-api/guides/secure-requests).
func TestProofOfTheAppsSecret(t *testing.T) {
	t.Parallel()
	const proof = "d402b447efc46005b36c8e1f71fb619235c471fc7a8348fa3529923d2f42f4d4"
	for name, test := range map[string]struct {
		secret wall.Secret
		want   url.Values
	}{
		"with a secret":    {"app-secret", url.Values{"access_token": {"EAAG-token"}, "appsecret_proof": {proof}}},
		"without a secret": {"", url.Values{"access_token": {"EAAG-token"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vendor := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if got := r.URL.Query().Encode(); got != test.want.Encode() || r.URL.Path != "/v26.0/me" {
					t.Errorf("asked %s?%s", r.URL.Path, got)
				}
				_, _ = w.Write([]byte("{}"))
			})
			api := graph.API{Client: fixture.Client(t, wall.Facebook, vendor), Version: "v26.0"}
			if _, err := api.Get(t.Context(), graph.Request{
				Path: "/me", Credential: wall.Credential{AccessToken: "EAAG-token", AppSecret: test.secret}, Now: fixture.Now,
			}); err != nil {
				t.Error(err)
			}
		})
	}
}
