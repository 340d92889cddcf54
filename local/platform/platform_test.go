package platform_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/local/engine"
	"github.com/hashmytag/hashmytag/local/platform"
	"github.com/hashmytag/hashmytag/local/state"
)

// repository is a module of its own: a copy of the template, perhaps edited, and functions that are easy to watch.
func repository(t *testing.T, edits ...string) string {
	t.Helper()
	root := t.TempDir()
	const top = "../.."
	text := strings.NewReplacer(edits...).Replace(read(t, filepath.Join(top, "template.yaml")))
	for i := 1; i < len(edits); i += 2 {
		if !strings.Contains(text, edits[i]) {
			t.Fatalf("the template does not contain %q", edits[i-1])
		}
	}
	write(t, filepath.Join(root, "template.yaml"), text)
	write(t, filepath.Join(root, "go.mod"), read(t, filepath.Join(top, "go.mod")))
	write(t, filepath.Join(root, "go.sum"), read(t, filepath.Join(top, "go.sum")))
	functions, err := os.ReadDir(filepath.Join(top, "functions"))
	if err != nil {
		t.Fatal(err)
	}
	for _, function := range functions {
		write(t, filepath.Join(root, "functions", function.Name(), "main.go"), read(t, "testdata/subject/main.go"))
	}
	return root
}

// running is a platform under test.
type running struct {
	state.Platform
	printed *printed
	stop    func() error // ends the platform and answers what Run did
}

func start(t *testing.T, root string) running {
	t.Helper()
	return run(t, platform.Options{Data: filepath.Join(root, ".local"), Template: filepath.Join(root, "template.yaml"), NoDemo: true})
}

// run runs a platform, with nobody's settings.
func run(t *testing.T, options platform.Options) running {
	t.Helper()
	var err error
	if options.Tools, err = engine.Tools(); err != nil {
		t.Fatal(err)
	}
	r := running{printed: &printed{}}
	options.Out, options.Settings = r.printed, filepath.Join(options.Data, "nobody's.env")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- platform.Run(ctx, options) }()
	r.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = r.stop() })
	waitFor(t, "the platform", func() bool {
		select {
		case err := <-ended:
			t.Fatalf("the platform ended: %v\n%s", err, r.printed)
		default:
		}
		r.Platform, err = state.Read(options.Data)
		return err == nil
	})
	return r
}

func TestRunsTheTemplate(t *testing.T) {
	t.Parallel()
	root := repository(t)
	p := start(t, root)

	t.Run("requests go through the authorizer", func(t *testing.T) {
		for query, want := range map[string]int{"": 401, "?key=bad": 403, "?key=good": 200} {
			if status, body := get(t, p.Address+"/v1/wall"+query); status != want {
				t.Errorf("%q: %d %s, want %d", query, status, body, want)
			}
		}
		_, body := get(t, p.Address+"/v1/wall?key=good&variable=TENANT_READ_ROLE_ARN")
		if want := `{"route":"GET /v1/wall","tenant":"t1","variable":"arn:aws:iam::000000000000:role/hashmytag-local-TenantReadRole"}`; body != want {
			t.Errorf("got  %s\nwant %s", body, want)
		}
	})
	t.Run("each request asks the authorizer", func(t *testing.T) {
		get(t, p.Address+"/v1/wall?key=twice")
		get(t, p.Address+"/v1/wall?key=twice")
		waitFor(t, "two questions", func() bool { return strings.Count(p.printed.String(), "authorizer | asked about twice") == 2 })
	})
	t.Run("a crash costs one request", func(t *testing.T) {
		if status, _ := get(t, p.Address+"/v1/wall?key=good&do=exit"); status != http.StatusInternalServerError {
			t.Errorf("got %d", status)
		}
		if status, _ := get(t, p.Address+"/v1/wall?key=good"); status != http.StatusOK {
			t.Errorf("the next request got %d", status)
		}
	})
	t.Run("a tick answers when its messages are dealt with", func(t *testing.T) {
		first, second := tick(t, p), tick(t, p)
		if second.Sub(first) != 5*time.Minute {
			t.Errorf("ticks at %s and %s", first, second)
		}
		for _, at := range []time.Time{first, second} {
			if line := "fetcher | received 1: tick " + at.Format(time.RFC3339) + " #1."; !strings.Contains(p.printed.String(), line) {
				t.Errorf("the tick was answered before %q was printed", line)
			}
		}
	})
	t.Run("a killed function's message comes again", func(t *testing.T) {
		send(t, p, "die")
		waitFor(t, "the second try", func() bool { return strings.Contains(p.printed.String(), "fetcher | received 1: die #2.") })
	})
	t.Run("other names are refused", func(t *testing.T) {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, p.Address+"/healthz", nil)
		request.Host = "evil.example"
		if status, _ := do(t, request); status != http.StatusMisdirectedRequest {
			t.Errorf("got %d", status)
		}
	})
	t.Run("stops, and remembers", func(t *testing.T) {
		last := tick(t, p)
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}
		if _, err := state.Read(filepath.Join(root, ".local")); !errors.Is(err, state.ErrNotRunning) {
			t.Errorf("the state file says: %v", err)
		}
		for service, address := range p.Endpoints {
			if conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://")); err == nil {
				_ = conn.Close()
				t.Errorf("%s still listens at %s", service, address)
			}
		}
		again := start(t, root)
		if next := tick(t, again); !next.After(last) {
			t.Errorf("tick %s came after %s", next, last)
		}
	})
}

func TestFollowsTheTemplate(t *testing.T) {
	t.Parallel()
	p := start(t, repository(t,
		"RouteKey: GET /v1/wall", "RouteKey: GET /v1/walls/{id}",
		"LOG_LEVEL: !Ref LogLevel", "LOG_LEVEL: loud",
		"BatchSize: 10", "BatchSize: 2",
		"    Timeout: 10\n", "    Timeout: 1\n",
		"cron(0/5 * * * ? *)", "rate(5 minutes)",
	))
	if status, _ := get(t, p.Address+"/v1/wall?key=good"); status != http.StatusNotFound {
		t.Errorf("the old route: %d", status)
	}
	status, body := get(t, p.Address+"/v1/walls/1?key=good&variable=LOG_LEVEL")
	if status != http.StatusOK || !strings.Contains(body, `"variable":"loud"`) {
		t.Errorf("the new route: %d %s", status, body)
	}
	if status, _ := get(t, p.Address+"/v1/walls/1?key=good&do=sleep"); status != http.StatusInternalServerError {
		t.Errorf("past the time-out: %d", status)
	}
	if log := p.printed.String(); !strings.Contains(log, "Task timed out after 1.00 seconds") {
		t.Error("the log does not tell of the time-out")
	}
	tick(t, p)
	send(t, p, "a", "b", "c", "d", "e")
	waitFor(t, "the messages", func() bool { return strings.Contains(p.printed.String(), "e #1.") })
	if log := p.printed.String(); strings.Contains(log, "received 3") || strings.Contains(log, "received 5") {
		t.Errorf("batches are larger than the template allows:\n%s", log)
	}
}

func TestPortIsTaken(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	err = platform.Run(t.Context(), platform.Options{Port: port, Data: t.TempDir(), Template: "../../template.yaml", Out: io.Discard})
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("port %d is taken", port)) {
		t.Errorf("got %v", err)
	}
}

// printed keeps what a platform prints.
type printed struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *printed) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(text)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func tick(t *testing.T, p running) time.Time {
	t.Helper()
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, p.Address+"/local/tick", nil)
	status, body := do(t, request)
	var answer struct{ Time time.Time }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusOK {
		t.Fatalf("tick: %d %s (%v)\n%s", status, body, err, p.printed)
	}
	return answer.Time
}

func send(t *testing.T, p running, bodies ...string) {
	t.Helper()
	client := sqs.New(sqs.Options{
		Region: p.Region, BaseEndpoint: aws.String(p.Endpoints["sqs"]),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
	for _, body := range bodies {
		if _, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{
			QueueUrl: aws.String(p.Outputs["SyncQueueUrl"]), MessageBody: &body,
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, request)
}

func do(t *testing.T, request *http.Request) (status int, body string) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func waitFor(t *testing.T, what string, reached func() bool) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Minute) // the first start installs and compiles
	for !reached() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
