package upstream

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Calls counts what a network was asked.
type Calls struct {
	Calls   int `json:"calls"`
	Refused int `json:"refused"`
	// OverLimit is how many of the refused went beyond a limit; faults that only
	// say so do not count.
	OverLimit int            `json:"overLimit"`
	Paths     map[string]int `json:"paths"`

	faulted map[int]int // by position in Settings.Faults
}

func (n *Calls) count(path string, refused bool) {
	n.Calls++
	n.Paths[path]++
	if refused {
		n.Refused++
	}
}

// overLimit counts a call that a limit refuses.
func (c *call) overLimit() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.net.calls.OverLimit++
}

// maxControl is how large a body of PUT may be.
const maxControl = 16 << 20

func (s *Server) showControl(w http.ResponseWriter, _ *http.Request) {
	type shown struct {
		Settings
		Calls Calls `json:"calls"`
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	state := map[string]shown{}
	for name, n := range s.networks {
		state[name] = shown{Settings: *n.settings, Calls: n.calls}
	}
	writeJSON(w, http.StatusOK, state)
}

func (s *Server) deleteControl(w http.ResponseWriter, _ *http.Request) {
	s.reset()
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) putControl(w http.ResponseWriter, r *http.Request) {
	var changes map[string]json.RawMessage
	in := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControl))
	err := in.Decode(&changes)
	if err == nil && in.Decode(new(any)) != io.EOF {
		err = errors.New("there is more than one JSON object")
	}
	if err == nil {
		err = s.change(changes)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.showControl(w, r)
}

// change changes all the networks that are named, or none.
func (s *Server) change(changes map[string]json.RawMessage) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := map[string]*Settings{}
	for name, change := range changes {
		n, ok := s.networks[name]
		if !ok {
			return fmt.Errorf("no network %q; there are %s", name, strings.Join(slices.Sorted(maps.Keys(s.networks)), ", "))
		}
		settings, err := n.settings.with(change, n.offer(), s.config.Now().UTC())
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		next[name] = settings
	}
	for name, settings := range next {
		n := s.networks[name]
		if n.settings.faultsSet != settings.faultsSet {
			n.calls.faulted = nil
		}
		n.settings = settings
	}
	return nil
}
