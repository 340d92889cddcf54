package schedule

import (
	"context"
	"log/slog"
	"strings"
	"time"
)

// scheduledTime is what EventBridge Scheduler replaces in an input.
const scheduledTime = "<aws.scheduler.scheduled-time>"

// Schedule fires a function.
type Schedule struct {
	When    Expression
	Input   string
	Counter *Counter
	Invoke  func(ctx context.Context, payload []byte) ([]byte, error)
	Log     *slog.Logger
}

// Run fires at each moment that the expression names, until the context ends. It begins with the clock's tick, if
// nobody has sent that yet: the machine may have been off for long.
func (s Schedule) Run(ctx context.Context) {
	if s.Counter.Behind(time.Now()) {
		s.fire(ctx)
	}
	for {
		timer := time.NewTimer(time.Until(s.When.Next(time.Now())))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		s.fire(ctx)
	}
}

func (s Schedule) fire(ctx context.Context) {
	if _, err := s.Fire(ctx); err != nil && ctx.Err() == nil {
		s.Log.Error("scheduled invocation failed", "error", err)
	}
}

// Fire sends the next tick now, and answers its scheduled time once the function has ended.
func (s Schedule) Fire(ctx context.Context) (time.Time, error) {
	scheduled, err := s.Counter.Next(time.Now())
	if err != nil {
		return time.Time{}, err
	}
	input := strings.ReplaceAll(s.Input, scheduledTime, scheduled.Format(time.RFC3339))
	_, err = s.Invoke(ctx, []byte(input))
	return scheduled, err
}
