package identity

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// The library reads and writes through these methods. What it asks only for flows that nobody uses here is refused.
var _ op.Storage = (*store)(nil)

var (
	errExpired = errors.New("this sign-in has expired: start again")
	errUnused  = errors.New("not supported")
)

// CreateAuthRequest begins a sign-in. A public client without a challenge would leave its code to whoever finds it.
func (s *store) CreateAuthRequest(_ context.Context, r *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	if r.CodeChallenge == "" || r.CodeChallengeMethod != oidc.CodeChallengeMethodS256 {
		return nil, oidc.ErrInvalidRequest().WithDescription("a code_challenge of method S256 is needed (PKCE)")
	}
	if len(r.Prompt) == 1 && r.Prompt[0] == oidc.PromptNone {
		return nil, oidc.ErrLoginRequired() // nobody stays signed in here
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock()
	maps.DeleteFunc(s.requests, func(_ string, old *request) bool { return now.Sub(old.begun) > requestLifetime })
	begun := &request{AuthRequest: r, id: rand.Text(), begun: now}
	s.requests[begun.id] = begun
	return begun, nil
}

// AuthRequestByID finds a sign-in that has begun.
func (s *store) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	return s.find(func(r *request) bool { return r.id == id })
}

// AuthRequestByCode finds the sign-in that a code stands for.
func (s *store) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	return s.find(func(r *request) bool { return r.code != "" && r.code == code })
}

func (s *store) find(is func(*request) bool) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.requests {
		if is(r) {
			found := *r
			return &found, nil
		}
	}
	return nil, errExpired
}

// SaveAuthCode notes the code of a sign-in.
func (s *store) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.requests[id]
	if !ok {
		return errExpired
	}
	r.code = code
	return nil
}

// DeleteAuthRequest ends a sign-in; an error if somebody else has, so that a code is used once.
func (s *store) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.requests[id] == nil {
		return oidc.ErrInvalidGrant()
	}
	delete(s.requests, id)
	return nil
}

// TokenRequestByRefreshToken finds a session.
func (s *store) TokenRequestByRefreshToken(_ context.Context, token string) (op.RefreshTokenRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.file.Sessions[hash(token)]
	if !ok || s.clock().After(found.Expires) {
		return nil, errExpired
	}
	current := *found
	return &current, nil
}

// TerminateSession signs a user out of a client everywhere.
func (s *store) TerminateSession(_ context.Context, subject, clientID string) error {
	return s.end(func(_ string, old *session) bool { return old.Subject == subject && old.ClientID == clientID })
}

// GetRefreshTokenInfo finds what a refresh token stands for.
func (s *store) GetRefreshTokenInfo(ctx context.Context, _, token string) (subject, id string, err error) {
	found, err := s.TokenRequestByRefreshToken(ctx, token)
	if err != nil {
		return "", "", op.ErrInvalidRefreshToken
	}
	return found.GetSubject(), hash(token), nil
}

// RevokeToken ends a session. Access tokens are not kept, so they end by themselves.
func (s *store) RevokeToken(_ context.Context, id, _, clientID string) *oidc.Error {
	if err := s.end(func(key string, old *session) bool { return key == id && old.ClientID == clientID }); err != nil {
		return oidc.ErrServerError().WithParent(err)
	}
	return nil
}

func (s *store) end(which func(string, *session) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.file.Sessions, which)
	return s.save()
}

// GetClientByClientID knows the dashboard alone.
func (s *store) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != ClientID {
		return nil, errors.New("there is no such client")
	}
	return s.client, nil
}

// SetUserinfoFromScopes does nothing: SetUserinfoFromRequest does.
func (s *store) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

// SetUserinfoFromRequest writes the claims of an ID token.
func (s *store) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, r op.IDTokenRequest, _ []string) error {
	user, err := s.user(r.GetSubject())
	if err != nil {
		return err
	}
	info.Subject, info.Email = user.Subject, user.Email
	info.AppendClaims("email_verified", "true")
	info.AppendClaims("token_use", "id")
	info.AppendClaims("cognito:username", user.Subject)
	if s.admin(user.Email) {
		info.AppendClaims("cognito:groups", []string{AdminGroup})
	}
	return nil
}

// Health is good.
func (s *store) Health(context.Context) error { return nil }

// AuthorizeClientIDSecret refuses: the dashboard has no secret.
func (s *store) AuthorizeClientIDSecret(context.Context, string, string) error { return errUnused }

// CreateAccessToken is not asked: server makes them.
func (s *store) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return "", time.Time{}, errUnused
}

// CreateAccessAndRefreshTokens is not asked: server makes them.
func (s *store) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errUnused
}

// SetUserinfoFromToken is not asked: server answers.
func (s *store) SetUserinfoFromToken(context.Context, *oidc.UserInfo, string, string, string) error {
	return errUnused
}

// SetIntrospectionFromToken refuses: Cognito has no introspection.
func (s *store) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errUnused
}

// GetPrivateClaimsFromScopes is not asked: server makes the tokens.
func (s *store) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, errUnused
}

// GetKeyByIDAndClientID refuses: no client has a key.
func (s *store) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errUnused
}

// ValidateJWTProfileScopes refuses: no client has a key.
func (s *store) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errUnused
}
