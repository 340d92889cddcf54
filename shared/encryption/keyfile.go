package encryption

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const keySize = 32 // AES-256

// KeyFile seals with a key in a file: the platform on one machine has no KMS.
type KeyFile struct{ aead cipher.AEAD }

var _ Sealer = (*KeyFile)(nil)

// OpenKeyFile seals with the key in the file at path, which it makes when it is
// missing, readable by its owner only.
func OpenKeyFile(path string) (*KeyFile, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path); err != nil {
			return nil, err
		}
		key, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, err
	}
	if len(key) != keySize {
		return nil, fmt.Errorf("encryption: %s is not a key of %d bytes", path, keySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &KeyFile{aead}, nil
}

// makeKey writes the whole key beside path and then gives it its name, so that
// of many processes that start together all read the same one.
func makeKey(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".key-*") // its mode is 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	key := make([]byte, keySize)
	rand.Read(key)
	if _, err := f.Write(key); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// Seal encrypts a tenant's credential.
func (k *KeyFile) Seal(_ context.Context, ref wall.TableRef, c wall.Credential) ([]byte, error) {
	plain, err := encode(ref.TenantID, c)
	if err != nil {
		return nil, err
	}
	return k.aead.Seal(nil, nil, plain, []byte(ref.TenantID)), nil //nolint:gosec // no nonce: it makes a random one
}

// Open decrypts what Seal made for the same tenant.
func (k *KeyFile) Open(_ context.Context, ref wall.TableRef, sealed []byte) (wall.Credential, error) {
	plain, err := k.aead.Open(nil, nil, sealed, []byte(ref.TenantID))
	if err != nil {
		return wall.Credential{}, unreadable(fmt.Errorf("encryption: %w", err))
	}
	return decode(plain)
}
