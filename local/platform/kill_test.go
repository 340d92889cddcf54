package platform_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/hashmytag/hashmytag/local/engine"
	"github.com/hashmytag/hashmytag/local/platform"
	"github.com/hashmytag/hashmytag/local/state"
)

// childRoot makes the test binary run a platform instead of tests: one that can be killed.
const childRoot = "PLATFORM_TEST_ROOT"

func TestMain(m *testing.M) {
	root := os.Getenv(childRoot)
	if root == "" {
		os.Exit(m.Run())
	}
	tools, err := engine.Tools()
	if err == nil {
		err = platform.Run(context.Background(), platform.Options{
			Data: filepath.Join(root, ".local"), Template: filepath.Join(root, "template.yaml"), Tools: tools, Out: os.Stderr, NoDemo: true,
		})
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// A platform that is killed can tidy up nothing itself, and must leave no process all the same.
func TestKilledPlatformLeavesNoProcess(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("needs /proc to see processes")
	}
	root := repository(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childRoot+"="+root)
	child.Stdout, child.Stderr = t.Output(), t.Output()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = child.Process.Kill() })
	var p running
	waitFor(t, "the platform", func() (up bool) {
		var err error
		p.Platform, err = state.Read(filepath.Join(root, ".local"))
		return err == nil
	})
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.Address+"/v1/wall?key=good&do=sleep", nil)
	go func() { _, _ = http.DefaultClient.Do(request) }() // never answered
	var family []int
	waitFor(t, "a function at work", func() bool {
		family = descendants(t, child.Process.Pid)
		return slices.ContainsFunc(family, func(pid int) bool { return runs(pid, filepath.Join(root, ".local", "bin", "widget")) })
	})
	_ = child.Process.Kill()
	_ = child.Wait()
	for _, pid := range family {
		waitFor(t, "process "+strconv.Itoa(pid)+" to end", func() bool { return ended(pid) })
	}
}

func TestStoppedPlatformLeavesNoProcess(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("needs /proc to see processes")
	}
	root := repository(t)
	p := start(t, root)
	get(t, p.Address+"/v1/wall?key=good")
	var family []int
	for _, pid := range descendants(t, os.Getpid()) {
		if runs(pid, root) {
			family = append(family, pid)
		}
	}
	if len(family) < 2 {
		t.Fatalf("the functions' processes wanted, found %v", family)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	for _, pid := range family { // an engine's watchdog ends a moment after it
		waitFor(t, "process "+strconv.Itoa(pid)+" to end", func() bool { return ended(pid) })
	}
}

// runs tells whether a process's command line names a path: that of one platform, among those of the tests beside it.
func runs(pid int, path string) bool {
	command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return strings.Contains(string(command), path)
}

// descendants lists the processes that a process started, and those that they did.
func descendants(t *testing.T, ancestor int) []int {
	t.Helper()
	parents := map[int]int{}
	entries, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		text, err := os.ReadFile(entry)
		if err != nil {
			continue // it ended meanwhile
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(entry)))
		afterName := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		parents[pid], _ = strconv.Atoi(afterName[1])
	}
	var found []int
	for pid := range parents {
		for at := parents[pid]; at > 1; at = parents[at] {
			if at == ancestor {
				found = append(found, pid)
				break
			}
		}
	}
	return found
}

// ended tells whether a process is gone, or only its entry is left for its parent to read.
func ended(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(text), ") Z ")
}
