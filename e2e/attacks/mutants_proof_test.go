//go:build proof

package attacks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	mutantAttacks = 2000
	mutantTime    = 5 * time.Minute
)

// TestTheAttacksFindEveryMutation makes each mistake in turn, and lets the
// attacks look for it.
func TestTheAttacksFindEveryMutation(t *testing.T) {
	all, suite := mutations(), mutants(t)
	named := regexp.MustCompile(os.Getenv("MUTATION"))
	if caught, said := (mutation{}).run(t, suite); caught {
		t.Fatalf("the attacks fail without any mistake:\n%s", said)
	}
	found := make([]string, len(all))
	var running sync.WaitGroup
	slots := make(chan struct{}, 2*runtime.NumCPU())
	for i, m := range all {
		if !named.MatchString(m.name) {
			continue
		}
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			caught, said := m.run(t, suite)
			if found[i] = "**survives**"; caught {
				found[i] = how(said)
			}
			t.Logf("%s: %s", m.name, found[i])
			if caught != (m.survives == "") {
				t.Errorf("%s: %s\n%s", m.name, found[i], said)
			}
		})
	}
	running.Wait()
	keep(t, "mutations.md", mutationsTable(all, found))
}

// mutants builds the suite with all mistakes in Go, none of which is made unless
// it is named. The compiler takes copies in the files' places.
func mutants(t *testing.T) (suite string) {
	t.Helper()
	dir := t.TempDir()
	files := slices.DeleteFunc(mutations(), func(m mutation) bool { return filepath.Ext(m.file) != ".go" })
	replaced := map[string]string{}
	put := func(path, text string) {
		original, err := filepath.Abs(filepath.Join(root, path))
		must(t, err)
		replaced[original] = filepath.Join(dir, strings.ReplaceAll(path, "/", "_"))
		must(t, os.WriteFile(replaced[original], []byte(text), 0o600))
	}
	for path, text := range mutated(t, files) {
		put(path, text)
		put(filepath.Join(filepath.Dir(path), "mutant.go"), fmt.Sprintf(mutantFile, filepath.Base(filepath.Dir(path))))
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	must(t, err)
	list := filepath.Join(dir, "overlay.json")
	must(t, os.WriteFile(list, overlay, 0o600))
	suite = filepath.Join(dir, "attacks.test")
	out, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-overlay="+list, "-o", suite, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return suite
}

// mutantFile is what a package with mistakes gets besides.
const mutantFile = `package %s

import "os"

func mutant(name string) bool { return os.Getenv("MUTANT") == name }

func either[T any](mistake bool, wrong, right T) T {
	if mistake {
		return wrong
	}
	return right
}
`

// run lets the attacks look for the mistake; without one they must find nothing.
func (m mutation) run(t *testing.T, suite string) (caught bool, said string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), mutantTime)
	defer cancel()
	tries := []string{"-test.run=^TestAttacks$", fmt.Sprint("-attacks=", mutantAttacks), "-seed=1", "-failures=1", "-patience=30s"}
	if filepath.Ext(m.file) == ".yaml" {
		changed := filepath.Join(t.TempDir(), "template.yaml")
		must(t, os.WriteFile(changed, []byte(mutated(t, []mutation{m})[m.file]), 0o600))
		tries = append(tries, "-template="+changed)
	}
	run := exec.CommandContext(ctx, suite, tries...)
	run.Env = append(os.Environ(), "MUTANT="+m.name)
	out, err := run.CombinedOutput()
	if ctx.Err() != nil {
		t.Errorf("%s: no end within %s", m.name, mutantTime)
	}
	return err != nil, string(out)
}

var (
	attackName = regexp.MustCompile(`attack \d+, ([^:]+):`)
	stored     = regexp.MustCompile(`tenant \d+ was changed|the table of tenant|the folder of tenant`)
	watched    = regexp.MustCompile(`is in the log|mixes tenants|the session for|a session with|a session without|the session of`)
)

// how tells which part of the suite has found a mistake.
func how(said string) string {
	if match := attackName.FindStringSubmatch(said); match != nil {
		return match[1]
	}
	if stored.MatchString(said) {
		return "what is stored afterwards"
	}
	if match := watched.FindString(said); match != "" {
		return map[bool]string{true: "the sessions that are opened", false: "what is logged, mailed and asked of networks"}[strings.Contains(match, "session")]
	}
	if strings.Contains(said, "world_test.go") {
		return "the tenants themselves, which do not work"
	}
	return "the suite, which does not end well"
}

// mutationsTable lists what has found which mistake.
func mutationsTable(all []mutation, found []string) string {
	var b strings.Builder
	survivors := slices.DeleteFunc(slices.Clone(all), func(m mutation) bool { return m.survives == "" })
	fmt.Fprintf(&b, "%d mutations, %d found, %d known to survive.\n\n| defence | mutation | in | found by |\n|---|---|---|---|\n", len(all), len(all)-len(survivors), len(survivors))
	for i, m := range all {
		by := found[i]
		if m.survives != "" {
			by += ": " + m.survives
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` | %s |\n", m.defence, m.name, m.file, by)
	}
	return b.String()
}
