//go:build proof

package faults_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

var update = flag.Bool("update", false, "write the tables into docs/proof/faults.md")

// tableMark is where the tables begin on their page.
const tableMark = "<!-- The tables below are written by the test. -->"

// keep keeps the tables where make proof prints them, and with -update on their page.
func keep(t *testing.T, tables string) {
	t.Helper()
	results := filepath.Join(root, ".tools", "results")
	must(t, os.MkdirAll(results, 0o755)) //nolint:gosec // as make makes it
	must(t, os.WriteFile(filepath.Join(results, "faults.md"), []byte(tables), 0o600))
	if !*update || t.Failed() {
		return
	}
	path := filepath.Join(root, "docs", "proof", "faults.md")
	page, err := os.ReadFile(path)
	must(t, err)
	said, _, found := strings.Cut(string(page), tableMark)
	if !found {
		t.Fatalf("%s has no line %q", path, tableMark)
	}
	text := said + tableMark + "\n\nMade on " + time.Now().UTC().Format(time.DateOnly) + ". " + tables
	must(t, os.WriteFile(path, []byte(text), 0o644)) //nolint:gosec // a page of the documentation
}
