package budget

import (
	"context"
	"fmt"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Rate allows people so many of an action in every window of time, all
// functions together.
type Rate struct {
	Store  Counter
	Name   string // of the action
	Reason string // by which others word that there were too many
	Words  string // what there were too many of, for people
	Limit  int64
	Window time.Duration
}

// Counter keeps how many there were.
type Counter interface {
	// TakeBudget counts up to want on a counter whose sum never exceeds limit,
	// and answers how much it counted: 0 when less than least is left.
	TakeBudget(ctx context.Context, counter string, want, least, limit int64, expires time.Time) (int64, error)
}

// Take counts one action of somebody. TooManyRequests, until the next window,
// when there were too many.
func (r Rate) Take(ctx context.Context, who string, now time.Time) error {
	window := now.Truncate(r.Window)
	next := window.Add(r.Window)
	counter := fmt.Sprintf("%s:%s:%d", r.Name, who, window.Unix())
	taken, err := r.Store.TakeBudget(ctx, counter, 1, 1, r.Limit, next.Add(r.Window))
	if err != nil {
		return err
	}
	if taken == 0 {
		full := wall.Refuse(wall.TooManyRequests, r.Reason, "too many "+r.Words+": at most {most} are allowed in "+span(r.Window), r.Limit)
		full.RetryAfter = next.Sub(now)
		return full
	}
	return nil
}

// span is a window as people say it.
func span(d time.Duration) string {
	switch d {
	case 24 * time.Hour:
		return "a day"
	case time.Hour:
		return "an hour"
	case time.Minute:
		return "a minute"
	}
	return d.String()
}
