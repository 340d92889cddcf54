package blackbox_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	root         = "../.."
	startTime    = 6 * time.Minute // a first start installs the engines
	stopTime     = 30 * time.Second
	conditionFor = 60 * time.Second
)

// hashmytag is the command, built once for all tests.
var hashmytag string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "hashmytag")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	hashmytag = filepath.Join(dir, "hashmytag")
	build := exec.Command("go", "build", "-o", hashmytag, root+"/cmd/hashmytag")
	build.Stderr = os.Stderr
	if build.Run() != nil {
		return 1
	}
	return m.Run()
}

// lookAtSources makes the code an input of the test. Go's cache of results does
// not see what the processes that we start read.
func lookAtSources(t *testing.T) {
	t.Helper()
	for _, folder := range []string{"api", "cmd", "functions", "local", "shared", "template.yaml"} {
		if err := filepath.WalkDir(filepath.Join(root, folder), func(_ string, _ fs.DirEntry, err error) error { return err }); err != nil {
			t.Fatal(err)
		}
	}
}

// platform is a `hashmytag local` with a data folder of its own.
type platform struct {
	t       *testing.T
	data    string
	address string
	process *exec.Cmd
	ended   chan error
	log     *log

	// Of a platform that is not on this machine: how commands find it, and how people sign in.
	place     []string
	variables []string
	token     func(email string) string
}

// start starts a platform. Variables win over a developer's .env, so that no
// test ever asks a real network.
func start(t *testing.T, variables map[string]string) *platform {
	t.Helper()
	lookAtSources(t)
	port := freePort(t)
	p := &platform{
		t: t, data: t.TempDir(), address: "http://localhost:" + port,
		ended: make(chan error, 1), log: &log{},
	}
	p.process = exec.Command(hashmytag, "local", "--no-demo", "--port", port, "--data", p.data, "--template", root+"/template.yaml")
	p.process.Env = os.Environ()
	for name, value := range tokens() {
		p.process.Env = append(p.process.Env, name+"="+value)
	}
	for name, value := range variables {
		p.process.Env = append(p.process.Env, name+"="+strings.ReplaceAll(value, "{platform}", p.address))
	}
	p.process.Stdout, p.process.Stderr = p.log, p.log
	if err := p.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.process.Wait() }() // stop waits for it
	t.Cleanup(p.cleanUp)
	waitFor(t, startTime, "the platform", func() bool {
		select {
		case err := <-p.ended:
			t.Fatalf("it ended: %v\n%s", err, p.log)
		default:
		}
		_, err := os.Stat(filepath.Join(p.data, "platform.json"))
		return err == nil
	})
	return p
}

// tokens are shared tokens that open nothing.
func tokens() map[string]string {
	return map[string]string{
		"INSTAGRAM_ACCESS_TOKEN": "test-instagram", "INSTAGRAM_USER_ID": "17841400000000001", "INSTAGRAM_ACCOUNTS": "[]",
		"FACEBOOK_ACCESS_TOKEN": "test-facebook", "META_APP_SECRET": "test-secret",
		"TWITTER_BEARER_TOKEN": "test-twitter", "GOOGLE_API_KEY": "test-google",
	}
}

// simulated are the settings that make the simulated networks answer.
func simulated() map[string]string {
	return map[string]string{
		"INSTAGRAM_BASE_URL": "{platform}/upstream/instagram", "FACEBOOK_BASE_URL": "{platform}/upstream/facebook",
		"TWITTER_BASE_URL": "{platform}/upstream/twitter", "GOOGLE_PLACES_BASE_URL": "{platform}/upstream/google",
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // it listens to nobody
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// stop ends the platform as Ctrl-C does.
func (p *platform) stop() error {
	if err := p.process.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		p.ended <- err
		return err
	case <-time.After(stopTime):
		return fmt.Errorf("it did not stop within %s", stopTime)
	}
}

func (p *platform) cleanUp() {
	if p.process.ProcessState == nil {
		if err := p.stop(); err != nil {
			p.t.Errorf("stop: %v", err)
			_ = p.process.Process.Kill()
		}
	}
	if p.t.Failed() {
		p.t.Logf("the platform said:\n%s", p.log)
	}
}

// processOf is a process that the platform started.
type processOf struct {
	pid  int
	args string
}

// descendants lists the processes that the platform started, and those that
// they did.
func (p *platform) descendants() []processOf {
	p.t.Helper()
	out, err := exec.CommandContext(p.t.Context(), "ps", "-A", "-o", "pid=,ppid=,args=").Output()
	if err != nil {
		p.t.Fatal(err)
	}
	children := map[int][]processOf{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		pid, _ := strconv.Atoi(fields[0])
		parent, _ := strconv.Atoi(fields[1])
		children[parent] = append(children[parent], processOf{pid, strings.Join(fields[2:], " ")})
	}
	all := children[p.process.Process.Pid]
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i].pid]...)
	}
	return all
}

// killFunctions kills every process of a function, and tells how many.
func (p *platform) killFunctions() int {
	p.t.Helper()
	killed := 0
	for _, process := range p.descendants() {
		if strings.HasPrefix(process.args, filepath.Join(p.data, "bin")) && syscall.Kill(process.pid, syscall.SIGKILL) == nil {
			killed++
		}
	}
	return killed
}

func waitFor(t *testing.T, most time.Duration, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(most); !condition(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not come within %s", what, most)
		}
	}
}

// log keeps what a process writes.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String is the end of it.
func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.text.String()
	return text[max(0, len(text)-8000):]
}
