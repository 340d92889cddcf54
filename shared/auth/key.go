// Package auth tells who is asking, and what they may do: it makes and checks
// widget keys, and lets users into the tenants of which they are members.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	keyPrefix = "hmt_"
	keyLength = len(keyPrefix) + 26
)

// NewKey makes a widget key of 130 random bits.
func NewKey() wall.Secret { return wall.Secret(keyPrefix + strings.ToLower(rand.Text())) }

// HashKey is the form of a key in which the registry knows it. A key is random
// and long, so a plain hash tells nothing of it.
func HashKey(key wall.Secret) string {
	sum := sha256.Sum256([]byte(string(key)))
	return hex.EncodeToString(sum[:])
}

// Keys looks up what a key opens, by its hash. NotFound when nothing.
type Keys interface {
	Key(ctx context.Context, hash string) (wall.KeyGrant, error)
}

// Widget says what a widget key opens now. Unauthenticated for a key that no
// tenant has (any more), TenantSuspended for one whose tenant is not active.
func Widget(ctx context.Context, keys Keys, key wall.Secret, now time.Time) (wall.KeyGrant, error) {
	unknown := wall.Errorf(wall.Unauthenticated, "this key is not known")
	if len(key) != keyLength || !strings.HasPrefix(string(key), keyPrefix) {
		return wall.KeyGrant{}, unknown // not worth a read
	}
	grant, err := keys.Key(ctx, HashKey(key))
	switch {
	case wall.IsCode(err, wall.NotFound):
		return wall.KeyGrant{}, unknown
	case err != nil:
		return wall.KeyGrant{}, err
	case !grant.ExpiresAt.IsZero() && !now.Before(grant.ExpiresAt):
		return wall.KeyGrant{}, unknown
	case grant.Status != wall.Active:
		return wall.KeyGrant{}, wall.Errorf(wall.TenantSuspended, "this wall is closed")
	}
	return grant, nil
}
