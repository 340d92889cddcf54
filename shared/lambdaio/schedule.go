package lambdaio

import (
	"context"
	"errors"
	"time"
)

// Scheduled is the input that the template gives to the schedule: the time for
// which the call was meant, which a late or repeated call does not change.
type Scheduled struct {
	Time time.Time `json:"time"`
}

// ScheduleHandler handles the calls of the schedule.
type ScheduleHandler func(context.Context, Scheduled) error

// Schedule calls work with the time that a call was meant for.
func Schedule(work func(ctx context.Context, meant time.Time) error) ScheduleHandler {
	return func(ctx context.Context, event Scheduled) error {
		if event.Time.IsZero() {
			return errors.New("a scheduled call without the time that it was meant for")
		}
		return work(ctx, event.Time)
	}
}
