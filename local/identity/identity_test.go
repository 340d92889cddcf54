package identity_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"

	"github.com/hashmytag/hashmytag/local/identity"
)

const (
	base = "/local/identity"
	home = "http://localhost:8080/signed-in"
)

// provider is a provider that answers.
type provider struct {
	*identity.Provider
	issuer string
	client *http.Client // follows no redirect
}

func start(t *testing.T, file string) provider {
	t.Helper()
	var answer http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	p := open(t, file, server.URL+base)
	answer = http.StripPrefix(base, p)
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return provider{p, server.URL + base, client}
}

func open(t *testing.T, file, issuer string) *identity.Provider {
	t.Helper()
	p, err := identity.New(identity.Config{
		Issuer: issuer, Origin: "http://localhost:8080", File: file,
		Admin: func(email string) bool { return email == "admin@example.com" },
		People: func(context.Context) ([]identity.Person, error) {
			return []identity.Person{{Email: "claire@bon-gout.example", Role: "owner", Tenants: []string{"Bon Goût <1>"}}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// app is the dashboard, by another library than the provider's.
type app struct {
	oauth2.Config
	verifier *oidc.IDTokenVerifier
	discover *oidc.Provider
}

func newApp(t *testing.T, p provider) *app {
	t.Helper()
	found, err := oidc.NewProvider(t.Context(), p.issuer)
	if err != nil {
		t.Fatal(err)
	}
	return &app{
		Config: oauth2.Config{
			ClientID: identity.ClientID, Endpoint: found.Endpoint(), RedirectURL: home, Scopes: []string{"openid", "email", "profile"},
		},
		verifier: found.Verifier(&oidc.Config{ClientID: identity.ClientID}), discover: found,
	}
}

// signIn goes the way of a browser, and answers the address at the end of it.
func (p provider) signIn(t *testing.T, begin, email string) *url.URL {
	t.Helper()
	page := p.follow(t, begin)
	if page.Path != base+"/login" {
		return page
	}
	response, err := p.client.PostForm(page.String(), url.Values{"id": {page.Query().Get("id")}, "email": {email}})
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	callback, err := response.Location()
	if err != nil {
		t.Fatalf("the page answered %d", response.StatusCode)
	}
	return p.follow(t, callback.String())
}

// follow asks once, and answers where the browser is sent.
func (p provider) follow(t *testing.T, address string) *url.URL {
	t.Helper()
	response, err := p.client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	location, err := response.Location()
	if err != nil {
		body, _ := io.ReadAll(response.Body)
		t.Fatalf("%s answered %d: %s", address, response.StatusCode, body)
	}
	return location
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	p := start(t, filepath.Join(t.TempDir(), "identity.json"))
	a, secret := newApp(t, p), oauth2.GenerateVerifier()
	begin := a.AuthCodeURL("state", oauth2.S256ChallengeOption(secret), oidc.Nonce("nonce"))
	end := p.signIn(t, begin, "Admin@Example.com")
	if !strings.HasPrefix(end.String(), home+"?") || end.Query().Get("state") != "state" {
		t.Fatalf("sent back to %s", end)
	}
	tokens, err := a.Exchange(t.Context(), end.Query().Get("code"), oauth2.VerifierOption(secret))
	if err != nil {
		t.Fatal(err)
	}
	id, err := a.verifier.Verify(t.Context(), tokens.Extra("id_token").(string))
	if err != nil {
		t.Fatal(err)
	}
	if err := id.VerifyAccessToken(tokens.AccessToken); err != nil || id.Nonce != "nonce" {
		t.Errorf("ID token: nonce %q, %v", id.Nonce, err)
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		t.Fatal(err)
	}
	same(t, "ID token", claims, map[string]any{
		"email": "admin@example.com", "email_verified": "true", "token_use": "id",
		"cognito:groups": []any{"platform-admin"}, "cognito:username": id.Subject, "aud": []any{identity.ClientID},
	})
	same(t, "access token", p.accessClaims(t, tokens.AccessToken), map[string]any{
		"sub": id.Subject, "username": id.Subject, "client_id": identity.ClientID, "token_use": "access",
		"scope": "openid email profile", "cognito:groups": []any{"platform-admin"}, "iss": p.issuer, "aud": nil,
	})
	info, err := a.discover.UserInfo(t.Context(), oauth2.StaticTokenSource(tokens))
	if err != nil || info.Subject != id.Subject || info.Email != "admin@example.com" || !info.EmailVerified {
		t.Errorf("userinfo: %+v, %v", info, err)
	}
	if _, err := a.discover.UserInfo(t.Context(), oauth2.StaticTokenSource(&oauth2.Token{AccessToken: tokens.Extra("id_token").(string)})); err == nil {
		t.Error("userinfo took an ID token")
	}
	if _, err := a.Exchange(t.Context(), end.Query().Get("code"), oauth2.VerifierOption(secret)); err == nil {
		t.Error("a code was used twice")
	}
}

func TestSurvivesARestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "identity.json")
	first := start(t, file)
	a, secret := newApp(t, first), oauth2.GenerateVerifier()
	end := first.signIn(t, a.AuthCodeURL("s", oauth2.S256ChallengeOption(secret)), "ada@example.com")
	tokens, err := a.Exchange(t.Context(), end.Query().Get("code"), oauth2.VerifierOption(secret))
	if err != nil {
		t.Fatal(err)
	}
	second := start(t, file)
	renewed, err := newApp(t, second).TokenSource(t.Context(), &oauth2.Token{RefreshToken: tokens.RefreshToken}).Token()
	if err != nil {
		t.Fatal(err)
	}
	before, after := first.accessClaims(t, tokens.AccessToken), second.accessClaims(t, renewed.AccessToken)
	if before["sub"] != after["sub"] {
		t.Errorf("the user became another: %v, %v", before["sub"], after["sub"])
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	t.Parallel()
	p := start(t, filepath.Join(t.TempDir(), "identity.json"))
	a, secret := newApp(t, p), oauth2.GenerateVerifier()
	end := p.signIn(t, a.AuthCodeURL("s", oauth2.S256ChallengeOption(secret)), "ada@example.com")
	tokens, err := a.Exchange(t.Context(), end.Query().Get("code"), oauth2.VerifierOption(secret))
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := a.discover.Claims(&found); err != nil {
		t.Fatal(err)
	}
	back := url.Values{"id_token_hint": {tokens.Extra("id_token").(string)}, "post_logout_redirect_uri": {"http://localhost:8080/"}}
	if at := p.follow(t, found.EndSession+"?"+back.Encode()); at.String() != "http://localhost:8080/" {
		t.Errorf("sent to %s", at)
	}
	if _, err := a.TokenSource(t.Context(), &oauth2.Token{RefreshToken: tokens.RefreshToken}).Token(); err == nil {
		t.Error("the refresh token still works")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, filepath.Join(t.TempDir(), "identity.json"))
	a, secret := newApp(t, p), oauth2.GenerateVerifier()
	challenge := oauth2.S256ChallengeOption(secret)

	if end := p.signIn(t, a.AuthCodeURL("s"), "ada@example.com"); end.Query().Get("error") != "invalid_request" {
		t.Errorf("without PKCE: %s", end)
	}
	if end := p.signIn(t, a.AuthCodeURL("s", challenge, oauth2.SetAuthURLParam("prompt", "none")), ""); end.Query().Get("error") != "login_required" {
		t.Errorf("without a page: %s", end)
	}
	elsewhere := *a
	elsewhere.RedirectURL = "http://evil.example/"
	response, err := p.client.Get(elsewhere.AuthCodeURL("s", challenge))
	if err != nil || response.StatusCode != http.StatusBadRequest {
		t.Errorf("another site to go back to: %v, %v", response, err)
	}
	end := p.signIn(t, a.AuthCodeURL("s", challenge), "ada@example.com")
	if _, err := a.Exchange(t.Context(), end.Query().Get("code"), oauth2.VerifierOption(oauth2.GenerateVerifier())); err == nil {
		t.Error("another verifier was accepted")
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	p := start(t, filepath.Join(t.TempDir(), "identity.json"))
	a := newApp(t, p)
	page := p.follow(t, a.AuthCodeURL("s", oauth2.S256ChallengeOption(oauth2.GenerateVerifier()), oauth2.SetAuthURLParam("ui_locales", "en")))
	if text := p.read(t, page.String()); !strings.Contains(text, "Bon Goût &lt;1&gt;") || !strings.Contains(text, "Who are you?") {
		t.Errorf("the page:\n%s", text)
	}
	response, err := p.client.PostForm(page.String(), url.Values{"id": {page.Query().Get("id")}, "email": {"nobody"}})
	if err != nil || response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("no address: %v, %v", response, err)
	}
	if text := p.read(t, p.issuer+"/login?id=old"); !strings.Contains(text, "Cette connexion a expiré") {
		t.Errorf("an old page:\n%s", text)
	}
}

func TestTokenForScripts(t *testing.T) {
	t.Parallel()
	p := start(t, filepath.Join(t.TempDir(), "identity.json"))
	token, err := p.Token("Ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.accessClaims(t, token)["sub"]; got != p.Subject("ada@example.com") || got == "" {
		t.Errorf("subject %v", got)
	}
	if _, err := p.Token("nobody"); err == nil {
		t.Error("no address was accepted")
	}
}

// accessClaims are an access token's, once its signature is checked.
func (p provider) accessClaims(t *testing.T, token string) map[string]any {
	t.Helper()
	keys := oidc.NewRemoteKeySet(t.Context(), p.issuer+"/.well-known/jwks.json")
	payload, err := keys.VerifySignature(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

// same compares the claims that want names; nil stands for none.
func same(t *testing.T, what string, got, want map[string]any) {
	t.Helper()
	for name, value := range want {
		if diff := cmp.Diff(value, got[name]); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", what, name, diff)
		}
	}
}

func (p provider) read(t *testing.T, address string) string {
	t.Helper()
	response, err := p.client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
