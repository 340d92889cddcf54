package identity

import (
	"context"
	"net/http"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"
)

// server is the library's, but for the answers whose tokens are Cognito's.
type server struct {
	*op.LegacyServer
	store *store
}

// newProtocol gives the protocol's handler, and the address that completes a sign-in.
func newProtocol(issuer string, s *store) (handler http.Handler, callback func(context.Context, string) string, err error) {
	config := &op.Config{
		CodeMethodS256: true, GrantTypeRefreshToken: true,
		SupportedScopes:          []string{oidc.ScopeOpenID, oidc.ScopeEmail, oidc.ScopeProfile},
		SupportedUILocales:       []language.Tag{language.French, language.English},
		DefaultLogoutRedirectURI: s.client.origin + "/",
	}
	copy(config.CryptoKey[:], s.codeKey)
	provider, err := op.NewProvider(config, s, op.StaticIssuer(issuer), op.WithAllowInsecure())
	if err != nil {
		return nil, nil, err
	}
	legacy := op.NewLegacyServer(provider, endpoints())
	return op.RegisterLegacyServer(&server{legacy, s}, op.AuthorizeCallbackHandler(provider)), legacy.AuthCallbackURL(), nil
}

// CodeExchange gives tokens for a code and the verifier of its challenge.
func (s *server) CodeExchange(ctx context.Context, r *op.ClientRequest[oidc.AccessTokenRequest]) (*op.Response, error) {
	request, err := op.AuthRequestByCode(ctx, s.store, r.Data.Code)
	if err != nil {
		return nil, err
	}
	if err := op.AuthorizeCodeChallenge(r.Data.CodeVerifier, request.GetCodeChallenge()); err != nil {
		return nil, err
	}
	if r.Client.GetID() != request.GetClientID() || r.Data.RedirectURI != request.GetRedirectURI() {
		return nil, oidc.ErrInvalidGrant()
	}
	if err := s.store.DeleteAuthRequest(ctx, request.GetID()); err != nil {
		return nil, err
	}
	answer, err := s.tokens(ctx, request, r.Client, r.Data.Code)
	if err != nil {
		return nil, err
	}
	answer.RefreshToken, err = s.store.refreshToken(request)
	return op.NewResponse(answer), err
}

// RefreshToken gives new tokens. The refresh token stays the same, as Cognito's does.
func (s *server) RefreshToken(ctx context.Context, r *op.ClientRequest[oidc.RefreshTokenRequest]) (*op.Response, error) {
	request, err := op.RefreshTokenRequestByRefreshToken(ctx, s.store, r.Data.RefreshToken)
	if err != nil {
		return nil, err
	}
	if r.Client.GetID() != request.GetClientID() {
		return nil, oidc.ErrInvalidGrant()
	}
	if err := op.ValidateRefreshTokenScopes(r.Data.Scopes, request); err != nil {
		return nil, err
	}
	answer, err := s.tokens(ctx, request, r.Client, "")
	return op.NewResponse(answer), err
}

// tokens makes an access token and the ID token that vouches for it.
func (s *server) tokens(ctx context.Context, request op.IDTokenRequest, client op.Client, code string) (*oidc.AccessTokenResponse, error) {
	user, err := s.store.user(request.GetSubject())
	if err != nil {
		return nil, oidc.ErrInvalidGrant().WithParent(err)
	}
	access, expires, err := s.store.accessToken(user, client.GetID(), request.GetScopes(), request.GetAuthTime())
	if err != nil {
		return nil, err
	}
	id, err := op.CreateIDToken(ctx, op.IssuerFromContext(ctx), request, client.IDTokenLifetime(), access, code, s.store, client)
	if err != nil {
		return nil, err
	}
	return &oidc.AccessTokenResponse{
		AccessToken: access, IDToken: id, TokenType: oidc.BearerToken,
		ExpiresIn: uint64(expires.Sub(s.store.clock()) / time.Second), Scope: request.GetScopes(),
	}, nil
}

// UserInfo tells of the user of an access token. email_verified is a text, as Cognito sends it.
func (s *server) UserInfo(ctx context.Context, r *op.Request[oidc.UserInfoRequest]) (*op.Response, error) {
	verifier := s.Provider().AccessTokenVerifier(ctx)
	claims, err := op.VerifyAccessToken[*oidc.AccessTokenClaims](ctx, r.Data.AccessToken, verifier)
	if err != nil || claims.Claims["token_use"] != "access" {
		return nil, op.NewStatusError(oidc.ErrAccessDenied().WithDescription("access token invalid"), http.StatusUnauthorized)
	}
	user, err := s.store.user(claims.Subject)
	if err != nil {
		return nil, op.NewStatusError(oidc.ErrAccessDenied().WithDescription("there is no such user"), http.StatusUnauthorized)
	}
	return op.NewResponse(map[string]string{
		"sub": user.Subject, "username": user.Subject, "email": user.Email, "email_verified": "true",
	}), nil
}
