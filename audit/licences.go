package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// allowed are the licences of what we build on, by their SPDX names: none asks more of who uses the platform than a
// mention. MPL-2.0 does of who changes the files under it, which we do not.
var allowed = []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "Python-2.0", "Unicode-3.0", "Unlicense", "Zlib"}

// enough is how much of a licence's file, in percent, must be the text of licences that are known.
const enough = 60

// goLicences reads the licences of all modules whose packages a module's own packages and tests use.
func goLicences(ctx context.Context, dir string) error {
	command := exec.CommandContext(ctx, "go", "list", "-deps", "-test", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", "./...")
	command.Dir = dir
	out, err := command.Output()
	if err != nil {
		return fmt.Errorf("%w: %w", errUnchecked, err)
	}
	folders := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if path, folder, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(path, "github.com/hashmytag/") {
			folders[path] = folder
		}
	}
	var bad []error
	for _, path := range slices.Sorted(maps.Keys(folders)) {
		if names := licencesIn(folders[path]); !allAllowed(names) {
			bad = append(bad, fmt.Errorf("%s: %v", path, names))
		}
	}
	return errors.Join(bad...)
}

// licencesIn names the licences whose texts stand in a folder; nothing when there is none that is known.
func licencesIn(folder string) []string {
	var names []string
	for _, pattern := range []string{"LICEN[SC]E*", "COPYING*", "license*"} {
		files, _ := filepath.Glob(filepath.Join(folder, pattern)) // the pattern is good
		for _, file := range files {
			text, err := os.ReadFile(file)
			found := licensecheck.Scan(text)
			if err != nil || found.Percent < enough {
				continue
			}
			for _, match := range found.Match {
				names = append(names, match.ID)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func allAllowed(names []string) bool {
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(allowed, name) })
}

// npmLicences reads what the lock file says of the packages that are shipped.
func npmLicences(dir string) error {
	file, err := os.Open(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return fmt.Errorf("%w: %w", errUnchecked, err)
	}
	defer func() { _ = file.Close() }()
	return readLock(file)
}

func readLock(in io.Reader) error {
	var lock struct {
		Packages map[string]struct {
			License string
			Dev     bool
		}
	}
	if err := json.NewDecoder(in).Decode(&lock); err != nil {
		return fmt.Errorf("%w: %w", errUnchecked, err)
	}
	var bad []error
	for _, path := range slices.Sorted(maps.Keys(lock.Packages)) {
		if p := lock.Packages[path]; path != "" && !p.Dev && !anyAllowed(p.License) {
			bad = append(bad, fmt.Errorf("%s: %q", path, p.License))
		}
	}
	return errors.Join(bad...)
}

// anyAllowed reads an SPDX expression: of what stands between OR, one is enough; of what stands between AND, all count.
func anyAllowed(expression string) bool {
	for choice := range strings.SplitSeq(strings.Trim(expression, "()"), " OR ") {
		if allAllowed(strings.Split(strings.Trim(choice, "() "), " AND ")) {
			return true
		}
	}
	return false
}
