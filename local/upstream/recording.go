package upstream

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
)

// recording is an answer that is kept instead of sent.
type recording struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// record makes the network's own answer, its headers included.
func (c *call) record(header http.Header) *recording {
	r := &recording{header: header, status: http.StatusOK}
	c.net.answer(r, c)
	return r
}

func (r *recording) Header() http.Header         { return r.header }
func (r *recording) WriteHeader(status int)      { r.status = status }
func (r *recording) Write(b []byte) (int, error) { return r.body.Write(b) }

// send sends the answer, compressed for those who can read that, as all the
// vendors do.
func (r *recording) send(w http.ResponseWriter, accepted string) {
	r.header.Set("Vary", "Accept-Encoding")
	if !strings.Contains(accepted, "gzip") {
		w.WriteHeader(r.status)
		_, _ = w.Write(r.body.Bytes())
		return
	}
	r.header.Set("Content-Encoding", "gzip")
	w.WriteHeader(r.status)
	packed := gzip.NewWriter(w)
	_, _ = packed.Write(r.body.Bytes())
	_ = packed.Close()
}

// counter remembers the status of an answer.
type counter struct {
	http.ResponseWriter
	status int
}

func (c *counter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController flush and hijack.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
