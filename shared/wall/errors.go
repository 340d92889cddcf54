package wall

import (
	"errors"
	"fmt"
	"time"
)

// Code says what kind of thing went wrong. Each code has one HTTP status and
// one problem type; the API's contract lists them.
type Code string

// The codes of the API, version 1.
const (
	Malformed            Code = "malformed"
	Unauthenticated      Code = "unauthenticated"
	Forbidden            Code = "forbidden"
	OriginNotAllowed     Code = "origin-not-allowed"
	PlanLimit            Code = "plan-limit"
	TenantSuspended      Code = "tenant-suspended"
	NotFound             Code = "not-found"
	Conflict             Code = "conflict"
	NotReady             Code = "not-ready"
	Changed              Code = "changed"
	TooLarge             Code = "too-large"
	UnsupportedMediaType Code = "unsupported-media-type"
	Invalid              Code = "invalid"
	TooManyRequests      Code = "too-many-requests"
	Internal             Code = "internal"
	Unavailable          Code = "unavailable"
)

// Error is the one error type of the domain: a code and a text that anybody
// may read. What only we should read is in Cause, which is logged, never sent.
type Error struct {
	Code       Code
	Message    string
	Reason     Reason
	Fields     []FieldError
	RetryAfter time.Duration
	Cause      error
}

// FieldError names one bad field by its JSON pointer (RFC 6901).
type FieldError struct {
	Pointer string
	Detail  string
	Reason  Reason
}

// Error is for logs: it includes the cause.
func (e *Error) Error() string {
	text := string(e.Code) + ": " + e.Message
	for _, f := range e.Fields {
		text += fmt.Sprintf(" [%s: %s]", f.Pointer, f.Detail)
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an error of a code with a safe text.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Refuse makes an error of a code whose text can also be said in the reader's
// own language: see Because.
func Refuse(code Code, reason, text string, values ...any) *Error {
	detail, why := Because(reason, text, values...)
	return &Error{Code: code, Message: detail, Reason: why}
}

// InvalidField makes the error for one bad field: see Because.
func InvalidField(pointer, reason, text string, values ...any) *Error {
	detail, why := Because(reason, text, values...)
	return &Error{Code: Invalid, Message: detail, Fields: []FieldError{{pointer, detail, why}}}
}

// invalidAt says what is wrong with a value at the place where it stands.
func invalidAt(pointer string, err error) error {
	var e *Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	moved := e.Fields[0]
	moved.Pointer = pointer
	return &Error{Code: Invalid, Message: e.Message, Fields: []FieldError{moved}}
}

// CodeOf is the code of err; an error that is not of the domain is internal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// IsCode reports whether err is a domain error of that code.
func IsCode(err error, code Code) bool {
	return err != nil && CodeOf(err) == code
}
