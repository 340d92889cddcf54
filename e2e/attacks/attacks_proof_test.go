//go:build proof

package attacks_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the tables into docs/proof")

// TestAHundredThousandAttacks tries what TestAttacks tries, on more tenants and
// for longer.
func TestAHundredThousandAttacks(t *testing.T) {
	w := newWorld(newPlatform(t), 16)
	keep(t, "attacks.md", w.attack(max(*many, 125_000)))
}

// keep prints a table, and with -update writes it where people read it, behind
// what is said there by hand.
func keep(t *testing.T, name, table string) {
	t.Helper()
	t.Logf("\n%s", table)
	path := filepath.Join(root, "docs", "proof", name)
	if !*update || t.Failed() {
		return
	}
	page, err := os.ReadFile(path)
	must(t, err)
	said, _, found := strings.Cut(string(page), tableMark)
	if !found {
		t.Fatalf("%s has no line %q", path, tableMark)
	}
	text := fmt.Sprintf("%s%s\n\nMade on %s.\n\n%s", said, tableMark, time.Now().UTC().Format(time.DateOnly), table)
	must(t, os.WriteFile(path, []byte(text), 0o644)) //nolint:gosec // a page of the documentation
}

// tableMark is where a page's table begins.
const tableMark = "<!-- The table below is written by the test. -->"
