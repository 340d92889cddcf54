package state_test

import (
	"errors"
	"os"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/local/state"
)

func TestRunningPlatformIsFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := state.Read(dir); !errors.Is(err, state.ErrNotRunning) {
		t.Errorf("before the start: %v", err)
	}
	want := state.Platform{PID: os.Getpid(), Address: "http://localhost:8080", Outputs: map[string]string{"RegistryTable": "r"}}
	if err := want.Write(dir); err != nil {
		t.Fatal(err)
	}
	got, err := state.Read(dir)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if err := state.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := state.Read(dir); !errors.Is(err, state.ErrNotRunning) {
		t.Errorf("after the end: %v", err)
	}
}

func TestKilledPlatformIsNotRunning(t *testing.T) {
	t.Parallel()
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := (state.Platform{PID: gone.Process.Pid}).Write(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := state.Read(dir); !errors.Is(err, state.ErrNotRunning) {
		t.Errorf("got %v", err)
	}
}
