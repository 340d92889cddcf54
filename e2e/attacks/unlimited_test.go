package attacks_test

import (
	"context"
	"time"
)

// unlimited is a counter of requests that lets all pass.
type unlimited struct{}

// TakeBudget implements budget.Counter.
func (unlimited) TakeBudget(_ context.Context, _ string, want, _, _ int64, _ time.Time) (int64, error) {
	return want, nil
}
