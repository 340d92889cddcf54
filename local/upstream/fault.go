package upstream

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is something that goes wrong with calls, as PUT /upstream/control sets
// it. Kinds that networks say in words of their own, and those of a few:
//
//	throttled   too many calls, come back later (retryAfter adds that header)
//	quota       the day's or month's allowance is spent
//	token       the token is expired
//	permission  the token may not do this (any more)
//	gone        what was asked for does not exist
//	server      the vendor has a bad day (status, by default its own)
//	partial     a good status, with errors inside
//	cursor      the page marker is refused (not Google, which has no pages)
//	blocked     calls are taken for spam (Instagram, Facebook)
//	credits     the money is spent (X)
//
// code and subcode (Graph), code or reason (X, Google) say one of a kind's more
// exactly: {"kind": "token", "subcode": 460}, {"kind": "permission", "reason":
// "BILLING_DISABLED"}.
//
// Kinds that happen to any answer:
//
//	html        an error page (status, by default 502; 200 for a captive portal)
//	truncated   JSON that stops in the middle (bytes: how much of it there is)
//	cut         the connection ends before the announced length
//	large       as many bytes as "bytes" says (by default 32 MB) of valid JSON
//	bomb        the same, compressed to next to nothing
//	drip        one byte at a time, over "seconds"
//	reset       the connection is reset
//	type        the right body as text/plain
//	timeout     no answer for "seconds" (by default until the caller gives up)
//	redirect    to "location", by default to itself for ever
//	answer      exactly status, contentType, headers and body
type Fault struct {
	Kind string `json:"kind"`
	// Path limits the fault to calls whose address contains it.
	Path string `json:"path,omitempty"`
	// After lets so many such calls pass first; Times ends the fault after as
	// many (0: never).
	After int `json:"after,omitempty"`
	Times int `json:"times,omitempty"`

	Code        int               `json:"code,omitempty"`
	Subcode     int               `json:"subcode,omitempty"`
	Reason      string            `json:"reason,omitempty"`
	RetryAfter  int               `json:"retryAfter,omitempty"`
	Status      int               `json:"status,omitempty"`
	Seconds     float64           `json:"seconds,omitempty"`
	Bytes       int               `json:"bytes,omitempty"`
	Location    string            `json:"location,omitempty"`
	ContentType string            `json:"contentType,omitempty"`
	Headers     map[string]string `json:"headers,omitempty"`
	Body        string            `json:"body,omitempty"`
}

const faultsOfAll = "html truncated cut large bomb drip reset type timeout redirect answer"

// check finds what means nothing.
func (f Fault) check(kinds []string) error {
	if err := oneOf("fault", f.Kind, kinds...); err != nil {
		return err
	}
	if min(f.After, f.Times, f.RetryAfter, f.Bytes) < 0 || f.Seconds < 0 {
		return errors.New("after, times, retryAfter, bytes and seconds are 0 or more")
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return errors.New("status is between 200 and 599")
	}
	return nil
}

// fault finds the fault that hits a call, if one does.
func (n *Calls) fault(c *call) (Fault, bool) {
	for i, f := range c.Faults {
		if !strings.Contains(c.URL.String(), f.Path) {
			continue
		}
		if n.faulted == nil {
			n.faulted = map[int]int{}
		}
		n.faulted[i]++
		if seen := n.faulted[i] - f.After; seen > 0 && (f.Times == 0 || seen <= f.Times) {
			return f, true
		}
	}
	return Fault{}, false
}

// fail answers a call with a fault.
func (c *call) fail(w http.ResponseWriter, f Fault) {
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	if c.net.refuse(w, c, f) {
		return
	}
	switch f.Kind {
	case "timeout":
		pause(c.Request, f.Seconds)
		reset(w)
	case "reset":
		reset(w)
	case "redirect":
		http.Redirect(w, c.Request, or(f.Location, c.URL.String()), or(f.Status, http.StatusFound))
	case "html":
		write(w, or(f.Status, http.StatusBadGateway), "text/html; charset=utf-8", []byte(errorPage))
	case "answer":
		f.answer(w)
	case "large":
		large(w, w, or(f.Bytes, 32<<20))
	case "bomb":
		bomb(w, or(f.Bytes, 32<<20))
	default:
		c.spoil(w, f)
	}
}

// spoil gives the right answer, but not all of it, or not as it should be.
func (c *call) spoil(w http.ResponseWriter, f Fault) {
	right := c.record(w.Header())
	body := right.body.Bytes()
	contentType := right.header.Get("Content-Type")
	switch f.Kind {
	case "type":
		write(w, right.status, "text/plain", body)
	case "truncated":
		write(w, right.status, contentType, body[:min(len(body), or(f.Bytes, len(body)/2))])
	case "cut":
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		write(w, right.status, contentType, body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case "drip":
		drip(w, c.Request, body, or(f.Seconds, 60))
	case "partial":
		var answer map[string]any
		if json.Unmarshal(body, &answer) == nil {
			writeJSON(w, http.StatusOK, c.net.partial(c, answer))
		}
	}
}

const errorPage = `<!DOCTYPE html>
<html lang="en"><head><title>Error</title></head>
<body><h1>Sorry, something went wrong.</h1><p>We're working on it and we'll get it fixed as soon as we can.</p></body></html>
`

func pause(r *http.Request, seconds float64) {
	wait := time.Duration(seconds * float64(time.Second))
	if wait == 0 {
		wait = 10 * time.Minute
	}
	select {
	case <-r.Context().Done():
	case <-time.After(wait):
	}
}

// reset ends the connection without a word: closing it with unsent data makes
// the kernel send a reset instead of an orderly end.
func reset(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

func drip(w http.ResponseWriter, r *http.Request, body []byte, seconds float64) {
	flush := http.NewResponseController(w)
	step := time.NewTicker(time.Duration(seconds * float64(time.Second) / float64(len(body)+1)))
	defer step.Stop()
	for i := range body {
		select {
		case <-r.Context().Done():
			return
		case <-step.C:
		}
		if _, err := w.Write(body[i : i+1]); err != nil || flush.Flush() != nil {
			return
		}
	}
}

// answer is exactly what the fault says.
func (f Fault) answer(w http.ResponseWriter) {
	for name, value := range f.Headers {
		w.Header().Set(name, value)
	}
	write(w, or(f.Status, http.StatusOK), or(f.ContentType, "application/json"), []byte(f.Body))
}

// bomb is small on its way.
func bomb(w http.ResponseWriter, size int) {
	w.Header().Set("Content-Encoding", "gzip")
	packed := gzip.NewWriter(w)
	large(w, packed, size)
	_ = packed.Close()
}

func large(answer http.ResponseWriter, w io.Writer, size int) {
	answer.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"data":[`)
	filler := []byte(strings.Repeat(`{"id":"0"},`, 1<<12))
	for sent := 0; sent < size; sent += len(filler) {
		if _, err := w.Write(filler); err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, `{"id":"0"}]}`)
}
