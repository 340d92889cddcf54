package lambda_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/lambda"
	"github.com/hashmytag/hashmytag/local/process"
)

type answer struct {
	PID                     int
	Text, Request, Function string
}

var binaries struct{ subject, crash string }

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "lambda")
	if err != nil {
		panic(err)
	}
	binaries.subject, binaries.crash = filepath.Join(dir, "subject"), filepath.Join(dir, "crash")
	build := exec.Command("go", "build", "-o", dir+"/", "./testdata/subject", "./testdata/crash")
	if output, err := build.CombinedOutput(); err != nil {
		panic(string(output))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func TestAnswersAndReusesItsEnvironment(t *testing.T) {
	t.Parallel()
	f := start(t, lambda.Config{Environment: map[string]string{"COLOUR": "green"}})
	first := call(t, f, "echo", "hello")
	second := call(t, f, "variable", "COLOUR")
	if first.Text != "hello" || first.Function != "subject" {
		t.Errorf("answer: %+v", first)
	}
	if second.Text != "green" {
		t.Errorf("variable: %+v", second)
	}
	if first.PID != second.PID || first.Request == second.Request {
		t.Errorf("one process and two requests wanted: %+v, %+v", first, second)
	}
}

func TestSeesNothingOfThePlatformsEnvironment(t *testing.T) {
	t.Setenv("INSTAGRAM_ACCESS_TOKEN", "secret")
	f := start(t, lambda.Config{})
	if got := call(t, f, "variable", "INSTAGRAM_ACCESS_TOKEN"); got.Text != "" {
		t.Errorf("the platform's own environment reached the function: %q", got.Text)
	}
}

func TestTenSlowInvocationsOverlap(t *testing.T) {
	t.Parallel()
	f := start(t, lambda.Config{Timeout: time.Minute})
	release := filepath.Join(t.TempDir(), "release")
	pids := make(chan int, 10)
	var callers sync.WaitGroup
	for range 10 {
		callers.Go(func() { pids <- call(t, f, "until", release).PID })
	}
	waitFor(t, "ten environments", func() bool { return len(f.PIDs()) == 10 })
	touch(t, release)
	callers.Wait()
	close(pids)
	distinct := map[int]bool{}
	for pid := range pids {
		distinct[pid] = true
	}
	if len(distinct) != 10 {
		t.Errorf("%d processes served ten concurrent invocations", len(distinct))
	}
}

func TestEnvironmentsAreBounded(t *testing.T) {
	t.Parallel()
	f := start(t, lambda.Config{Timeout: time.Minute, Concurrency: 2})
	release := filepath.Join(t.TempDir(), "release")
	var callers sync.WaitGroup
	for range 2 {
		callers.Go(func() { call(t, f, "until", release) })
	}
	waitFor(t, "both environments", func() bool { return len(f.PIDs()) == 2 })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := f.Invoke(ctx, []byte(`{}`)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a third invocation: %v, want it to wait", err)
	}
	touch(t, release)
	callers.Wait()
	call(t, f, "echo", "free again")
}

func TestGivesWayWhenTold(t *testing.T) {
	t.Parallel()
	priority := func(config lambda.Config) int {
		got, err := syscall.Getpriority(syscall.PRIO_PGRP, call(t, start(t, config), "echo", "").PID)
		if err != nil {
			t.Fatal(err)
		}
		return got // Linux answers 20 less the nice value, others the nice value
	}
	if plain, yielding := priority(lambda.Config{}), priority(lambda.Config{Yields: true}); plain == yielding {
		t.Errorf("both run at priority %d", plain)
	}
}

func TestFailuresCostOneInvocation(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		do, wantType, wantMessage string
		sameProcess               bool
		timeout                   time.Duration
	}{
		"an error":   {do: "fail", wantType: "errorString", wantMessage: "it failed", sameProcess: true},
		"a panic":    {do: "panic", wantType: "string", wantMessage: "it panicked"},
		"an exit":    {do: "exit", wantType: "Runtime.ExitError", wantMessage: "exit status 3"},
		"a time-out": {do: "sleep", wantType: "Sandbox.Timedout", wantMessage: "Task timed out after 3.00 seconds", timeout: 3 * time.Second},
		"too much":   {do: "large", wantType: "Function.ResponseSizeTooLarge", wantMessage: "6 MB"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, lambda.Config{Timeout: cmp.Or(test.timeout, time.Minute)})
			before := call(t, f, "echo", "")
			_, err := f.Invoke(t.Context(), payload(t, test.do, ""))
			var failed *lambda.Error
			if !errors.As(err, &failed) || failed.Type != test.wantType || !strings.Contains(failed.Message, test.wantMessage) {
				t.Errorf("got %v, want %s with %q", err, test.wantType, test.wantMessage)
			}
			if after := call(t, f, "echo", ""); (after.PID == before.PID) != test.sameProcess {
				t.Errorf("process %d before, %d after", before.PID, after.PID)
			}
		})
	}
}

func TestKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	f := start(t, lambda.Config{Timeout: time.Minute})
	failed := make(chan error, 1)
	go func() {
		_, err := f.Invoke(t.Context(), payload(t, "until", "/nowhere/at/all"))
		failed <- err
	}()
	waitFor(t, "the process", func() bool { return len(f.PIDs()) == 1 })
	if err := syscall.Kill(f.PIDs()[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; err == nil || !strings.Contains(err.Error(), "Runtime.ExitError") {
		t.Errorf("got %v", err)
	}
	call(t, f, "echo", "alive again")
}

func TestKilledWhileIdleCostsNothing(t *testing.T) {
	t.Parallel()
	f := start(t, lambda.Config{})
	idle := call(t, f, "echo", "")
	if err := syscall.Kill(idle.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "its end", func() bool { return len(f.PIDs()) == 0 })
	call(t, f, "echo", "")
}

func TestNeverStarts(t *testing.T) {
	t.Parallel()
	f := start(t, lambda.Config{Binary: binaries.crash})
	_, err := f.Invoke(t.Context(), payload(t, "echo", ""))
	if err == nil || !strings.Contains(err.Error(), "exit status 7") {
		t.Errorf("got %v", err)
	}
}

func TestPayloadLimit(t *testing.T) {
	t.Parallel()
	f := start(t, lambda.Config{})
	if _, err := f.Invoke(t.Context(), make([]byte, 6<<20+1)); !errors.Is(err, lambda.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestCloseLeavesNoProcess(t *testing.T) {
	t.Parallel()
	f := lambda.New(config(t, lambda.Config{Timeout: time.Minute}))
	call(t, f, "echo", "")
	failed := make(chan error, 1)
	go func() {
		_, err := f.Invoke(t.Context(), payload(t, "until", "/nowhere/at/all"))
		failed <- err
	}()
	waitFor(t, "the process to be busy", func() bool { return len(f.PIDs()) == 1 })
	pid := f.PIDs()[0]
	f.Close()
	if err := <-failed; err == nil {
		t.Error("the running invocation succeeded")
	}
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process %d is still there: %v", pid, err)
	}
	if _, err := f.Invoke(t.Context(), nil); !errors.Is(err, lambda.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestOutputBearsTheFunctionsName(t *testing.T) {
	t.Parallel()
	var printed bytes.Buffer
	f := lambda.New(config(t, lambda.Config{Output: process.NewOutput(&printed)}))
	call(t, f, "echo", "")
	f.Close() // all output is written once the process is gone
	if got := printed.String(); !strings.Contains(got, "subject | doing echo\n") {
		t.Errorf("output: %q", got)
	}
}

func start(t *testing.T, with lambda.Config) *lambda.Function {
	t.Helper()
	f := lambda.New(config(t, with))
	t.Cleanup(f.Close)
	return f
}

func config(t *testing.T, with lambda.Config) lambda.Config {
	t.Helper()
	with.Name, with.Log = "subject", "subject"
	if with.Output == nil {
		with.Output = process.NewOutput(t.Output())
	}
	if with.Binary == "" {
		with.Binary = binaries.subject
	}
	if with.Timeout == 0 {
		with.Timeout = 10 * time.Second
	}
	return with
}

func call(t *testing.T, f *lambda.Function, do, text string) answer {
	t.Helper()
	response, err := f.Invoke(t.Context(), payload(t, do, text))
	if err != nil {
		t.Errorf("%s: %v", do, err)
		return answer{}
	}
	var got answer
	if err := json.Unmarshal(response, &got); err != nil {
		t.Errorf("%s: %v in %s", do, err, response)
	}
	return got
}

func payload(t *testing.T, do, text string) []byte {
	t.Helper()
	encoded, err := json.Marshal(map[string]string{"do": do, "text": text})
	if err != nil {
		t.Error(err)
	}
	return encoded
}

func touch(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

func waitFor(t *testing.T, what string, reached func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !reached() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
