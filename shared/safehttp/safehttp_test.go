package safehttp_test

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/safehttp"
)

// serve starts a server on the loopback interface.
func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func get(t *testing.T, o safehttp.Options, address string) (string, error) {
	t.Helper()
	client := safehttp.New(o)
	t.Cleanup(client.CloseIdleConnections)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func TestPrivateNetworksAreRefused(t *testing.T) {
	t.Parallel()
	server := serve(t, hello)
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	for _, host := range []string{
		"127.0.0.1" + port, "localhost" + port, "[::1]" + port, "[::ffff:127.0.0.1]" + port, "0.0.0.0" + port,
		"10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "100.64.0.1", "192.0.2.1",
		"198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "[ff02::1]",
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			if body, err := get(t, safehttp.Options{}, "http://"+host+"/latest/meta-data/"); !errors.Is(err, safehttp.ErrPrivate) {
				t.Errorf("got %q, %v", body, err)
			}
		})
	}
}

// The operator's own address may be private; its host and port, and no others.
func TestTheOperatorsAddressIsTrusted(t *testing.T) {
	t.Parallel()
	server, other := serve(t, hello), serve(t, hello)
	o := safehttp.Options{Trusted: []string{"", "not an address", server.URL + "/upstream/instagram"}}
	if body, err := get(t, o, server.URL+"/any/path"); err != nil || body != "hello" {
		t.Errorf("the operator's address: %q, %v", body, err)
	}
	if _, err := get(t, o, other.URL); !errors.Is(err, safehttp.ErrPrivate) {
		t.Errorf("another port of the same host: %v", err)
	}
	if _, err := get(t, o, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)); !errors.Is(err, safehttp.ErrPrivate) {
		t.Errorf("another name of the same host: %v", err)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var reached atomic.Bool
	private := serve(t, func(http.ResponseWriter, *http.Request) { reached.Store(true) })
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch to := r.URL.Query().Get("to"); to {
		case "":
			hello(w, r)
		case "again":
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
		default:
			http.Redirect(w, r, to, http.StatusFound)
		}
	})
	o := safehttp.Options{Trusted: []string{server.URL, private.URL}}
	if body, err := get(t, o, server.URL+"/?to=/other"); err != nil || body != "hello" {
		t.Errorf("within the host: %q, %v", body, err)
	}
	for name, to := range map[string]string{
		"to another port": private.URL, "to a private address": "http://169.254.169.254/latest/", "to another host": "https://example.org/",
		"to another scheme": "ftp://127.0.0.1/", "without end": "again",
	} {
		if _, err := get(t, o, server.URL+"/?to="+url.QueryEscape(to)); !errors.Is(err, safehttp.ErrRedirect) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if reached.Load() {
		t.Error("what was sent to one server was seen by another")
	}
}

// An upgrade to https is no other host, but what is dialled for it is looked at.
func TestAnUpgradeToAPrivatePortIsRefused(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://127.0.0.1:9/", http.StatusMovedPermanently)
	})
	if _, err := get(t, safehttp.Options{Trusted: []string{server.URL}}, server.URL); !errors.Is(err, safehttp.ErrPrivate) {
		t.Errorf("got %v", err)
	}
}

func TestBodiesAreCapped(t *testing.T) {
	t.Parallel()
	const most = 1000
	for name, test := range map[string]struct {
		length int
		chunks bool
		want   error
	}{
		"empty": {0, false, nil}, "just fits": {most, false, nil}, "one too many": {most + 1, false, safehttp.ErrTooLarge},
		"fits in chunks": {most, true, nil}, "too large in chunks": {100 * most, true, safehttp.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if test.chunks {
					w.(http.Flusher).Flush()
				}
				_, _ = io.WriteString(w, strings.Repeat("a", test.length))
			})
			body, err := get(t, safehttp.Options{MaxBody: most, Trusted: []string{server.URL}}, server.URL)
			if !errors.Is(err, test.want) || err == nil && len(body) != test.length || len(body) > most {
				t.Errorf("%d bytes, %v", len(body), err)
			}
		})
	}
}

func TestTimeOuts(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"no answer": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"no end": func(w http.ResponseWriter, r *http.Request) {
			hello(w, r)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, handler)
			_, err := get(t, safehttp.Options{Timeout: 50 * time.Millisecond, Trusted: []string{server.URL}}, server.URL)
			var timeout interface{ Timeout() bool }
			if !errors.As(err, &timeout) || !timeout.Timeout() {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestNoProxy(t *testing.T) {
	server := serve(t, hello)
	t.Setenv("HTTP_PROXY", "http://192.0.2.1:1")
	t.Setenv("NO_PROXY", "")
	if body, err := get(t, safehttp.Options{Trusted: []string{server.URL}}, server.URL); err != nil || body != "hello" {
		t.Errorf("%q, %v", body, err)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Time{
		"120":                             now.Add(2 * time.Minute),
		"0":                               now,
		"Tue, 24 Nov 2026 10:05:00 GMT":   now.Add(5 * time.Minute),
		"Tuesday, 24-Nov-26 10:05:00 GMT": now.Add(5 * time.Minute), // RFC 9110 5.6.7: old formats are read, too
		"Tue Nov 24 10:05:00 2026":        now.Add(5 * time.Minute),
		"Tue, 24 Nov 2026 09:00:00 GMT":   {},
		"":                                {},
		"soon":                            {},
		"-5":                              {},
		"1.5":                             {},
		"99999999999999999999":            {},
	} {
		if got := safehttp.RetryAfter(http.Header{"Retry-After": {value}}, now); !got.Equal(want) {
			t.Errorf("%q allows %s, want %s", value, got, want)
		}
	}
}

// A small answer that becomes a large one, and one whose headers never end, are
// cut off like any that is too large.
func TestBombs(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/headers" {
			w.Header().Set("X-Long", strings.Repeat("a", 2<<20))
			hello(w, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		bomb := gzip.NewWriter(w)
		_, _ = io.CopyN(bomb, zeros{}, 64<<20)
		_ = bomb.Close()
	})
	o := safehttp.Options{MaxBody: 1000, Trusted: []string{server.URL}}
	if body, err := get(t, o, server.URL+"/bomb"); !errors.Is(err, safehttp.ErrTooLarge) || len(body) > 1000 {
		t.Errorf("a decompression bomb: %d bytes, %v", len(body), err)
	}
	if body, err := get(t, o, server.URL+"/headers"); err == nil {
		t.Errorf("two megabytes of headers are read: %q", body)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// However an address is written, what is behind it is not reached: numbers that
// some resolvers take for addresses, zones, names of cloud metadata.
func TestOtherWaysToWriteAPrivateAddress(t *testing.T) {
	t.Parallel()
	var reached atomic.Bool
	server := serve(t, func(http.ResponseWriter, *http.Request) { reached.Store(true) })
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	for _, host := range []string{
		"2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.000.000.001", "localhost.", "LOCALHOST", "a.localhost", "ip6-localhost",
		"[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::1%25lo]", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "user:pass@127.0.0.1", "example.org@127.0.0.1",
		"127.0.0.1.", "metadata.google.internal", "instance-data",
	} {
		if body, err := get(t, safehttp.Options{Timeout: 2 * time.Second}, "http://"+host+port+"/"); err == nil {
			t.Errorf("%s answers %q", host, body)
		}
	}
	if reached.Load() {
		t.Error("somebody was let in")
	}
}

// No other scheme than the web's leads anywhere.
func TestOtherSchemes(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "ftp://example.org/", "data:text/plain,x", "unix:///var/run/x.sock", "javascript:1"} {
		if body, err := get(t, safehttp.Options{}, address); err == nil {
			t.Errorf("%s answers %q", address, body)
		}
	}
}
