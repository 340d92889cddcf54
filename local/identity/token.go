package identity

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// accessToken makes an access token with Cognito's claims: it has a client_id and no aud.
func (s *store) accessToken(user User, clientID string, scopes []string, signedIn time.Time) (token string, expires time.Time, err error) {
	now := s.clock()
	expires = now.Add(tokenLifetime)
	claims := map[string]any{
		"iss": s.issuer, "sub": user.Subject, "username": user.Subject, "client_id": clientID,
		"token_use": "access", "scope": strings.Join(scopes, " "), "version": 2, "jti": rand.Text(),
		"auth_time": signedIn.Unix(), "iat": now.Unix(), "exp": expires.Unix(),
	}
	if s.admin(user.Email) {
		claims["cognito:groups"] = []string{AdminGroup}
	}
	signer, err := op.SignerFromKey(signingKey{s})
	if err != nil {
		return "", time.Time{}, err
	}
	token, err = jwt.Signed(signer).Claims(claims).Serialize()
	return token, expires, err
}

// SigningKey is the key that signs all tokens.
func (s *store) SigningKey(context.Context) (op.SigningKey, error) { return signingKey{s}, nil }

// SignatureAlgorithms are those of the key.
func (s *store) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

// KeySet is what verifies the tokens.
func (s *store) KeySet(context.Context) ([]op.Key, error) { return []op.Key{publicKey{s}}, nil }

type signingKey struct{ store *store }

func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signingKey) Key() any                                    { return k.store.key }
func (k signingKey) ID() string                                  { return k.store.keyID }

type publicKey struct{ store *store }

func (k publicKey) ID() string                         { return k.store.keyID }
func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return k.store.key.Public().(*rsa.PublicKey) }
