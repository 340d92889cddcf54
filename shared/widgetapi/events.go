package widgetapi

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/hashmytag/hashmytag/shared/problem"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	maxEvents = 50       // of one request
	maxBody   = 32 << 10 // twice what 50 events can take
)

// EventQueue takes what visitors did to where it is counted.
type EventQueue interface {
	SendEvents(ctx context.Context, m wall.EventsMessage) error
}

// The types of events.
const (
	viewed     = "view"       // the wall was seen
	impression = "impression" // a post was seen
	clicked    = "click"      // a link of a post was followed
)

// event is one thing that a visitor did.
type event struct {
	Type   string `json:"type"`
	PostID postID `json:"postId"`
}

// postID is an id, or none: it was not written. null is neither.
type postID struct {
	id    string
	given bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *postID) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return &json.UnmarshalTypeError{Value: "null", Type: reflect.TypeFor[string]()}
	}
	p.given = true
	return json.Unmarshal(data, &p.id)
}

// events counts what one request tells, and hands it on. Neither the visitor's
// address nor the browser's name goes with it, and no time but the day.
func (a API) events(w http.ResponseWriter, r *http.Request) {
	message, err := a.message(w, r)
	if err == nil {
		err = a.Events.SendEvents(r.Context(), message)
	}
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
}

func (a API) message(w http.ResponseWriter, r *http.Request) (wall.EventsMessage, error) {
	grant, err := grantOf(r)
	if err != nil {
		return wall.EventsMessage{}, err
	}
	list, err := readEvents(w, r)
	if err != nil {
		return wall.EventsMessage{}, err
	}
	m := wall.EventsMessage{ID: rand.Text(), Ref: grant.Ref, Day: wall.DayOf(a.Clock()), Posts: map[string]wall.PostCounts{}}
	for i, e := range list {
		if err := e.countIn(&m); err != nil {
			return wall.EventsMessage{}, invalidEvent(i, err)
		}
	}
	return m, nil
}

// countIn adds the event to what a message counts.
func (e event) countIn(m *wall.EventsMessage) *wall.FieldError {
	switch e.Type {
	case viewed:
		if e.PostID.given {
			return &wall.FieldError{Pointer: "/postId", Detail: "a view is one of the wall: it has no postId"}
		}
		m.Views++
		return nil
	case impression:
		return e.countPost(m, wall.PostCounts{Impressions: 1})
	case clicked:
		return e.countPost(m, wall.PostCounts{Clicks: 1})
	}
	return &wall.FieldError{Pointer: "/type", Detail: "the type of an event is view, impression or click"}
}

func (e event) countPost(m *wall.EventsMessage, one wall.PostCounts) *wall.FieldError {
	if !e.PostID.given {
		return &wall.FieldError{Pointer: "/postId", Detail: "an event of the type " + e.Type + " needs the postId of its post"}
	}
	if _, ok := wall.NetworkOfPost(e.PostID.id); !ok {
		return &wall.FieldError{Pointer: "/postId", Detail: "this is not the id of a post"}
	}
	m.Posts[e.PostID.id] = m.Posts[e.PostID.id].Plus(one)
	return nil
}

func invalidEvent(i int, f *wall.FieldError) error {
	return &wall.Error{Code: wall.Invalid, Message: f.Detail, Fields: []wall.FieldError{{Pointer: fmt.Sprintf("/events/%d%s", i, f.Pointer), Detail: f.Detail}}}
}

// readEvents reads the body of a request. Browsers send it as plain text, which
// needs no preflight.
func readEvents(w http.ResponseWriter, r *http.Request) ([]event, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "text/plain" && kind != "application/json" {
		return nil, wall.Errorf(wall.UnsupportedMediaType, "events are sent as text/plain or application/json")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, wall.Errorf(wall.TooLarge, "a request of events has at most %d bytes", maxBody)
	case err != nil:
		return nil, wall.Errorf(wall.Malformed, "the body could not be read")
	}
	return parseEvents(string(body))
}

func parseEvents(body string) ([]event, error) {
	var in struct {
		Events []event `json:"events"`
	}
	d := json.NewDecoder(strings.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return nil, unreadable(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, wall.Errorf(wall.Malformed, "the body has more than one JSON value")
	}
	if n := len(in.Events); n < 1 || n > maxEvents {
		return nil, wall.InvalidField("/events", "number-of-events", "1 to {most} events are sent at once, these are {count}", maxEvents, n)
	}
	return in.Events, nil
}

// unreadable tells a body that is no JSON from one that says something else.
func unreadable(err error) error {
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return wall.InvalidField(pointer(wrong.Field), "wrong-kind", "a value of the kind {kind} does not belong here", wrong.Value)
	case strings.HasPrefix(err.Error(), "json: unknown field"): // encoding/json has no type for it
		return wall.Errorf(wall.Invalid, "%s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return wall.Errorf(wall.Malformed, "the body is not JSON as it should be")
}

// pointer is the JSON pointer of what encoding/json calls "events.type".
func pointer(field string) string {
	if field == "" {
		return "" // the whole body
	}
	return "/" + strings.ReplaceAll(field, ".", "/")
}
