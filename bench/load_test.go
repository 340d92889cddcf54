package main

import (
	"context"
	"testing"
)

// want makes a row, and wants its budget to be kept.
func want(t *testing.T, make func(context.Context) (row, error)) {
	t.Helper()
	r, err := make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %s", r.what, r.measured)
	if !r.kept {
		t.Errorf("wanted: %s", r.budget)
	}
}

// TestTicksOfSomeTenants go from the schedule to their walls. Many do so in the proof.
func TestTicksOfSomeTenants(t *testing.T) { want(t, fanOut(20)) }
