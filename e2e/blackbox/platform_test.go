package blackbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	commandTime  = 2 * time.Minute
	stopTime     = 30 * time.Second
	conditionFor = 60 * time.Second
)

// hashmytag builds the command once for all tests.
var hashmytag = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "hashmytag")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "hashmytag")
	out, err := exec.Command("go", "build", "-o", path, root+"/cmd/hashmytag").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// platform is a `hashmytag local` with a data folder of its own.
type platform struct {
	t       *testing.T
	binary  string
	data    string
	address string
	process *exec.Cmd
	ended   chan error
	log     *log
}

// start starts a platform. Variables win over a developer's .env, so that no
// test ever asks a real network.
func start(t *testing.T, variables map[string]string) *platform {
	t.Helper()
	binary, err := hashmytag()
	if err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	p := &platform{
		t: t, binary: binary, data: t.TempDir(), address: "http://localhost:" + port,
		ended: make(chan error, 1), log: &log{},
	}
	p.process = exec.Command(binary, "local", "--no-demo", "--port", port, "--data", p.data, "--template", root+"/template.yaml")
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
		"INSTAGRAM_ACCESS_TOKEN": "test-instagram", "INSTAGRAM_USER_ID": "17841400000000001", "FACEBOOK_ACCESS_TOKEN": "test-facebook",
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

// command is what a command answered.
type command struct {
	out, notes string
	code       int
}

// run types a command.
func (p *platform) run(args ...string) command {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), commandTime)
	defer cancel()
	var out, notes bytes.Buffer
	cmd := exec.CommandContext(ctx, p.binary, append(args, "--data", p.data)...)
	cmd.Stdout, cmd.Stderr = &out, &notes
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		p.t.Fatal(err)
	}
	return command{out.String(), notes.String(), cmd.ProcessState.ExitCode()}
}

// get types a command that must succeed, and reads its JSON.
func get[T any](p *platform, args ...string) T {
	p.t.Helper()
	c := p.run(append(args, "--json")...)
	var v T
	if c.code != 0 {
		p.t.Fatalf("hashmytag %s: exit code %d: %s", strings.Join(args, " "), c.code, c.notes)
	}
	if err := json.Unmarshal([]byte(c.out), &v); err != nil {
		p.t.Fatalf("hashmytag %s: %v: %s", strings.Join(args, " "), err, c.out)
	}
	return v
}

type tenant struct{ ID, Domain, Status, Table, APIKey, EmbedCode string }

func (p *platform) newTenant(domain, plan string) tenant {
	p.t.Helper()
	return get[tenant](p, "tenants", "create", "--name", domain, "--domain", domain, "--plan", plan, "--owner-email", "owner@"+domain)
}

type feed struct {
	ID, Network string
	State       struct {
		PostCount int
		Error     *struct{ Class, Message string }
	}
}

func (p *platform) addFeed(t tenant, network, flag string, values ...string) feed {
	p.t.Helper()
	args := []string{"feeds", "add", t.Domain, "--network", network}
	for _, value := range values {
		args = append(args, flag, value)
	}
	return get[feed](p, args...)
}

func (p *platform) feeds(t tenant) []feed {
	p.t.Helper()
	return get[struct{ Items []feed }](p, "feeds", "list", t.ID).Items
}

// wall is the answer of GET /v1/wall.
type wall struct {
	Posts []struct {
		ID, Network, Text string
		FeedIDs           []string
		PublishedAt       time.Time
	}
}

func (w wall) texts() []string {
	var texts []string
	for _, post := range w.Posts {
		texts = append(texts, post.Text)
	}
	slices.Sort(texts)
	return texts
}

func (w wall) networks() []string {
	var networks []string
	for _, post := range w.Posts {
		networks = append(networks, post.Network)
	}
	slices.Sort(networks)
	return slices.Compact(networks)
}

// visit asks for a wall as a browser does on a page of origin; "" is none.
func (p *platform) visit(query url.Values, origin string) (int, wall) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.address+"/v1/wall?"+query.Encode(), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	if origin != "" {
		request.Header.Set("Origin", origin)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	var w wall
	if err := json.Unmarshal(body, &w); err != nil {
		p.t.Fatalf("%s answered %s", request.URL, body)
	}
	return response.StatusCode, w
}

// status is that of a wall's answer.
func (p *platform) status(key string) int {
	p.t.Helper()
	status, _ := p.visit(url.Values{"key": {key}}, "")
	return status
}

// wallOf reads a tenant's wall, as long as it can be.
func (p *platform) wallOf(t tenant) wall {
	p.t.Helper()
	status, w := p.visit(url.Values{"key": {t.APIKey}, "limit": {"100"}}, "https://www."+t.Domain)
	if status != http.StatusOK {
		p.t.Fatalf("the wall of %s: %d", t.Domain, status)
	}
	return w
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
