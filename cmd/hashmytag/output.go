package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// printer writes what a command has to say: its result to out, as text or JSON,
// and notes on the way beside it.
type printer struct {
	out   io.Writer
	notes io.Writer
	json  bool
}

// result writes a result: v for scripts, what text writes for people.
func (p printer) result(v any, text func(w io.Writer)) error {
	if p.json {
		e := json.NewEncoder(p.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(v)
	}
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	text(w)
	return w.Flush()
}

// list writes a list with its headings, or says that it is empty.
func list[T any](p printer, items []T, empty, headings string, row func(T) []any) error {
	if items == nil {
		items = []T{} // [] for scripts, never null
	}
	return p.result(map[string]any{"items": items}, func(w io.Writer) {
		if len(items) == 0 {
			say(w, "%s", empty)
			return
		}
		say(w, "%s", strings.ReplaceAll(headings, " ", "\t"))
		for _, item := range items {
			cells := row(item)
			say(w, strings.Repeat("%v\t", len(cells)-1)+"%v", cells...)
		}
	})
}

func say(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format+"\n", args...)
}

// note tells a person what is going on; scripts do not want to know.
func (p printer) note(format string, args ...any) {
	if !p.json {
		say(p.notes, format, args...)
	}
}

// progressInterval is how often a person hears that a wait goes on.
const progressInterval = 5 * time.Second

// await runs work for at most w, and tells meanwhile that it goes on.
func (p printer) await(ctx context.Context, w wait, what string, work func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, w.most)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- work(ctx) }() // ends with ctx at the latest
	p.note("waiting for %s …", what)
	began := time.Now()
	ticker := time.NewTicker(progressInterval)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ticker.C:
			p.note("  … %s so far", time.Since(began).Round(time.Second))
		}
	}
}

// moment is a time as a person reads it, or a dash for never.
func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

// span is a length of time as a person reads it, to two units.
func span(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case days > 0:
		return fmt.Sprintf("%d d", days)
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%d h", hours)
	}
	return fmt.Sprintf("%d min", minutes)
}
