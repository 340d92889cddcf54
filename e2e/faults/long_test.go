//go:build proof

package faults_test

import (
	"testing"

	"github.com/hashmytag/hashmytag/shared/enginetest"
)

// whole is whether all is struck, or what is essential.
const whole = true

// kmsOf is the address of a KMS.
func kmsOf(t *testing.T) string { return *enginetest.Moto(t).BaseEndpoint }
