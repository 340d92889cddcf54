package engine

import (
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/local/process"
)

// Process is an engine that runs.
type Process struct {
	*process.Process
	url string
}

// watched runs a command that dies with us, however we die: we hold the other
// end of its leash, a pipe, and nobody else does. Where the system itself kills
// the children of the dead (Linux, see package process) it is not needed.
const watched = `exec 3<&0; (read -r line <&3; kill -9 $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null`

// stopTime is what an engine has to write down its data.
const stopTime = 5 * time.Second

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
	out := &output{url: make(chan string, 1)}
	running, err := e.launch(filepath.Join(tools, e.name), port, out)
	if err != nil {
		return nil, err
	}
	select {
	case url := <-out.url:
		return &Process{running, url}, nil
	case <-running.Done():
		return nil, fmt.Errorf("%s stopped at its start:\n%s", e.name, out)
	case <-ctx.Done():
		running.Kill()
		return nil, fmt.Errorf("%s did not start: %w\n%s", e.name, ctx.Err(), out)
	}
}

// URL is where the engine listens.
func (p *Process) URL() string { return p.url }

// Stop ends the engine and waits for its end.
func (p *Process) Stop() { p.Process.Stop(stopTime) }

func (e Engine) launch(dir string, port int, out io.Writer) (*process.Process, error) {
	argv := e.command(port)
	argv[0] = executable(dir, argv[0])
	if runtime.GOOS != "linux" {
		argv = append([]string{"sh", "-c", watched, "sh"}, argv...)
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = out, out
	if _, err := cmd.StdinPipe(); err != nil { // the leash
		return nil, err
	}
	return process.Start(cmd)
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
