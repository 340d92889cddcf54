package encryption

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Clients gives a client that may seal and open for one tenant. Package scoped
// does so with STS.
type Clients interface {
	KMS(ctx context.Context, ref wall.TableRef) (*kms.Client, error)
}

// OneClient serves every tenant with the same client: for a command line that
// works with the operator's own rights, and for tests.
type OneClient struct{ Client *kms.Client }

// KMS returns the one client.
func (c OneClient) KMS(context.Context, wall.TableRef) (*kms.Client, error) { return c.Client, nil }

// KMS seals with a key of AWS KMS, which never leaves it.
type KMS struct {
	clients Clients
	key     string
}

var _ Sealer = (*KMS)(nil)

// NewKMS seals with the key of that ARN.
func NewKMS(clients Clients, keyARN string) *KMS { return &KMS{clients, keyARN} }

// Seal encrypts a tenant's credential.
func (k *KMS) Seal(ctx context.Context, ref wall.TableRef, c wall.Credential) ([]byte, error) {
	plain, err := encode(ref.TenantID, c)
	if err != nil {
		return nil, err
	}
	client, err := k.clients.KMS(ctx, ref)
	if err != nil {
		return nil, err
	}
	answer, err := client.Encrypt(ctx, &kms.EncryptInput{
		KeyId: &k.key, Plaintext: plain, EncryptionContext: Context(ref.TenantID),
	})
	if err != nil {
		return nil, fmt.Errorf("encryption: %w", err)
	}
	return answer.CiphertextBlob, nil
}

// Open decrypts what Seal made for the same tenant.
func (k *KMS) Open(ctx context.Context, ref wall.TableRef, sealed []byte) (wall.Credential, error) {
	client, err := k.clients.KMS(ctx, ref)
	if err != nil {
		return wall.Credential{}, err
	}
	answer, err := client.Decrypt(ctx, &kms.DecryptInput{
		KeyId: &k.key, CiphertextBlob: sealed, EncryptionContext: Context(ref.TenantID),
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
