package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// The exit codes. They are part of the command line's contract, and its help
// lists them.
const (
	exitFailed     = 1
	exitUsage      = 2
	exitNotFound   = 3
	exitRefused    = 4
	exitUnfinished = 5
)

const exitCodesHelp = `Exit codes:
  0  done
  1  failed: something does not work
  2  the command is not written rightly, or a value in it was refused
  3  there is no such tenant, feed or person
  4  refused as things stand: plan's limit, tenant not ready, last owner, too often, domain of several tenants
  5  stored, but what it began did not end well, or not in time`

// usageError is a command that is not written rightly.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// unfinishedError is a change that was stored, but whose work has not ended
// well, or not yet.
type unfinishedError struct{ message string }

func (e *unfinishedError) Error() string { return e.message }

func unfinishedf(format string, args ...any) error {
	return &unfinishedError{fmt.Sprintf(format, args...)}
}

// exitCode is the code that a command with that error ends with.
func exitCode(err error) int {
	var usage *usageError
	var unfinished *unfinishedError
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &unfinished):
		return exitUnfinished
	}
	switch wall.CodeOf(err) {
	case wall.Invalid:
		return exitUsage
	case wall.NotFound:
		return exitNotFound
	case wall.Conflict, wall.NotReady, wall.PlanLimit, wall.Changed, wall.TenantSuspended, wall.TooManyRequests:
		return exitRefused
	}
	return exitFailed
}

// flagOf is the flag, or argument, behind a field of the domain's errors; "" if
// none is.
func flagOf(pointer string) string {
	switch pointer {
	case "/name", "/domain", "/locale", "/network", "/from", "/to":
		return "--" + pointer[1:]
	case "/allowedDomains":
		return "--allow-domain"
	case "/ownerEmail":
		return "--owner-email"
	case "/plan":
		return "plan" // a flag of one command, an argument of another
	case "/query/hashtags":
		return "--hashtag"
	case "/query/account":
		return "--account"
	case "/query/pageId":
		return "--page"
	case "/query/placeId":
		return "--place"
	case "/credential":
		return "--credential-file"
	case "/email":
		return "EMAIL"
	case "/role":
		return "role"
	}
	return ""
}

// explain says in plain words what went wrong, with the flag that is to blame.
func explain(err error) string {
	var e *wall.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "interrupted; what was stored stays"
	case !errors.As(err, &e) || e.Code == wall.Internal:
		return err.Error()
	case len(e.Fields) == 0:
		return e.Message
	}
	lines := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		lines[i] = flagName(f.Pointer) + ": " + f.Detail
	}
	return strings.Join(lines, "; ")
}

// flagName finds the flag of a field; the elements of a list share one.
func flagName(pointer string) string {
	list := pointer[:max(0, strings.LastIndex(pointer, "/"))]
	return cmp.Or(flagOf(pointer), flagOf(list), pointer)
}

// report writes an error for a person, or for a script, and answers the exit code.
func report(w io.Writer, err error, asJSON bool) int {
	code := exitCode(err)
	if asJSON {
		_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"exitCode": code, "message": explain(err)}})
		return code
	}
	_, _ = fmt.Fprintln(w, "hashmytag:", explain(err))
	return code
}
