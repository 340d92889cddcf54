package wire_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

const secret = "secret-token"

// ask asks a vendor that a handler plays, with a token in query and header.
func ask(t *testing.T, o safehttp.Options, vendor http.HandlerFunc) (wire.Answer, error) {
	t.Helper()
	server := httptest.NewServer(vendor)
	t.Cleanup(server.Close)
	o.Trusted = []string{server.URL}
	client := safehttp.New(o)
	t.Cleanup(client.CloseIdleConnections)
	return get(t.Context(), wire.Client{Network: wall.Facebook, HTTP: client, Base: server.URL})
}

func get(ctx context.Context, c wire.Client) (wire.Answer, error) {
	return c.Do(ctx, wire.Call{
		Path: "/me", Query: url.Values{"access_token": {secret}}, Header: http.Header{"Authorization": {"Bearer " + secret}}, Now: now,
	})
}

func TestAnswersThatCanBeRead(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	zipper := gzip.NewWriter(&packed)
	_, _ = zipper.Write([]byte(`{"id":"1"}`))
	_ = zipper.Close()
	for name, vendor := range map[string]http.HandlerFunc{
		"plain": func(w http.ResponseWriter, _ *http.Request) { write(w, `{"id":"1"}`) },
		"of another type": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript; charset=UTF-8")
			write(w, `{"id":"1"}`)
		},
		"compressed": func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept-Encoding") != "gzip" {
				t.Errorf("asked for the encoding %q", r.Header.Get("Accept-Encoding"))
			}
			w.Header().Set("Content-Encoding", "gzip")
			write(w, packed.String())
		},
		"with space around":      func(w http.ResponseWriter, _ *http.Request) { write(w, "\r\n {\"id\":\"1\"}\n") },
		"with a byte order mark": func(w http.ResponseWriter, _ *http.Request) { write(w, "\uFEFF{\"id\":\"1\"}") },
		"in pieces": func(w http.ResponseWriter, _ *http.Request) {
			for _, piece := range []string{`{"id`, `":"`, `1"}`} {
				write(w, piece)
				w.(http.Flusher).Flush()
			}
		},
		"at another path of the same host": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/me" {
				http.Redirect(w, r, "/moved", http.StatusMovedPermanently)
				return
			}
			write(w, `{"id":"1"}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer, err := ask(t, safehttp.Options{}, vendor)
			if err != nil || string(answer.Body) != `{"id":"1"}` || !answer.OK() {
				t.Errorf("%s, %v", answer.Body, err)
			}
		})
	}
}

func write(w http.ResponseWriter, body string) { _, _ = w.Write([]byte(body)) }

func TestAnswersThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		vendor  http.HandlerFunc
		message string
		until   time.Time
	}{
		"an error page": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			write(w, "<html>"+secret+"</html>")
		}, "cannot be read", time.Time{}},
		"an error page that says when": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "Tue, 24 Nov 2026 10:02:00 GMT")
			w.WriteHeader(http.StatusServiceUnavailable)
		}, "cannot be read", now.Add(2 * time.Minute)},
		"cut in the middle": {func(w http.ResponseWriter, _ *http.Request) { write(w, `{"data":[{"id":"1`) }, "cannot be read", time.Time{}},
		"two objects":       {func(w http.ResponseWriter, _ *http.Request) { write(w, `{}{}`) }, "cannot be read", time.Time{}},
		"no object":         {func(w http.ResponseWriter, _ *http.Request) { write(w, `"`+secret+`"`) }, "cannot be read", time.Time{}},
		"compressed, but not": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			write(w, `{"id":"1"}`)
		}, "could not be reached", time.Time{}},
		"shorter than it says": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			write(w, `{"id":"1"}`)
		}, "could not be reached", time.Time{}},
		"too large": {func(w http.ResponseWriter, _ *http.Request) { write(w, `{"id":"`+strings.Repeat("1", 2000)+`"}`) },
			"sent more than can be read", time.Time{}},
		"large once unpacked": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			zipper := gzip.NewWriter(w)
			_, _ = zipper.Write(bytes.Repeat([]byte(" "), 1<<20))
			_ = zipper.Close()
		}, "sent more than can be read", time.Time{}},
		"reset": {func(w http.ResponseWriter, _ *http.Request) { reset(t, w) }, "could not be reached", time.Time{}},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://example.org/?access_token="+secret, http.StatusFound)
		}, "sent us somewhere else", time.Time{}},
		"round in circles": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.String(), http.StatusFound) },
			"sent us somewhere else", time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ask(t, safehttp.Options{MaxBody: 1000}, test.vendor)
			wantFailure(t, err, test.message, test.until)
		})
	}
}

// reset ends a connection in the middle, as a vendor does that falls over.
func reset(t *testing.T, w http.ResponseWriter) {
	t.Helper()
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

func wantFailure(t *testing.T, err error, message string, until time.Time) {
	t.Helper()
	var e *wall.UpstreamError
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	if e.Class != wall.ClassTransient || !strings.Contains(e.Message, message) || !strings.HasPrefix(e.Message, "Facebook ") || !e.Until.Equal(until) {
		t.Errorf("got %s, %q until %s, want transient, …%s… until %s", e.Class, e.Message, e.Until, message, until)
	}
	if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, secret) {
		t.Errorf("the token is in the error: %s", text)
	}
}

// A vendor that lets its bytes drip is given up when the call's time is over,
// even though each byte comes in time.
func TestAnswersThatDrip(t *testing.T) {
	t.Parallel()
	_, err := ask(t, safehttp.Options{Timeout: 50 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			write(w, " ")
			w.(http.Flusher).Flush()
		}
	})
	wantFailure(t, err, "did not answer in time", time.Time{})
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	_, err := ask(t, safehttp.Options{Timeout: 50 * time.Millisecond}, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	wantFailure(t, err, "did not answer in time", time.Time{})
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	c := wire.Client{Network: wall.Facebook, HTTP: safehttp.New(safehttp.Options{Trusted: []string{server.URL}}), Base: server.URL}
	_, err := get(t.Context(), c)
	wantFailure(t, err, "could not be reached", time.Time{})
}

func TestADeadlineOfTheSync(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := get(ctx, wire.Client{Network: wall.Facebook, HTTP: safehttp.New(safehttp.Options{}), Base: "https://graph.facebook.com"})
	wantFailure(t, err, "could not be reached", time.Time{})
}

func TestAnAddressInAPrivateNetwork(t *testing.T) {
	t.Parallel()
	_, err := get(t.Context(), wire.Client{Network: wall.Facebook, HTTP: safehttp.New(safehttp.Options{}), Base: "http://127.0.0.1:9"})
	wantFailure(t, err, "has an address in a private network", time.Time{})
}

func TestABadAddress(t *testing.T) {
	t.Parallel()
	_, err := get(t.Context(), wire.Client{Network: wall.Facebook, HTTP: safehttp.New(safehttp.Options{}), Base: "http://\x7f"})
	wantFailure(t, err, "its address is wrong", time.Time{})
}

// Too many calls are too many calls, whatever the page says that comes with it.
func TestTooManyCallsNeedNoJSON(t *testing.T) {
	t.Parallel()
	answer, err := ask(t, safehttp.Options{}, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
		write(w, "Rate limit exceeded")
	})
	if err != nil || answer.Status != http.StatusTooManyRequests || string(answer.Body) != "{}" {
		t.Errorf("%d %s, %v", answer.Status, answer.Body, err)
	}
}

func TestDecodeSkipsWhatHasAnotherType(t *testing.T) {
	t.Parallel()
	var got struct {
		ID    wire.ID
		Text  string
		Width int
		Tags  []string
	}
	if err := wire.Decode([]byte(`{"width": "wide", "tags": {"a": 1}, "text": "kept", "id": 178414053092118440}`), &got); err != nil {
		t.Fatal(err)
	}
	if got.Text != "kept" || got.ID != "178414053092118440" || got.Width != 0 || got.Tags != nil {
		t.Errorf("got %+v", got)
	}
}

func TestWord(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"OAuthException": "OAuthException", "": "-", "token=abc def": "-", strings.Repeat("a", 81): "-", "a\nb": "-",
	} {
		if got := wire.Word(given); got != want {
			t.Errorf("%q becomes %q", given, got)
		}
	}
}
