package attacks_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
)

type object map[string]any

// request is one call of the API.
type request struct {
	method, path string
	query        url.Values
	token        string // access token
	tenant       string // the header that names one
	body         any    // a string is sent as it is
	header       map[string]string
}

// bytes is all that a client says.
func (in request) bytes() []byte {
	var all bytes.Buffer
	fmt.Fprintln(&all, in.method, in.path, in.tenant, in.token)
	for name, values := range in.query {
		fmt.Fprintf(&all, "%s=%s\n", name, strings.Join(values, " "))
	}
	for _, name := range slices.Sorted(maps.Keys(in.header)) {
		fmt.Fprintln(&all, name, in.header[name])
	}
	all.Write(bodyOf(in.body))
	return all.Bytes()
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	text   string
	Type   string
	Detail string

	Message string // of the gateway, which refuses in its own words
}

// code is the problem's; the gateway's words when it has refused.
func (a answer) code() string { return a.Message + strings.TrimPrefix(a.Type, "/problems/") }

func (a answer) String() string {
	return fmt.Sprintf("%d %s %v", a.status, shortened(a.text), a.header)
}

// bytes is all that a client hears.
func (a answer) bytes() []byte {
	var all bytes.Buffer
	for name, values := range a.header {
		fmt.Fprintln(&all, name, strings.Join(values, " "))
	}
	all.WriteString(a.text)
	return all.Bytes()
}

// send goes through the gateway.
func (p *platform) send(in request) answer {
	w := httptest.NewRecorder()
	p.door.ServeHTTP(w, in.http())
	return read(w.Code, w.Header(), w.Body.Bytes())
}

func (in request) http() *http.Request {
	address := in.path
	if len(in.query) > 0 {
		address += "?" + in.query.Encode()
	}
	r := httptest.NewRequest(in.method, address, bytes.NewReader(bodyOf(in.body)))
	if in.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if in.tenant != "" {
		r.Header.Set("X-Tenant-Id", in.tenant)
	}
	if in.token != "" {
		r.Header.Set("Authorization", "Bearer "+in.token)
	}
	for name, value := range in.header {
		r.Header.Set(name, value)
	}
	return r
}

func read(status int, header http.Header, body []byte) answer {
	if header.Get("Content-Encoding") == "gzip" {
		if unpacked, err := gzip.NewReader(bytes.NewReader(body)); err == nil {
			body, _ = io.ReadAll(unpacked)
		}
	}
	a := answer{status: status, header: header, text: string(body)}
	if status >= http.StatusBadRequest {
		_ = json.Unmarshal(body, &a) // what is no JSON has no code
	}
	return a
}

func bodyOf(body any) []byte {
	switch b := body.(type) {
	case nil:
		return nil
	case string:
		return []byte(b)
	}
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // the suite's own
	}
	return data
}

// get sends a request that must succeed, and reads its answer.
func get[T any](p *platform, in request) T {
	p.Helper()
	var v T
	a := p.send(in)
	if a.status >= http.StatusMultipleChoices {
		p.Errorf("%s %s: %s", in.method, in.path, a)
		return v
	}
	if a.text != "" {
		if err := json.Unmarshal([]byte(a.text), &v); err != nil {
			p.Errorf("%s %s: %v", in.method, in.path, err)
		}
	}
	return v
}
