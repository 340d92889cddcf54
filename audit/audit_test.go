package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLicencesOfALockFile(t *testing.T) {
	t.Parallel()
	for lock, want := range map[string]string{
		`{"packages":{"":{},"node_modules/a":{"license":"MIT"},"node_modules/b":{"license":"(GPL-3.0-only OR MIT)"}}}`: "",
		`{"packages":{"node_modules/a":{"license":"GPL-3.0-only"}}}`:                                                   "node_modules/a",
		`{"packages":{"node_modules/a":{"license":"MIT AND GPL-2.0"}}}`:                                                "node_modules/a",
		`{"packages":{"node_modules/a":{}}}`:                                                                           "node_modules/a",
		`{"packages":{"node_modules/a":{"license":"GPL-3.0-only","dev":true}}}`:                                        "",
		`[]`: "NOT CHECKED",
	} {
		err := readLock(strings.NewReader(lock))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", lock, err)
		}
	}
}

func TestLicencesOfAModule(t *testing.T) {
	t.Parallel()
	if names := licencesIn(".."); len(names) != 1 || names[0] != "Apache-2.0" || !allAllowed(names) {
		t.Errorf("our own is %v", names)
	}
	folder := t.TempDir()
	if allAllowed(licencesIn(folder)) {
		t.Error("a module without a licence passes")
	}
	if err := os.WriteFile(filepath.Join(folder, "LICENSE"), []byte("All rights reserved. Ask us."), 0o600); err != nil {
		t.Fatal(err)
	}
	if allAllowed(licencesIn(folder)) {
		t.Error("a licence that nobody knows passes")
	}
}

// TestDatabaseOfTheModule lays out entries as govulncheck reads them, without those that were withdrawn.
func TestDatabaseOfTheModule(t *testing.T) {
	t.Parallel()
	entries, folder := t.TempDir(), t.TempDir()
	for id, text := range map[string]string{
		"GO-1": `{"id":"GO-1","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"name":"a.example/m"}}]}`,
		"GO-2": `{"id":"GO-2","withdrawn":"2026-01-01T00:00:00Z","affected":[{"package":{"name":"a.example/m"}}]}`,
	} {
		if err := os.WriteFile(filepath.Join(entries, id+".json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"index", "ID"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := layOut(entries, folder); err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(filepath.Join(folder, "index", "modules.json"))
	if want := `[{"path":"a.example/m","vulns":[{"id":"GO-1","modified":"2026-01-01T00:00:00Z"}]}]`; err != nil || string(index) != want {
		t.Errorf("the index is %s, %v", index, err)
	}
	if err := layOut(t.TempDir(), folder); err == nil {
		t.Error("a database without entries passes")
	}
}

func TestWhatGovulncheckFinds(t *testing.T) {
	t.Parallel()
	found, err := reached(strings.NewReader(`{"config":{}}
		{"finding":{"osv":"GO-1","fixed_version":"v2","trace":[{"module":"a.example/m","version":"v1","function":"F"}]}}
		{"finding":{"osv":"GO-1","fixed_version":"v2","trace":[{"module":"a.example/m","version":"v1","function":"F"}]}}
		{"finding":{"osv":"GO-2","trace":[{"module":"a.example/m"}]}}
		{"finding":{"osv":"GO-2026-6804","trace":[{"module":"a.example/m","function":"F"}]}}`))
	if want := "GO-1 in a.example/m@v1, mended in v2"; err != nil || len(found) != 1 || found[0] != want {
		t.Errorf("found %q, %v", found, err)
	}
	if _, err := reached(strings.NewReader("{")); err == nil {
		t.Error("half an answer passes")
	}
	for line := range strings.Lines(accepted) {
		if id, reason, _ := strings.Cut(line, " "); !strings.HasPrefix(id, "GO-") || len(reason) < 40 {
			t.Errorf("accepted without a reason: %q", line)
		}
	}
}
