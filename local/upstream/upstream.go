// Package upstream simulates the networks that walls are fed from, so that the
// platform runs and is tested without any of them: Instagram, Facebook, X
// (twitter) and Google Places answer under /upstream/<network> in their vendors'
// own JSON, with their paging, limits, headers and errors, and pictures come
// from /upstream/cdn and /upstream/img. New posts appear as time passes.
//
// It is written from the vendors' documentation alone and shares no code with
// the clients that are tested against it.
//
// # Tokens
//
// Any token will do, but for those that say what is wrong with them: one that
// contains "expired", "invalid" or "forbidden" is refused as such. A list of
// tokens set by control makes all others invalid.
//
// # Control
//
// PUT /upstream/control changes how networks behave, GET shows settings and
// counted calls, DELETE goes back to the start. The body of PUT names only what
// it changes, per network:
//
//	{"instagram": {
//	  "faults":  [{"kind": "throttled", "retryAfter": 30, "path": "recent_media", "times": 2}],
//	  "limits":  {"hashtags": 30},
//	  "posts":   {"#bongout": [{"id": "1", "text": "Bonjour #BonGout"}]},
//	  "deleted": ["17900000000000001"],
//	  "edits":   {"17900000000000002": "another text"}}}
//
// See [Settings], [Fault], [Limits] and [Explicit] for every member.
package upstream

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/picture"
	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// Config is what a Server is made of.
type Config struct {
	// Base is the public address that /upstream is served under, such as
	// http://localhost:8080; by default that of each request.
	Base string
	// Now is the clock; by default the real one.
	Now func() time.Time
	// Seed makes one world differ from another.
	Seed uint64
}

// Server is all simulated networks. Mount it at /upstream/.
type Server struct {
	config   Config
	world    world.World
	pictures *picture.Gallery
	mux      *http.ServeMux

	mu       sync.Mutex
	networks map[string]*network
}

// New makes the simulated networks.
func New(config Config) *Server {
	if config.Now == nil {
		config.Now = time.Now
	}
	s := &Server{config: config, world: world.New(config.Seed), pictures: picture.NewGallery(300), mux: http.NewServeMux()}
	s.reset()
	s.mux.HandleFunc("GET /upstream/control", s.showControl)
	s.mux.HandleFunc("PUT /upstream/control", s.putControl)
	s.mux.HandleFunc("DELETE /upstream/control", s.deleteControl)
	s.mux.HandleFunc("GET /upstream/cdn/{kind}/{scene}/{file}", s.serveSigned)
	s.mux.HandleFunc("GET /upstream/img/{kind}/{scene}/{file}", s.serveImage)
	s.mux.HandleFunc("/upstream/{network}/", s.serveNetwork)
	return s
}

// ServeHTTP answers everything under /upstream/.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Server) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.networks = map[string]*network{
		"instagram": newNetwork(newInstagram(), Limits{Calls: 4800, BusinessCalls: 48_000, Hashtags: 30}),
		"facebook":  newNetwork(facebook{}, Limits{Calls: 4800, BusinessCalls: 48_000}),
		"twitter":   newNetwork(newTwitter(), Limits{Calls: 450, MonthlyPosts: 3_000_000}),
		"google":    newNetwork(newGoogle(), Limits{Calls: 600, DailyCalls: 100_000}),
	}
}

// vendor speaks one network's language.
type vendor interface {
	// answer serves a call that no fault is in the way of.
	answer(w http.ResponseWriter, c *call)
	// refuse says a kind of fault as this network does; false if it cannot.
	refuse(w http.ResponseWriter, c *call, f Fault) bool
	// partial turns a good answer into one with a good status and errors in it.
	partial(c *call, answer map[string]any) map[string]any
	// id is the network's own id of a post.
	id(p world.Post) string
	// revise is a post after an edit.
	revise(p world.Post, at time.Time) world.Post
	// offer is what control can set.
	offer() offer
}

// network is a vendor with its settings and what was counted of its calls.
type network struct {
	vendor
	settings *Settings // replaced, never changed
	calls    Calls
	windows  windows
	issued   issued
}

func newNetwork(v vendor, limits Limits) *network {
	return &network{vendor: v, settings: &Settings{Limits: limits, PictureHours: 48}, windows: windows{}, calls: Calls{Paths: map[string]int{}}}
}

// call is one request to a network, with all that answering it takes.
type call struct {
	*http.Request
	*Settings
	server *Server
	net    *network
	now    time.Time
	path   []string // within the network, version prefix left out
	token  string
	query  map[string]string
}

func (s *Server) serveNetwork(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload)) // else nobody notices that a caller has gone
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.mu.Lock()
	net, ok := s.networks[r.PathValue("network")]
	if !ok {
		s.mu.Unlock()
		http.NotFound(w, r)
		return
	}
	c := s.newCall(net, r)
	fault, faulty := net.calls.fault(c)
	s.mu.Unlock()

	counted := &counter{ResponseWriter: w}
	defer func() {
		s.mu.Lock()
		net.calls.count(strings.Join(c.path, "/"), counted.status >= 300 || faulty)
		s.mu.Unlock()
	}()
	if faulty {
		c.fail(counted, fault)
		return
	}
	c.record(counted.Header()).send(counted, r.Header.Get("Accept-Encoding"))
}

func (s *Server) newCall(net *network, r *http.Request) *call {
	_, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/upstream/"), "/")
	c := &call{Request: r, Settings: net.settings, server: s, net: net, now: s.config.Now().UTC(), query: map[string]string{}}
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		c.path = append(c.path, part)
	}
	for name, values := range r.URL.Query() {
		c.query[name] = values[0]
	}
	return c
}

// base is the public address of the simulated networks.
func (c *call) base() string {
	if c.server.config.Base != "" {
		return strings.TrimSuffix(c.server.config.Base, "/") + "/upstream"
	}
	return "http://" + c.Host + "/upstream"
}

// posts lists what a query finds, newest first: the explicit posts of control
// where there are any, else what the world has.
func (c *call) posts(key string, stream world.Stream, from time.Time) []world.Post {
	return c.postsBetween(key, stream, from, c.now)
}

// postsBetween lists those of (from, to].
func (c *call) postsBetween(key string, stream world.Stream, from, to time.Time) []world.Post {
	var found []world.Post
	if explicit, ok := c.Posts[key]; ok {
		found = listed(explicit, from, to)
		for k := range found {
			found[k].Tag = strings.TrimPrefix(key, "#")
		}
	} else {
		found = c.server.world.Between(stream, from, to, c.now)
	}
	kept := found[:0]
	for _, p := range found {
		if p = c.asEdited(p); !slices.ContainsFunc(append(p.Replaces, p.ID), c.isDeleted) {
			kept = append(kept, p)
		}
	}
	return kept
}

// asEdited is a post with its id, after its own edits and those of control.
func (c *call) asEdited(p world.Post) world.Post {
	at := p.Edited
	p.Edited = time.Time{}
	if p.ID == "" {
		p.ID = c.net.id(p)
	}
	if !at.IsZero() {
		p = c.net.revise(p, at)
	}
	return c.edited(p, c.net)
}
