package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func (c Client) failure(what string, cause error) *wall.UpstreamError {
	return &wall.UpstreamError{Class: wall.ClassTransient, Message: c.Network.Title() + " " + what + ".", Cause: cause}
}

// unreachable is a call without an answer.
func (c Client) unreachable(err error) error {
	var timeout net.Error
	switch {
	case errors.Is(err, safehttp.ErrTooLarge):
		return c.failure("sent more than can be read. It is asked again at the next refresh", safehttp.ErrTooLarge)
	case errors.Is(err, safehttp.ErrRedirect):
		return c.failure("sent us somewhere else. It is asked again at the next refresh", safehttp.ErrRedirect)
	case errors.Is(err, safehttp.ErrPrivate):
		return c.failure("has an address in a private network, which is not called. The operator has to correct it", safehttp.ErrPrivate)
	case errors.As(err, &timeout) && timeout.Timeout():
		return c.failure("did not answer in time. It is asked again at the next refresh", cause(err))
	}
	return c.failure("could not be reached. It is asked again at the next refresh", cause(err))
}

// cause keeps of an error what cannot hold an address: those of net/http quote
// the one that was called, token included.
func cause(err error) error {
	for _, known := range []error{context.Canceled, context.DeadlineExceeded, io.ErrUnexpectedEOF, io.EOF} {
		if errors.Is(err, known) {
			return known
		}
	}
	var operation *net.OpError
	if errors.As(err, &operation) {
		return operation
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	return fmt.Errorf("call failed: %T", err)
}

// unreadable is an answer that is no JSON object: an error page of something in
// between, or the first part of one.
func (c Client) unreadable(a Answer, now time.Time) error {
	e := c.failure("gave an answer that cannot be read. It is asked again at the next refresh",
		fmt.Errorf("HTTP %d, %d bytes that are not a JSON object", a.Status, len(a.Body)))
	e.Until = a.RetryAfter(now, time.Time{})
	return e
}

// maxWord is the longest that a word can be.
const maxWord = 80

// Word is a vendor's word for the log; anything that is more than a word is
// left out, because vendors quote what they were sent.
func Word(s string) string {
	if s == "" || len(s) > maxWord || strings.ContainsFunc(s, notInWord) {
		return "-"
	}
	return s
}

func notInWord(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	return !letter && !strings.ContainsRune("_./:-", r)
}
