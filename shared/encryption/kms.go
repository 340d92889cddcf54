package encryption

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Sessions gives the configuration of a session that may seal and open for one
// tenant. Package scoped does so with STS.
type Sessions interface {
	Config(ctx context.Context, ref wall.TableRef) (aws.Config, error)
}

// OneSession serves every tenant with the same configuration: for a command
// line that works with the operator's own rights, and for tests.
type OneSession aws.Config

// Config returns the one configuration.
func (s OneSession) Config(context.Context, wall.TableRef) (aws.Config, error) {
	return aws.Config(s), nil
}

// KMS seals with a key of AWS KMS, which never leaves it.
type KMS struct {
	sessions Sessions
	key      string
}

var _ Sealer = (*KMS)(nil)

// NewKMS seals with the key of that ARN.
func NewKMS(sessions Sessions, keyARN string) *KMS { return &KMS{sessions, keyARN} }

// Seal encrypts a tenant's credential.
func (k *KMS) Seal(ctx context.Context, ref wall.TableRef, c wall.Credential) ([]byte, error) {
	plain, err := encode(ref.TenantID, c)
	if err != nil {
		return nil, err
	}
	client, err := k.client(ctx, ref)
	if err != nil {
		return nil, err
	}
	answer, err := client.Encrypt(ctx, &kms.EncryptInput{
		KeyId: &k.key, Plaintext: plain, EncryptionContext: wall.SealContext(ref.TenantID),
	})
	if err != nil {
		return nil, fmt.Errorf("encryption: %w", err)
	}
	return answer.CiphertextBlob, nil
}

// Open decrypts what Seal made for the same tenant.
func (k *KMS) Open(ctx context.Context, ref wall.TableRef, sealed []byte) (wall.Credential, error) {
	client, err := k.client(ctx, ref)
	if err != nil {
		return wall.Credential{}, err
	}
	answer, err := client.Decrypt(ctx, &kms.DecryptInput{
		KeyId: &k.key, CiphertextBlob: sealed, EncryptionContext: wall.SealContext(ref.TenantID),
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

// client signs as the tenant's session. The key has a region of its own,
// wherever the tenant's table is.
func (k *KMS) client(ctx context.Context, ref wall.TableRef) (*kms.Client, error) {
	key, err := arn.Parse(k.key)
	if err != nil {
		return nil, fmt.Errorf("encryption: key %q: %w", k.key, err)
	}
	config, err := k.sessions.Config(ctx, ref)
	if err != nil {
		return nil, err
	}
	return kms.NewFromConfig(config, func(o *kms.Options) { o.Region = key.Region }), nil
}
