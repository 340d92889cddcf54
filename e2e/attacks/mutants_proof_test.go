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
	mutantTime    = 6 * time.Minute
)

// TestTheAttacksFindEveryMutation makes each mistake in turn, in a copy that the
// compiler takes in the file's place, and lets the attacks look for it.
func TestTheAttacksFindEveryMutation(t *testing.T) {
	t.Run("none", func(t *testing.T) {
		if caught, said := (mutation{}).run(t); caught {
			t.Fatalf("the attacks fail without any mistake:\n%s", said)
		}
	})
	all := mutations()
	found := make([]string, len(all))
	var running sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	for i, m := range all {
		if named := os.Getenv("MUTATION"); named != "" && !strings.Contains(m.name, named) {
			continue
		}
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			caught, said := m.run(t)
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

// run lets the attacks look for the mistake; without one they must find nothing.
func (m mutation) run(t *testing.T) (caught bool, said string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), mutantTime)
	defer cancel()
	dir := t.TempDir()
	suite, arguments := filepath.Join(dir, "attacks.test"), []string{"test", "-c", "-ldflags=-s -w"}
	tries := []string{"-test.run=^TestAttacks$", "-test.timeout=5m", fmt.Sprint("-attacks=", mutantAttacks), "-seed=1", "-failures=1", "-patience=20s"}
	if m.file != "" {
		text, wrong := m.mutated()
		if wrong != "" {
			t.Fatal(wrong)
		}
		changed := filepath.Join(dir, filepath.Base(m.file))
		must(t, os.WriteFile(changed, []byte(text), 0o600))
		if filepath.Ext(m.file) == ".go" {
			arguments = append(arguments, "-overlay="+overlay(t, dir, m.file, changed))
		} else {
			tries = append(tries, "-template="+changed)
		}
	}
	if out, err := exec.CommandContext(ctx, "go", append(arguments, "-o", suite, ".")...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", m.name, err, out)
	}
	out, err := exec.CommandContext(ctx, suite, tries...).CombinedOutput()
	return err != nil, string(out)
}

// overlay tells the compiler to take one file for another.
func overlay(t *testing.T, dir, file, changed string) string {
	t.Helper()
	original, err := filepath.Abs(filepath.Join(root, file))
	must(t, err)
	data, err := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	must(t, err)
	path := filepath.Join(dir, "overlay.json")
	must(t, os.WriteFile(path, data, 0o600))
	return path
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
	if strings.Contains(said, "the world was not made") {
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
