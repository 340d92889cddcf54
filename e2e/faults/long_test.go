//go:build proof

package faults_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/hashmytag/hashmytag/shared/enginetest"
)

// whole is whether all is struck, or what is essential.
const whole = true

// keysOf is a key of a KMS.
func keysOf(t *testing.T) keys {
	t.Helper()
	config := enginetest.Moto(t)
	made, err := kms.NewFromConfig(config).CreateKey(t.Context(), &kms.CreateKeyInput{})
	must(t, err)
	return keys{*config.BaseEndpoint, *made.KeyMetadata.Arn}
}
