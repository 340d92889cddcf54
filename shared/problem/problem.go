// Package problem writes errors as HTTP answers (RFC 9457): one map from the
// domain's codes to statuses, and one writer. What only we may know is logged
// with the request's id, never sent.
package problem

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// statuses is the one map from code to HTTP status.
var statuses = map[wall.Code]int{
	wall.Malformed:            http.StatusBadRequest,
	wall.Unauthenticated:      http.StatusUnauthorized,
	wall.Forbidden:            http.StatusForbidden,
	wall.OriginNotAllowed:     http.StatusForbidden,
	wall.PlanLimit:            http.StatusForbidden,
	wall.TenantSuspended:      http.StatusForbidden,
	wall.NotFound:             http.StatusNotFound,
	wall.Conflict:             http.StatusConflict,
	wall.NotReady:             http.StatusConflict,
	wall.Changed:              http.StatusPreconditionFailed,
	wall.TooLarge:             http.StatusRequestEntityTooLarge,
	wall.UnsupportedMediaType: http.StatusUnsupportedMediaType,
	wall.Invalid:              http.StatusUnprocessableEntity,
	wall.TooManyRequests:      http.StatusTooManyRequests,
	wall.Internal:             http.StatusInternalServerError,
	wall.Unavailable:          http.StatusServiceUnavailable,
}

// Status is the HTTP status of a code.
func Status(code wall.Code) int {
	if status, known := statuses[code]; known {
		return status
	}
	return http.StatusInternalServerError
}

// body is a problem as it is sent.
type body struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"requestId,omitempty"`
	reason
	Errors []fieldError `json:"errors,omitempty"`
}

type fieldError struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
	reason
}

// reason is why, for who words it in another language.
type reason struct {
	Name   string            `json:"reason,omitempty"`
	Values map[string]string `json:"values,omitempty"`
}

type requestIDKey struct{}

// WithRequestID gives a request's id to the errors of its handler.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// Write answers a request with its error.
func Write(w http.ResponseWriter, r *http.Request, err error) {
	e := safe(err)
	id, _ := r.Context().Value(requestIDKey{}).(string)
	status := Status(e.Code)
	if status >= http.StatusInternalServerError {
		slog.ErrorContext(r.Context(), "request failed", "requestId", id, "path", r.URL.Path, "error", err)
	}
	out := body{
		Type: "/problems/" + string(e.Code), Title: http.StatusText(status), Status: status,
		Detail: e.Message, RequestID: id, reason: reason(e.Reason),
	}
	for _, f := range e.Fields {
		out.Errors = append(out.Errors, fieldError{f.Pointer, f.Detail, reason(f.Reason)})
	}
	data, _ := json.Marshal(out) // strings and a number: cannot fail
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if e.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(float64(e.RetryAfter)/float64(time.Second)))))
	}
	w.WriteHeader(status)
	_, _ = w.Write(data) // the client may be gone
}

// safe is the part of an error that anybody may read.
func safe(err error) *wall.Error {
	var e *wall.Error
	if errors.As(err, &e) && e.Code != wall.Internal {
		return e
	}
	return wall.Errorf(wall.Internal, "something went wrong on our side; it has been noted")
}
