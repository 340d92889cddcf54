// Package lambda runs the real function binaries as AWS Lambda does: each execution environment is a process of its
// own that asks a Runtime API for its next invocation, serves one at a time and is used again while it lives.
package lambda

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/local/process"
)

// payloadLimit is what Lambda allows for a synchronous invocation's request and for its response.
const payloadLimit = 6 << 20

// defaultConcurrency bounds the environments of a function for which the template reserves no number.
const defaultConcurrency = 20

var (
	// ErrTooLarge refuses a payload that Lambda would not take.
	ErrTooLarge = errors.New("payload over 6 MB")
	// ErrClosed refuses invocations after Close.
	ErrClosed = errors.New("the function is closed")
)

// Error is a failed invocation: what the code answered, or how its environment ended.
type Error struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

func (e *Error) Error() string { return e.Type + ": " + e.Message }

// Config describes a function.
type Config struct {
	Name        string // deployed name
	ARN         string
	Region      string
	Binary      string
	Environment map[string]string
	Timeout     time.Duration
	Memory      int             // MB; told to the process, not enforced
	Concurrency int             // the most environments; 0 for the default
	Yields      bool            // gives the processor to others first: on a machine of one's own, unlike in Lambda, functions share it
	Output      *process.Output // takes what the processes print, under Log
	Log         string
}

// Function starts environments on demand and reuses them.
type Function struct {
	config Config
	slots  chan struct{} // one is held by each running invocation
	work   sync.WaitGroup

	mu     sync.Mutex
	idle   []*environment // the last one used is used first
	live   map[*environment]struct{}
	closed bool
}

// New makes a function. No process is started before the first invocation.
func New(config Config) *Function {
	if config.Concurrency == 0 {
		config.Concurrency = defaultConcurrency
	}
	return &Function{
		config: config,
		slots:  make(chan struct{}, config.Concurrency),
		live:   map[*environment]struct{}{},
	}
}

// Invoke runs the function and answers its response. When all environments are busy it waits for one.
// A context that ends stops the waiting, not the invocation: Lambda does not cancel either.
func (f *Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if len(payload) > payloadLimit {
		return nil, ErrTooLarge
	}
	select {
	case f.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	answered := make(chan outcome, 1)
	if !f.begin() {
		<-f.slots
		return nil, ErrClosed
	}
	go func() {
		defer f.work.Done()
		defer func() { <-f.slots }()
		answered <- f.run(payload)
	}()
	select {
	case o := <-answered:
		return o.payload, o.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (f *Function) begin() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.work.Add(1)
	}
	return !f.closed
}

// run gives the payload to the first environment that takes it. One that died while idle has taken nothing.
func (f *Function) run(payload []byte) outcome {
	for {
		env := f.takeIdle()
		if env == nil {
			break
		}
		if o, taken := env.invoke(payload); taken {
			f.putBack(env)
			return o
		}
	}
	env, err := f.start()
	if err != nil {
		return outcome{err: err}
	}
	o, taken := env.invoke(payload)
	if !taken {
		return outcome{err: env.failedInit()}
	}
	f.putBack(env)
	return o
}

func (f *Function) takeIdle() *environment {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.idle) == 0 {
		return nil
	}
	last := len(f.idle) - 1
	env := f.idle[last]
	f.idle = f.idle[:last]
	return env
}

func (f *Function) putBack(env *environment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.idle = append(f.idle, env)
}

func (f *Function) start() (*environment, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, ErrClosed
	}
	env, err := startEnvironment(f.config)
	if err != nil {
		return nil, err
	}
	f.live[env] = struct{}{}
	f.work.Go(func() {
		env.serve()
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.live, env)
	})
	return env, nil
}

// PIDs are the ids of the processes that live now.
func (f *Function) PIDs() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	pids := make([]int, 0, len(f.live))
	for env := range f.live {
		pids = append(pids, env.process.PID())
	}
	return pids
}

// Close kills the environments and waits until nothing of them is left. Running invocations fail.
func (f *Function) Close() {
	f.mu.Lock()
	f.closed = true
	live := make([]*environment, 0, len(f.live))
	for env := range f.live {
		live = append(live, env)
	}
	f.mu.Unlock()
	for _, env := range live {
		env.process.Kill()
	}
	f.work.Wait()
}
