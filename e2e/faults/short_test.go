//go:build !proof

package faults_test

import "testing"

// whole is whether all is struck, or what is essential.
const whole = false

// keysOf: a key file stands for KMS, as on one machine.
func keysOf(*testing.T) keys { return keys{} }

// keep keeps nothing of some faults.
func keep(*testing.T, string) {}
