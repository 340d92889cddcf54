package encryption_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/hashmytag/hashmytag/shared/encryption"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var tenantA = wall.TableRef{TenantID: "tn_a", Table: "tenant_a"}

var credential = wall.Credential{
	AccessToken: "EAAB-access", UserID: "178414", BearerToken: "AAAA-bearer", APIKey: "AIza-key", AppSecret: "app-secret",
}

func TestKMS(t *testing.T) {
	config := enginetest.Moto(t)
	client := kms.NewFromConfig(config)
	testSealer(t, func(t *testing.T) encryption.Sealer {
		key, err := client.CreateKey(t.Context(), &kms.CreateKeyInput{})
		if err != nil {
			t.Fatal(err)
		}
		return encryption.NewKMS(encryption.OneSession(config), *key.KeyMetadata.Arn)
	})
}

func TestKeyFile(t *testing.T) {
	testSealer(t, func(t *testing.T) encryption.Sealer {
		return openKeyFile(t, filepath.Join(t.TempDir(), "new", "key"))
	})
}

// testSealer is what every implementation must do. Each call of newSealer gives
// one with a key of its own.
func testSealer(t *testing.T, newSealer func(*testing.T) encryption.Sealer) {
	ctx := t.Context()
	sealer := newSealer(t)
	sealed, err := sealer.Seal(ctx, tenantA, credential)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("opens for its tenant", func(t *testing.T) {
		if got, err := sealer.Open(ctx, tenantA, sealed); err != nil || got != credential {
			t.Errorf("got another credential, %v", err)
		}
	})
	t.Run("shows nothing", func(t *testing.T) {
		for _, plain := range []string{"EAAB-access", "AAAA-bearer", "AIza-key", "app-secret", "178414", "accessToken"} {
			if bytes.Contains(sealed, []byte(plain)) {
				t.Errorf("%s is readable", plain)
			}
		}
	})
	t.Run("never the same twice", func(t *testing.T) {
		if again, err := sealer.Seal(ctx, tenantA, credential); err != nil || bytes.Equal(sealed, again) {
			t.Errorf("equal blobs, %v", err)
		}
	})
	refused := map[string]struct {
		sealer encryption.Sealer
		tenant string
		blob   []byte
	}{
		"another tenant":  {sealer, "tn_b", sealed},
		"no tenant":       {sealer, "", sealed},
		"changed at last": {sealer, "tn_a", flip(sealed, len(sealed)-1)},
		"changed within":  {sealer, "tn_a", flip(sealed, len(sealed)/2)},
		"cut":             {sealer, "tn_a", sealed[:len(sealed)-1]},
		"too short":       {sealer, "tn_a", []byte("x")},
	}
	for name, r := range refused {
		t.Run("refuses "+name, func(t *testing.T) {
			_, err := r.sealer.Open(ctx, wall.TableRef{TenantID: r.tenant}, r.blob)
			var upstream *wall.UpstreamError
			if !errors.As(err, &upstream) || upstream.Class != wall.ClassAuth {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), "EAAB") {
				t.Errorf("a token in %q", err)
			}
		})
	}
	t.Run("refuses another key", func(t *testing.T) {
		if _, err := newSealer(t).Open(ctx, tenantA, sealed); err == nil {
			t.Error("opened")
		}
	})
	t.Run("refuses to seal for nobody", func(t *testing.T) {
		if _, err := sealer.Seal(ctx, wall.TableRef{}, credential); err == nil {
			t.Error("sealed without a tenant")
		}
	})
	t.Run("refuses what is too long", func(t *testing.T) {
		long := wall.Credential{AccessToken: wall.Secret(strings.Repeat("x", 5000))}
		if _, err := sealer.Seal(ctx, tenantA, long); !wall.IsCode(err, wall.Invalid) {
			t.Errorf("got %v", err)
		}
	})
}

func TestKeyFileIsForItsOwnerAndStays(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	sealed, err := openKeyFile(t, path).Seal(t.Context(), tenantA, credential)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if got, err := openKeyFile(t, path).Open(t.Context(), tenantA, sealed); err != nil || got != credential {
		t.Errorf("not opened after a restart: %v", err)
	}
}

func TestKeyFileIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	sealers := make([]*encryption.KeyFile, 10)
	var together sync.WaitGroup
	for i := range sealers {
		together.Go(func() { sealers[i] = openKeyFile(t, path) })
	}
	together.Wait()
	sealed, err := sealers[0].Seal(t.Context(), tenantA, credential)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sealers {
		if _, err := s.Open(t.Context(), tenantA, sealed); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("%d files, %v, want the key alone", len(left), err)
	}
}

func TestFileThatIsNoKeyIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := encryption.OpenKeyFile(path); err == nil {
		t.Error("accepted")
	}
}

func openKeyFile(t *testing.T, path string) *encryption.KeyFile {
	t.Helper()
	k, err := encryption.OpenKeyFile(path)
	if err != nil {
		t.Error(err)
	}
	return k
}

func flip(b []byte, i int) []byte {
	b = bytes.Clone(b)
	b[i] ^= 1
	return b
}
