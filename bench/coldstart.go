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
)

const coldStarts = 25

// coldStart compares the time from exec to the first call of the Lambda Runtime
// API of the widget function with that of the smallest function there can be.
func coldStart(ctx context.Context) (row, error) {
	dir, err := os.MkdirTemp("", "coldstart")
	if err != nil {
		return row{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	widget, hello := filepath.Join(dir, "widget"), filepath.Join(dir, "hello")
	for binary, pkg := range map[string]string{widget: "./functions/widget", hello: "./bench/hello"} {
		build := exec.CommandContext(ctx, "go", "build", "-tags", "lambda.norpc", "-trimpath", "-ldflags", "-s -w", "-o", binary, pkg)
		if out, err := build.CombinedOutput(); err != nil {
			return row{}, fmt.Errorf("build %s: %w\n%s", pkg, err, out)
		}
	}
	ours, theirs, err := inTurns(coldStarts, func() error { return firstNext(ctx, widget) }, func() error { return firstNext(ctx, hello) })
	if err != nil {
		return row{}, err
	}
	ratio := float64(ours) / float64(theirs)
	return row{
		what:     "cold start of the widget function (exec → first `next`), p50",
		measured: fmt.Sprintf("%.2f × hello-world (%s : %s)", ratio, ours.Round(100*time.Microsecond), theirs.Round(100*time.Microsecond)),
		budget:   "≤ 2 ×", kept: ratio <= 2,
	}, nil
}

// firstNext starts a function and returns when it asks for its first event.
func firstNext(ctx context.Context, binary string) error {
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
	function.Env = append(os.Environ(), "AWS_LAMBDA_RUNTIME_API="+listener.Addr().String(), "AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench",
		"TENANT_READ_ROLE_ARN=arn:aws:iam::000000000000:role/read",
		"EVENTS_QUEUE_URL=https://sqs.us-east-1.amazonaws.com/000000000000/events", "AWS_LAMBDA_FUNCTION_NAME=bench")
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
