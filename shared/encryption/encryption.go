// Package encryption seals the credentials that tenants bring themselves. What
// is sealed for one tenant opens for no other.
package encryption

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Sealer seals credentials and opens them again.
type Sealer interface {
	Seal(ctx context.Context, ref wall.TableRef, c wall.Credential) ([]byte, error)
	// Open is an upstream error of class auth when sealed was not made by Seal
	// for that tenant: only its owner can mend that.
	Open(ctx context.Context, ref wall.TableRef, sealed []byte) (wall.Credential, error)
}

// credential is wall.Credential as it is before it is sealed.
type credential struct {
	AccessToken string `json:"accessToken,omitempty"`
	UserID      string `json:"userId,omitempty"`
	BearerToken string `json:"bearerToken,omitempty"`
	APIKey      string `json:"apiKey,omitempty"`
	AppSecret   string `json:"appSecret,omitempty"`
}

// maxPlain is what KMS encrypts directly, and far more than any credential.
const maxPlain = 4096

func encode(tenantID string, c wall.Credential) ([]byte, error) {
	if tenantID == "" {
		return nil, errors.New("encryption: a credential without its tenant")
	}
	plain, err := json.Marshal(credential{
		AccessToken: string(c.AccessToken),
		UserID:      c.UserID,
		BearerToken: string(c.BearerToken),
		APIKey:      string(c.APIKey),
		AppSecret:   string(c.AppSecret),
	})
	if err != nil {
		return nil, err
	}
	if len(plain) > maxPlain {
		return nil, wall.InvalidField("/credential", "credential-too-long", "the credential is too long")
	}
	return plain, nil
}

func decode(plain []byte) (wall.Credential, error) {
	var c credential
	if json.Unmarshal(plain, &c) != nil { // its error might quote a token
		return wall.Credential{}, unreadable(errors.New("encryption: what was sealed is not a credential"))
	}
	return wall.Credential{
		AccessToken: wall.Secret(c.AccessToken),
		UserID:      c.UserID,
		BearerToken: wall.Secret(c.BearerToken),
		APIKey:      wall.Secret(c.APIKey),
		AppSecret:   wall.Secret(c.AppSecret),
	}, nil
}

func unreadable(cause error) error {
	return &wall.UpstreamError{
		Class:   wall.ClassAuth,
		Message: "the feed's own credential can no longer be read; please enter it again",
		Cause:   cause,
	}
}
