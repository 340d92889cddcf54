package lambda

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/hashmytag/hashmytag/local/process"
)

// initLimit is how long Lambda lets an environment take until it first asks for work.
const initLimit = 10 * time.Second

// environment is one process and the Runtime API that it alone talks to.
type environment struct {
	config   Config
	process  *process.Process
	api      *runtimeAPI
	server   *http.Server
	listener net.Listener
}

// outcome is how an invocation ended.
type outcome struct {
	payload []byte
	err     error
}

func startEnvironment(config Config) (*environment, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(config.Binary)
	cmd.Env = environ(config, listener.Addr().String())
	cmd.Dir = filepath.Dir(config.Binary)
	printed := config.Output.Named(config.Log)
	cmd.Stdout, cmd.Stderr = printed, printed // the same: os/exec then writes from one goroutine
	started, err := process.Start(cmd)
	if err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("start %s: %w", config.Name, err)
	}
	if config.Yields {
		started.Yield()
	}
	api := newRuntimeAPI(config.ARN, config.Timeout)
	return &environment{
		config: config, process: started, api: api, listener: listener,
		server: &http.Server{Handler: api, ReadHeaderTimeout: initLimit},
	}, nil
}

// serve answers the process until it ends.
func (e *environment) serve() {
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = e.server.Serve(e.listener)
	}()
	<-e.process.Done()
	_ = e.server.Close()
	<-served
}

// invoke gives the payload to the process and waits for the answer, its end or the time-out.
// When the process ended without taking the payload, taken is false and nothing has happened.
func (e *environment) invoke(payload []byte) (o outcome, taken bool) {
	if e.process.Ended() {
		return outcome{}, false
	}
	work := &invocation{id: rand.Text(), payload: payload, answered: make(chan outcome, 1)}
	start := time.NewTimer(initLimit)
	defer start.Stop()
	select {
	case e.api.pending <- work:
	case <-e.process.Done():
		return outcome{}, false
	case <-start.C:
		e.process.Kill()
		return outcome{err: &Error{"Sandbox.Timedout", fmt.Sprintf("no invocation was asked for within %s of the start", initLimit)}}, true
	}
	limit := time.NewTimer(e.config.Timeout)
	defer limit.Stop()
	select {
	case o = <-work.answered:
	case <-e.process.Done():
		o = e.ended(work)
	case <-limit.C:
		e.process.Kill()
		o = outcome{err: &Error{"Sandbox.Timedout", fmt.Sprintf("RequestId: %s Error: Task timed out after %.2f seconds", work.id, e.config.Timeout.Seconds())}}
	}
	return o, true
}

// ended is the outcome when the process is gone: it may have answered just before.
func (e *environment) ended(work *invocation) outcome {
	select {
	case o := <-work.answered:
		return o
	default:
		return outcome{err: &Error{"Runtime.ExitError", fmt.Sprintf("RequestId: %s Error: Runtime exited: %v", work.id, e.process.Err())}}
	}
}

func (e *environment) failedInit() error {
	return &Error{"Runtime.ExitError", fmt.Sprintf("Runtime exited before its first invocation: %v", e.process.Err())}
}

// fromHost are the platform's own variables that a function may see: what a process needs to run and to trust
// a local proxy or certificate. Everything else comes from the template.
var fromHost = []string{"PATH", "HOME", "TMPDIR", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "GOCOVERDIR"}

// environ is what Lambda itself sets, under the function's own variables.
func environ(config Config, runtimeAPI string) []string {
	variables := []string{
		"AWS_LAMBDA_RUNTIME_API=" + runtimeAPI,
		"AWS_LAMBDA_FUNCTION_NAME=" + config.Name,
		"AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(config.Memory),
		"AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"AWS_EXECUTION_ENV=AWS_Lambda_provided.al2023",
		"AWS_REGION=" + config.Region,
		"AWS_DEFAULT_REGION=" + config.Region,
		"LAMBDA_TASK_ROOT=" + filepath.Dir(config.Binary),
		"_HANDLER=" + filepath.Base(config.Binary),
	}
	for _, name := range fromHost {
		if value, ok := os.LookupEnv(name); ok {
			variables = append(variables, name+"="+value)
		}
	}
	for name, value := range config.Environment {
		variables = append(variables, name+"="+value)
	}
	return variables
}
