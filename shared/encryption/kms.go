package encryption

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// KMS seals with a key of AWS KMS, which never leaves it.
type KMS struct {
	client *kms.Client
	key    string
}

var _ Sealer = (*KMS)(nil)

// NewKMS seals with the key of that ARN. A client of shared/scoped can seal and
// open for its own tenant only.
func NewKMS(client *kms.Client, keyARN string) *KMS { return &KMS{client, keyARN} }

// Seal encrypts a tenant's credential.
func (k *KMS) Seal(ctx context.Context, tenantID string, c wall.Credential) ([]byte, error) {
	plain, err := encode(tenantID, c)
	if err != nil {
		return nil, err
	}
	answer, err := k.client.Encrypt(ctx, &kms.EncryptInput{
		KeyId: &k.key, Plaintext: plain, EncryptionContext: Context(tenantID),
	})
	if err != nil {
		return nil, fmt.Errorf("encryption: %w", err)
	}
	return answer.CiphertextBlob, nil
}

// Open decrypts what Seal made for the same tenant.
func (k *KMS) Open(ctx context.Context, tenantID string, sealed []byte) (wall.Credential, error) {
	answer, err := k.client.Decrypt(ctx, &kms.DecryptInput{
		KeyId: &k.key, CiphertextBlob: sealed, EncryptionContext: Context(tenantID),
	})
	var notOurs *types.InvalidCiphertextException
	var otherKey *types.IncorrectKeyException
	if errors.As(err, &notOurs) || errors.As(err, &otherKey) {
		return wall.Credential{}, unreadable(err)
	}
	if err != nil {
		return wall.Credential{}, fmt.Errorf("encryption: %w", err)
	}
	return decode(answer.Plaintext)
}

// Context is the encryption context that binds a blob to its tenant, and that a
// tenant's session policy names.
func Context(tenantID string) map[string]string { return map[string]string{"tenant": tenantID} }
