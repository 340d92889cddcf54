package identity

import (
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// client is the dashboard: a public client, which proves itself by PKCE.
type client struct {
	origin string // of the dashboard
	login  string // address of the sign-in page
}

var _ op.HasRedirectGlobs = client{}

func (client) GetID() string                    { return ClientID }
func (client) RedirectURIs() []string           { return nil }
func (c client) RedirectURIGlobs() []string     { return []string{c.origin + "/", c.origin + "/**"} }
func (client) PostLogoutRedirectURIs() []string { return nil }
func (c client) PostLogoutRedirectURIGlobs() []string {
	return []string{c.origin + "/", c.origin + "/*"}
}
func (client) ApplicationType() op.ApplicationType { return op.ApplicationTypeUserAgent }
func (client) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodNone }
func (client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (client) GrantTypes() []oidc.GrantType {
	return []oidc.GrantType{oidc.GrantTypeCode, oidc.GrantTypeRefreshToken}
}
func (c client) LoginURL(request string) string     { return c.login + "?id=" + request }
func (client) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeJWT }
func (client) IDTokenLifetime() time.Duration       { return tokenLifetime }
func (client) DevMode() bool                        { return true } // addresses without TLS
func (client) IsScopeAllowed(string) bool           { return false }
func (client) IDTokenUserinfoClaimsAssertion() bool { return true }
func (client) ClockSkew() time.Duration             { return 0 }
func (client) RestrictAdditionalIdTokenScopes() func([]string) []string { //nolint:revive // the library's name
	return func(scopes []string) []string { return scopes }
}
func (client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
