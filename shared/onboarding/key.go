package onboarding

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// DefaultGrace is how long a rotated-out key works on, so that pages which
// embed it can be changed.
const DefaultGrace = 24 * time.Hour

// maxOldKeys bounds the keys that work beside the present one.
const maxOldKeys = 4

// RotateKey gives a tenant a new key; the one before works for grace, and those
// before that for as long as they were promised. Without grace all of them end.
// Conflict when too many still work: none is ended before its time.
//
// The key changes first in the tenant's table and then in the registry: a run
// that was killed in between is completed by the next, which finds the table
// ahead of the registry.
func (l Lifecycle) RotateKey(ctx context.Context, tenantID string, grace time.Duration) (wall.Secret, error) {
	t, table, err := l.ready(ctx, tenantID)
	if err != nil {
		return "", err
	}
	key, err := table.Key(ctx)
	if err != nil {
		return "", err
	}
	if auth.HashKey(key) == t.KeyHash {
		if err := l.hasRoom(t, grace); err != nil {
			return "", err
		}
		rotated := audit.Entry(ctx, l.Clock(), "key.rotated", "", "the old key works for %s", grace)
		if err := table.ReplaceKey(ctx, key, auth.NewKey(), rotated); err != nil {
			return "", err
		}
	}
	return l.announce(ctx, tenantID, table, grace)
}

// hasRoom is Conflict when as many old keys work as there may be.
func (l Lifecycle) hasRoom(t wall.Tenant, grace time.Duration) error {
	old := l.working(t.PreviousKeys)
	if grace == 0 || len(old) < maxOldKeys {
		return nil
	}
	first := slices.MinFunc(old, func(a, b wall.OldKey) int { return a.Until.Compare(b.Until) })
	return wall.Refuse(wall.Conflict, "too-many-old-keys", "{count} older keys still work, the first of them until {until}: wait for that, or end all of them at once with a grace of 0",
		len(old), first.Until.UTC().Format(time.RFC3339))
}

// working leaves out keys whose time is over.
func (l Lifecycle) working(old []wall.OldKey) []wall.OldKey {
	now := l.Clock()
	return slices.DeleteFunc(slices.Clone(old), func(k wall.OldKey) bool { return !now.Before(k.Until) })
}

// announce makes the registry know the key that the table holds, and returns it.
// The table is read after the registry each time, so of several rotations at once
// the last one wins, whichever announces last.
func (l Lifecycle) announce(ctx context.Context, tenantID string, table Table, grace time.Duration) (wall.Secret, error) {
	var key wall.Secret
	_, err := l.Registry.UpdateTenant(ctx, tenantID, func(t *wall.Tenant) (err error) {
		if key, err = table.Key(ctx); err != nil {
			return err
		}
		old := l.working(t.PreviousKeys)
		if hash := auth.HashKey(key); hash != t.KeyHash {
			old = slices.Insert(old, 0, wall.OldKey{Hash: t.KeyHash, Until: l.Clock().Add(grace)})
			t.KeyHash = hash
		}
		if grace == 0 {
			old = nil
		}
		t.PreviousKeys = old
		return nil
	})
	return key, err
}

// EmbedCode is what a tenant pastes into its site; address is the platform's.
// One tag that holds up nothing: the page is read on while the script comes.
func EmbedCode(address string, key wall.Secret) string {
	return fmt.Sprintf(`<div id="hashmytag-wall"></div>
<script async src="%s/hashmytag.js" data-api-key="%s"></script>`, strings.TrimSuffix(address, "/"), string(key))
}

// Key reads a tenant's widget key.
func (l Lifecycle) Key(ctx context.Context, tenantID string) (wall.Secret, error) {
	_, table, err := l.ready(ctx, tenantID)
	if err != nil {
		return "", err
	}
	return table.Key(ctx)
}
