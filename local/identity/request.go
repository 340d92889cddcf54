package identity

import (
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// request is a sign-in that has begun.
type request struct {
	*oidc.AuthRequest
	id       string
	begun    time.Time
	code     string // once signed in
	subject  string // once signed in
	signedIn time.Time
}

func (r *request) GetID() string                      { return r.id }
func (r *request) GetACR() string                     { return "" }
func (r *request) GetAMR() []string                   { return nil }
func (r *request) GetAudience() []string              { return []string{r.ClientID} }
func (r *request) GetAuthTime() time.Time             { return r.signedIn }
func (r *request) GetClientID() string                { return r.ClientID }
func (r *request) GetNonce() string                   { return r.Nonce }
func (r *request) GetRedirectURI() string             { return r.RedirectURI }
func (r *request) GetResponseType() oidc.ResponseType { return r.ResponseType }
func (r *request) GetResponseMode() oidc.ResponseMode { return r.ResponseMode }
func (r *request) GetScopes() []string                { return r.Scopes }
func (r *request) GetState() string                   { return r.State }
func (r *request) GetSubject() string                 { return r.subject }
func (r *request) Done() bool                         { return r.subject != "" }
func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: r.CodeChallenge, Method: r.CodeChallengeMethod}
}

// session is what a refresh token stands for.
type session struct {
	Subject  string    `json:"subject"`
	ClientID string    `json:"clientId"`
	Scopes   []string  `json:"scopes"`
	SignedIn time.Time `json:"signedIn"`
	Expires  time.Time `json:"expires"`
}

func (s *session) GetAMR() []string                 { return nil }
func (s *session) GetAudience() []string            { return []string{s.ClientID} }
func (s *session) GetAuthTime() time.Time           { return s.SignedIn }
func (s *session) GetClientID() string              { return s.ClientID }
func (s *session) GetScopes() []string              { return s.Scopes }
func (s *session) GetSubject() string               { return s.Subject }
func (s *session) SetCurrentScopes(scopes []string) { s.Scopes = scopes }
