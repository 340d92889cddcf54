package engine

import (
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Process is an engine that runs.
type Process struct {
	name  string
	url   string
	cmd   *exec.Cmd
	leash io.Closer
	out   *output
	done  chan struct{}
}

// watched runs a command that dies with us, however we die: we hold the other
// end of its leash, a pipe, and nothing else does.
const watched = `exec 3<&0; (read -r line <&3; kill -9 $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null`

// Start installs the engine if need be, starts it on a free loopback port, and
// waits until it listens. The context bounds the start, not the engine's life.
func (e Engine) Start(ctx context.Context, tools string) (*Process, error) {
	if err := e.Install(ctx, tools); err != nil {
		return nil, err
	}
	port, err := e.port()
	if err != nil {
		return nil, err
	}
	p, err := e.launch(filepath.Join(tools, e.name), port)
	if err != nil {
		return nil, err
	}
	select {
	case p.url = <-p.out.url:
		return p, nil
	case <-p.done:
		return nil, fmt.Errorf("%s stopped at its start:\n%s", e.name, p.out)
	case <-ctx.Done():
		p.Stop()
		return nil, fmt.Errorf("%s did not start: %w\n%s", e.name, ctx.Err(), p.out)
	}
}

// URL is where the engine listens.
func (p *Process) URL() string { return p.url }

// Done is closed when the engine has ended, by Stop or by itself.
func (p *Process) Done() <-chan struct{} { return p.done }

// Stop ends the engine and waits for its end.
func (p *Process) Stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(5 * time.Second):
		_ = p.leash.Close()
		<-p.done
	}
}

func (e Engine) launch(dir string, port int) (*Process, error) {
	argv := e.command(port)
	argv[0] = executable(dir, argv[0])
	cmd := exec.Command("sh", append([]string{"-c", watched, "sh"}, argv...)...)
	cmd.Dir = dir
	// A Ctrl-C in the terminal is ours: we stop the engines in good order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	leash, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out := &output{url: make(chan string, 1)}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &Process{name: e.name, cmd: cmd, leash: leash, out: out, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		_ = cmd.Wait() // closes the leash too
	}()
	return p, nil
}

// port is 0, for the engine to choose, or one that was free a moment ago.
func (e Engine) port() (int, error) {
	if !e.freePort {
		return 0, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

var listening = regexp.MustCompile(`http://127\.0\.0\.1:[1-9]\d*`)

// output finds the address in what an engine prints, and keeps the end of it
// for an error.
type output struct {
	mu   sync.Mutex
	text []byte
	url  chan string
	said bool
}

// Write takes a piece of what the engine prints.
func (o *output) Write(piece []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = tail(append(o.text, piece...))
	if url := listening.Find(o.text); url != nil && !o.said {
		o.said = true
		o.url <- string(url)
	}
	return len(piece), nil
}

// String is the end of what the engine printed.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.TrimSpace(string(o.text))
}
