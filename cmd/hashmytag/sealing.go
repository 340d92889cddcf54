package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/hashmytag/hashmytag/shared/encryption"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// sealer seals with a key that is only opened when there is something to seal.
type sealer struct {
	open func() (encryption.Sealer, error)
}

// Seal implements feeds.Sealer.
func (s sealer) Seal(ctx context.Context, ref wall.TableRef, c wall.Credential) ([]byte, error) {
	key, err := s.open()
	if err != nil {
		return nil, fmt.Errorf("open the key that seals credentials: %w", err)
	}
	sealed, err := key.Seal(ctx, ref, c)
	if err != nil {
		return nil, fmt.Errorf("seal the credential: %w", err)
	}
	return sealed, nil
}

// maxCredential is far more than any credential.
const maxCredential = 64 << 10

// readCredential reads a credential from a file, or from in for "-". Its errors
// are its own: those of the decoder may quote what they read.
func readCredential(path string, in io.Reader) (*wall.Credential, error) {
	if path == "" {
		return nil, nil
	}
	if path != "-" {
		file, err := os.Open(path) //nolint:gosec // the operator's own file
		if err != nil {
			return nil, usagef("--credential-file: %v", err)
		}
		defer file.Close() //nolint:errcheck // only read from
		in = file
	}
	var c struct{ AccessToken, UserID, BearerToken, APIKey string }
	d := json.NewDecoder(io.LimitReader(in, maxCredential))
	d.DisallowUnknownFields()
	if d.Decode(&c) != nil || d.More() {
		return nil, usagef(`--credential-file: it must hold JSON: {"accessToken": "…", "userId": "…"} for Instagram, ` +
			`{"accessToken": "…"} for Facebook, {"bearerToken": "…"} for X, {"apiKey": "…"} for Google`)
	}
	return &wall.Credential{
		AccessToken: wall.Secret(c.AccessToken), UserID: c.UserID,
		BearerToken: wall.Secret(c.BearerToken), APIKey: wall.Secret(c.APIKey),
	}, nil
}
