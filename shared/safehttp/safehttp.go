// Package safehttp calls other people's servers: with time-outs, a cap on what
// an answer may hold, few redirects, and never into a private network.
package safehttp

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Options say how far a client goes.
type Options struct {
	Timeout time.Duration // of a whole call, its body included; 10 seconds by default
	MaxBody int64         // bytes of an answer's body once decompressed; 8 MiB by default
	// Trusted are addresses that the operator set: their hosts and ports, and no
	// others, may be in a private network.
	Trusted []string
}

const (
	defaultTimeout = 10 * time.Second
	defaultMaxBody = 8 << 20
	maxHeader      = 256 << 10 // of an answer
	maxRedirects   = 3
)

// ErrTooLarge ends the reading of a body that is larger than Options.MaxBody.
var ErrTooLarge = errors.New("safehttp: the answer is too large")

// ErrRedirect refuses a redirect: to another host, which must not see what was
// sent to the first, or one too many.
var ErrRedirect = errors.New("safehttp: redirect refused")

// New makes a client. It uses no proxy: the guard has to see the address that
// is really dialled.
func New(o Options) *http.Client {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxBody == 0 {
		o.MaxBody = defaultMaxBody
	}
	transport := &http.Transport{
		DialContext:            newGuard(o.Trusted).dial,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    o.Timeout / 2,
		ResponseHeaderTimeout:  o.Timeout,
		MaxResponseHeaderBytes: maxHeader,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConnsPerHost:    8,
	}
	return &http.Client{
		Transport:     capped{transport, o.MaxBody},
		Timeout:       o.Timeout,
		CheckRedirect: sameHost,
	}
}

// sameHost follows a few redirects within the host that was asked; an upgrade
// to https is one.
func sameHost(next *http.Request, via []*http.Request) error {
	first := via[0].URL
	upgrade := first.Scheme == "http" && next.URL.Scheme == "https" && next.URL.Hostname() == first.Hostname()
	same := first.Scheme == next.URL.Scheme && first.Host == next.URL.Host
	if len(via) > maxRedirects || !same && !upgrade {
		return ErrRedirect
	}
	return nil
}

// capped limits the bodies of a transport, which has decompressed them.
type capped struct {
	http.RoundTripper
	max int64
}

// RoundTrip makes the call.
func (c capped) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = &cappedBody{ReadCloser: response.Body, left: c.max}
	return response, nil
}

type cappedBody struct {
	io.ReadCloser
	left int64
}

// Read reads up to one byte more than is allowed, to tell a body that just fits
// from one that does not.
func (b *cappedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// hostPort is how an address' host is dialled; empty if it has none.
func hostPort(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}
