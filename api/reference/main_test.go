package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A change of the contract must reach the reference: go generate ./api/...
func TestReferenceIsOfThisContract(t *testing.T) {
	t.Parallel()
	fresh, err := render("../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	stored, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(stored), fresh); diff != "" {
		t.Errorf("go generate ./api/... would change docs/api.md:\n%.2000s", diff)
	}
}
