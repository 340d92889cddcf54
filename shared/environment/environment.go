// Package environment reads a program's settings once, at its start, and says
// in one error all that is missing or wrong.
package environment

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
)

// Variables reads settings by name and collects what is wrong with them.
type Variables struct {
	lookup func(string) string
	errs   []error
}

// New reads from lookup, such as os.Getenv.
func New(lookup func(string) string) *Variables { return &Variables{lookup: lookup} }

// Function reads a Lambda function's settings, and sets up its log.
func Function() *Variables {
	v := New(os.Getenv)
	v.setLog()
	return v
}

// Required is a setting that must not be empty.
func (v *Variables) Required(name string) string {
	value := v.lookup(name)
	if value == "" {
		v.errs = append(v.errs, fmt.Errorf("%s is missing", name))
	}
	return value
}

// Optional is a setting that may be empty.
func (v *Variables) Optional(name string) string { return v.lookup(name) }

// Number is a number that is not negative; fallback when it is empty.
func (v *Variables) Number(name string, fallback float64) float64 {
	text := v.lookup(name)
	if text == "" {
		return fallback
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 0 {
		v.errs = append(v.errs, fmt.Errorf("%s is %q: a number of 0 or more is needed", name, text))
	}
	return n
}

// Flag is a setting that is true or false; false when it is empty.
func (v *Variables) Flag(name string) bool {
	text := v.lookup(name)
	if text == "" {
		return false
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		v.errs = append(v.errs, fmt.Errorf("%s is %q: true or false is needed", name, text))
	}
	return value
}

// Note adds what else is wrong with the settings; nil is nothing.
func (v *Variables) Note(err error) {
	if err != nil {
		v.errs = append(v.errs, err)
	}
}

// Err is all that is wrong, or nil.
func (v *Variables) Err() error { return errors.Join(v.errs...) }

// setLog sets up the log: JSON on the standard output, from LOG_LEVEL on.
func (v *Variables) setLog() {
	var level slog.Level
	if text := v.lookup("LOG_LEVEL"); text != "" {
		if err := level.UnmarshalText([]byte(strings.ToUpper(text))); err != nil {
			v.Note(fmt.Errorf("LOG_LEVEL is %q: DEBUG, INFO, WARN or ERROR is needed", text))
		}
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: level})))
}

// Check ends the program when a setting is missing or wrong.
func (v *Variables) Check() {
	if err := v.Err(); err != nil {
		slog.Error("settings", "error", err)
		os.Exit(1)
	}
}
