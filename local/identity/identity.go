// Package identity signs people in on one machine, in the place of Amazon Cognito: an OpenID Connect provider (code flow
// with PKCE, discovery, refresh, userinfo, end of session) whose tokens have Cognito's claims. Nobody has a password:
// whoever sits at the machine may be anybody.
//
// The claims are those of https://docs.aws.amazon.com/cognito/latest/developerguide/ (amazon-cognito-user-pools-using-
// the-access-token.html, …-the-id-token.html, userinfo-endpoint.html).
package identity

import (
	"context"
	"net/http"

	"github.com/zitadel/oidc/v3/pkg/op"
)

// ClientID is the dashboard's.
const ClientID = "hashmytag-dashboard"

// AdminGroup is the group whose members are admins of the platform.
const AdminGroup = "platform-admin"

// Person is somebody whom the sign-in page offers.
type Person struct {
	Email   string
	Admin   bool     // of the platform
	Role    string   // in the tenants
	Tenants []string // names
}

// Config describes a provider.
type Config struct {
	// Issuer is the address below which the provider answers.
	Issuer string
	// Origin is that of the dashboard: people are sent back there and nowhere else.
	Origin string
	// File keeps users, refresh tokens and the signing key.
	File string
	// Admin tells who is in the group of the platform's admins.
	Admin func(email string) bool
	// People are those whom the sign-in page offers.
	People func(context.Context) ([]Person, error)
}

// Provider is an OpenID Connect provider.
type Provider struct {
	config   Config
	store    *store
	handler  http.Handler
	callback func(ctx context.Context, request string) string
}

// New opens the provider's file, or makes it.
func New(config Config) (*Provider, error) {
	opened, err := openStore(config)
	if err != nil {
		return nil, err
	}
	p := &Provider{config: config, store: opened}
	protocol, callback, err := newProtocol(config.Issuer, opened)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", protocol)
	mux.HandleFunc("GET "+loginPath, p.showLogin)
	mux.HandleFunc("POST "+loginPath, p.login)
	p.handler, p.callback = mux, callback
	return p, nil
}

// ServeHTTP answers requests, whose paths are those below the issuer's.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

// Token signs a user in without a page, for scripts. The user is made if there is none of that address.
func (p *Provider) Token(email string) (string, error) {
	user, err := p.store.userOf(email)
	if err != nil {
		return "", err
	}
	token, _, err := p.store.accessToken(user, ClientID, []string{"openid", "email", "profile"}, p.store.clock())
	return token, err
}

// Subject is the id of the user of an e-mail address; empty before the first sign-in.
func (p *Provider) Subject(email string) string { return p.store.subject(email) }

// endpoints have Cognito's paths.
func endpoints() op.Endpoints {
	return op.Endpoints{
		Authorization: op.NewEndpoint("oauth2/authorize"),
		Token:         op.NewEndpoint("oauth2/token"),
		Userinfo:      op.NewEndpoint("oauth2/userInfo"),
		Revocation:    op.NewEndpoint("oauth2/revoke"),
		EndSession:    op.NewEndpoint("logout"),
		JwksURI:       op.NewEndpoint(".well-known/jwks.json"),
	}
}

// Path is where a platform answers as its provider.
const Path = "/local/identity"

// Issuer is the issuer of the platform at an address.
func Issuer(address string) string { return address + Path }

// UserInfo is the address where an access token tells of its user.
func UserInfo(issuer string) string { return issuer + "/oauth2/userInfo" }
