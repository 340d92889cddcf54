package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/hashmytag/hashmytag/local/template"
)

const coldStarts = 25

// functions are those that the template declares, with their environments.
func functions() ([]template.Function, error) {
	read, err := template.Read("template.yaml")
	if err != nil {
		return nil, err
	}
	stack := template.Stack{Name: "bench", Region: region, Account: account, QueueURLs: map[string]string{}}
	plan, err := read.Resolve(stack, nil)
	if err != nil {
		return nil, err
	}
	for _, queue := range plan.Queues {
		stack.QueueURLs[queue.Name] = fmt.Sprintf("https://sqs.%s.amazonaws.com/%s/%s", region, account, queue.Name)
	}
	plan, err = read.Resolve(stack, nil) // again, with the queues' addresses
	if err != nil {
		return nil, err
	}
	return plan.Functions, nil
}

// coldStart compares the time from exec to the first call of the Lambda Runtime
// API of a function with that of the smallest function there can be.
func coldStart(function template.Function) func(context.Context) (row, error) {
	return func(ctx context.Context) (row, error) {
		dir, err := os.MkdirTemp("", "coldstart")
		if err != nil {
			return row{}, err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		binary, hello := filepath.Join(dir, function.Folder), filepath.Join(dir, "hello")
		if err := errors.Join(build(ctx, binary, "./functions/"+function.Folder), build(ctx, hello, "./bench/hello")); err != nil {
			return row{}, err
		}
		file, err := os.Stat(binary)
		if err != nil {
			return row{}, err
		}
		environment := asInLambda(function)
		ours, theirs, err := inTurns(coldStarts,
			func() error { return firstNext(ctx, binary, environment) }, func() error { return firstNext(ctx, hello, environment) })
		if err != nil {
			return row{}, fmt.Errorf("%s: %w", function.Folder, err)
		}
		ratio := float64(ours) / float64(theirs)
		return row{
			what: fmt.Sprintf("cold start of %s (exec → first `next`), p50; its size", function.Folder),
			measured: fmt.Sprintf("%.2f × hello-world (%s : %s); %.1f MB", ratio,
				ours.Round(100*time.Microsecond), theirs.Round(100*time.Microsecond), float64(file.Size())/1e6),
			budget: "≤ 2 ×", kept: ratio <= 2,
		}, nil
	}
}

// build makes a binary for this machine as `make build` does for Lambda.
func build(ctx context.Context, binary, pkg string) error {
	command := exec.CommandContext(ctx, "go", "build", "-tags", "lambda.norpc,nodynamic", "-trimpath", "-ldflags", "-s -w", "-o", binary, pkg)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// asInLambda is the environment of a function; no event comes, so that nothing
// in it is ever used.
func asInLambda(function template.Function) []string {
	environment := append(os.Environ(), "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench",
		"AWS_LAMBDA_FUNCTION_NAME="+function.Name)
	for name, value := range function.Environment {
		environment = append(environment, name+"="+value)
	}
	return environment
}

// firstNext starts a function and returns when it asks for its first event.
func firstNext(ctx context.Context, binary string, environment []string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	asked := make(chan struct{}, 1)
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	})}
	go func() { _ = server.Serve(listener) }()
	defer func() { _ = server.Close() }()
	function := exec.CommandContext(ctx, binary)
	function.Env = append(environment, "AWS_LAMBDA_RUNTIME_API="+listener.Addr().String())
	if err := function.Start(); err != nil {
		return err
	}
	defer func() { _ = function.Wait() }()
	defer cancel()
	select {
	case <-asked:
		return nil
	case <-ctx.Done():
		return errors.New("the function asked for no event")
	}
}
