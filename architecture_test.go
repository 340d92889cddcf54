// Package hashmytag_test keeps the shape of the code: imports flow one way,
// from mains over handlers and use cases to the domain, and adapters stand
// beside them. docs/architecture.md tells why.
package hashmytag_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/hashmytag/hashmytag/"

// foreign are the only packages besides the standard library that the domain
// stands on: docs/decisions/0001 says why.
var foreign = []string{"golang.org/x/net/", "golang.org/x/text/"}

// The packages of shared/ that may touch AWS, and those that answer HTTP. A
// package that is not named here is held to what a use case may do.
var (
	adapters = []string{
		"shared/dynamo", "shared/queue", "shared/secrets", "shared/encryption", "shared/scoped",
		"shared/mail", "shared/objects", "shared/lambdaio", "shared/environment", "shared/enginetest",
	}
	// What mains have in common; it may know all that a main may.
	wiring   = "shared/wiring"
	handlers = []string{"shared/widgetapi", "shared/dashboardapi", "shared/problem"}
)

func TestImportsFlowOneWay(t *testing.T) {
	t.Parallel()
	rules := []struct {
		name    string
		of      func(pkg string) bool
		refused func(dependency string) bool
	}{
		{"the domain stands on the language alone", is("shared/wall"), func(d string) bool {
			return isForeign(d) && !hasPrefix(d, foreign...) || strings.HasPrefix(d, module)
		}},
		{"only adapters and mains know AWS", pure, within("github.com/aws/")},
		{"use cases and handlers do not know adapters", pure, is(adapters...)},
		{"use cases do not know handlers", useCase, is(handlers...)},
		{"adapters do not know use cases", adapter, is(
			"shared/feedsync", "shared/feeds", "shared/onboarding", "shared/operator", "shared/analytics",
			"shared/team", "shared/audit", "shared/direct", "shared/media", "shared/moderation",
			"shared/settings", "shared/site", "shared/archive", "shared/notices", "shared/mirror", "shared/picture",
		)},
		{"what runs in AWS does not know the local platform", product, within(module + "local")},
		{"nothing in shared knows a main", within(module + "shared"), within(module+"cmd", module+"functions")},
		{"the simulated networks share nothing with the clients", within(module + "local/upstream"), within(module + "shared")},
	}
	dependencies := list(t)
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			for pkg, all := range dependencies {
				for _, dependency := range all {
					if rule.of(pkg) && rule.refused(dependency) {
						t.Errorf("%s imports %s, directly or through another", pkg, dependency)
					}
				}
			}
		})
	}
}

// A function's main starts its handler, and no more: no test can import a main.
func TestMainsStartHandlers(t *testing.T) {
	t.Parallel()
	const most = 25
	files, err := filepath.Glob("functions/*/main.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no functions: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if lines := len(strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })); lines > most { // empty ones do not count
			t.Errorf("%s has %d lines, at most %d start a handler", file, lines, most)
		}
	}
}

// list gives what each package of the module depends on, however indirectly.
func list(t *testing.T) map[string][]string {
	t.Helper()
	lookAtSources(t)
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "./...")
	cmd.Stderr = t.Output()
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	dependencies := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		dependencies[fields[0]] = fields[1:]
	}
	return dependencies
}

// lookAtSources makes the folders of the code inputs of this test. Go's cache of
// results does not see what a process that we start reads.
func lookAtSources(t *testing.T) {
	t.Helper()
	for _, folder := range []string{"api", "cmd", "functions", "local", "shared"} {
		if err := filepath.WalkDir(folder, func(_ string, _ fs.DirEntry, err error) error { return err }); err != nil {
			t.Fatal(err)
		}
	}
}

func is(packages ...string) func(string) bool {
	return func(pkg string) bool { return slices.Contains(packages, strings.TrimPrefix(pkg, module)) }
}

func within(prefixes ...string) func(string) bool {
	return func(pkg string) bool { return hasPrefix(pkg, prefixes...) }
}

func hasPrefix(pkg string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(pkg, p) })
}

// isForeign reports whether a package is neither of the standard library, which
// has no dot in its first element but for its own copies, nor ours.
func isForeign(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return strings.Contains(first, ".")
}

func shared(pkg string) bool  { return strings.HasPrefix(pkg, module+"shared/") }
func adapter(pkg string) bool { return is(adapters...)(pkg) }
func pure(pkg string) bool    { return shared(pkg) && !adapter(pkg) && !is(wiring)(pkg) }
func useCase(pkg string) bool { return pure(pkg) && !is(handlers...)(pkg) }

// product is what is deployed: not the command line, which runs the local
// platform, nor the engines of tests.
func product(pkg string) bool {
	return shared(pkg) && pkg != module+"shared/enginetest" || strings.HasPrefix(pkg, module+"functions/")
}
