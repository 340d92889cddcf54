// Package schedule sends a function its input when EventBridge Scheduler would, and counts the ticks.
package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Expression says when a schedule fires: "rate(5 minutes)" or "cron(0/5 * * * ? *)", in UTC.
type Expression struct {
	every   time.Duration // rate; 0 for cron
	minutes []int
	hours   []int
}

// Parse reads an expression. Of cron's fields it knows minutes and hours; the others must say "every day".
func Parse(text string) (Expression, error) {
	kind, inner, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	var e Expression
	var err error
	switch fields := strings.Fields(inner); {
	case kind == "rate" && len(fields) == 2:
		e.every, err = rate(fields[0], fields[1])
	case kind == "cron" && len(fields) == 6 && everyDay(fields[2:]):
		if e.minutes, err = values(fields[0], 60); err == nil {
			e.hours, err = values(fields[1], 24)
		}
	default:
		err = fmt.Errorf("it is not supported locally")
	}
	if err != nil {
		return Expression{}, fmt.Errorf("schedule %q: %w", text, err)
	}
	return e, nil
}

// Next is the first moment after t at which the schedule fires. A rate counts from the start of the epoch.
func (e Expression) Next(t time.Time) time.Time {
	t = t.UTC()
	if e.every > 0 {
		return time.Unix(0, 0).UTC().Add(t.Sub(time.Unix(0, 0)).Truncate(e.every) + e.every)
	}
	t = t.Truncate(time.Minute)
	for {
		t = t.Add(time.Minute)
		if slices.Contains(e.minutes, t.Minute()) && slices.Contains(e.hours, t.Hour()) {
			return t
		}
	}
}

func rate(count, unit string) (time.Duration, error) {
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	length, ok := units[strings.TrimSuffix(unit, "s")]
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 || !ok {
		return 0, fmt.Errorf("want rate(value unit)")
	}
	return time.Duration(n) * length, nil
}

func everyDay(fields []string) bool {
	return !slices.ContainsFunc(fields, func(field string) bool { return field != "*" && field != "?" })
}

// values lists what a field allows below a limit: "*", "7", "1,2", "8-18" and "0/5" or "8-18/2".
func values(field string, limit int) ([]int, error) {
	var allowed []int
	for part := range strings.SplitSeq(field, ",") {
		span, stepText, stepped := strings.Cut(part, "/")
		first, last, err := bounds(span, limit, stepped)
		step := 1
		if err == nil && stepped {
			step, err = strconv.Atoi(stepText)
		}
		if err != nil || step < 1 || first < 0 || last >= limit || first > last {
			return nil, fmt.Errorf("field %q", field)
		}
		for value := first; value <= last; value += step {
			allowed = append(allowed, value)
		}
	}
	return allowed, nil
}

func bounds(span string, limit int, stepped bool) (first, last int, err error) {
	if span == "*" {
		return 0, limit - 1, nil
	}
	from, to, ranged := strings.Cut(span, "-")
	if first, err = strconv.Atoi(from); err != nil {
		return 0, 0, err
	}
	switch {
	case ranged:
		last, err = strconv.Atoi(to)
	case stepped:
		last = limit - 1
	default:
		last = first
	}
	return first, last, err
}
