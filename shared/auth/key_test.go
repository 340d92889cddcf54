package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// TestKeysHaveAsManyBitsAsTheySay counts the characters of many keys: each place
// has one of 32, and each of them as often as any other.
func TestKeysHaveAsManyBitsAsTheySay(t *testing.T) {
	t.Parallel()
	const keys = 20_000
	counts, seen := map[rune]float64{}, map[wall.Secret]bool{}
	for range keys {
		key := auth.NewKey()
		seen[key] = true
		random := strings.TrimPrefix(string(key), "hmt_")
		if len(random) != 26 {
			t.Fatalf("a key of %d characters", len(random))
		}
		for _, r := range random {
			counts[r]++
		}
	}
	if len(seen) != keys || len(counts) != 32 {
		t.Fatalf("%d of %d keys differ, of %d characters", len(seen), keys, len(counts))
	}
	expected, chi := float64(keys*26)/32, 0.0
	for _, n := range counts {
		chi += (n - expected) * (n - expected) / expected
	}
	if chi > 100 { // of 31 degrees of freedom: once in hundred million
		t.Errorf("some characters are more frequent: %.0f", chi)
	}
}

// shelf has keys by their hashes, and counts how often it is asked.
type shelf struct {
	grants map[string]wall.KeyGrant
	asked  int
}

func (s *shelf) Key(_ context.Context, hash string) (wall.KeyGrant, error) {
	s.asked++
	if grant, ok := s.grants[hash]; ok {
		return grant, nil
	}
	return wall.KeyGrant{}, wall.Errorf(wall.NotFound, "no key %s", hash)
}

// TestGuessesLearnNothing gives keys that are nearly right. All get the same
// answer, whatever was wrong with them, and what cannot be a key costs no read.
func TestGuessesLearnNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	good, old := auth.NewKey(), auth.NewKey()
	grant := wall.KeyGrant{Ref: wall.TableRef{TenantID: "t_1", Table: "tenant_x"}, Status: wall.Active}
	past := grant
	past.ExpiresAt = now
	keys := &shelf{grants: map[string]wall.KeyGrant{auth.HashKey(good): grant, auth.HashKey(old): past}}
	if _, err := auth.Widget(t.Context(), keys, good, now); err != nil {
		t.Fatal(err)
	}
	text := string(good)
	for name, guess := range map[string]string{
		"another": string(auth.NewKey()), "one that was rotated out": string(old), "in capitals": "hmt_" + strings.ToUpper(text[4:]),
		"its hash": auth.HashKey(good), "one character more": text + "a", "one less": text[:len(text)-1], "with a space": " " + text, "nothing": "",
		"a pattern": "hmt_" + strings.Repeat("%", 26), "long": strings.Repeat(text, 10_000), "with a zero": text[:len(text)-1] + "\x00",
	} {
		before := keys.asked
		_, err := auth.Widget(t.Context(), keys, wall.Secret(guess), now)
		if err == nil || err.Error() != "unauthenticated: this key is not known" {
			t.Errorf("%s: %v", name, err)
		}
		if keys.asked != before && len(guess) != len(text) {
			t.Errorf("%s: the registry was asked", name)
		}
	}
}
