package schedule_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/local/schedule"
)

func TestNext(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ expression, after, want string }{
		"every 5 minutes": {"cron(0/5 * * * ? *)", "2026-11-24T10:03:20Z", "2026-11-24T10:05:00Z"},
		"just passed":     {"cron(0/5 * * * ? *)", "2026-11-24T10:05:00Z", "2026-11-24T10:10:00Z"},
		"over midnight":   {"cron(0/5 * * * ? *)", "2026-11-24T23:59:59Z", "2026-11-25T00:00:00Z"},
		"at night":        {"cron(30 2-4 * * ? *)", "2026-11-24T10:00:00Z", "2026-11-25T02:30:00Z"},
		"a list":          {"cron(10,50 8,20 * * ? *)", "2026-11-24T08:10:00Z", "2026-11-24T08:50:00Z"},
		"a rate":          {"rate(5 minutes)", "2026-11-24T10:03:20Z", "2026-11-24T10:05:00Z"},
		"an hourly rate":  {"rate(1 hour)", "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, err := schedule.Parse(test.expression)
			if err != nil {
				t.Fatal(err)
			}
			after, _ := time.Parse(time.RFC3339, test.after)
			if got := e.Next(after).Format(time.RFC3339); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestUnsupported(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{
		"", "at(2026-11-24T00:00:00)", "rate(0 minutes)", "rate(5 parsecs)", "cron(0/5 * * * ?)",
		"cron(60 * * * ? *)", "cron(x * * * ? *)", "cron(0/0 * * * ? *)", "cron(5-1 * * * ? *)", "cron(0 8 ? * MON-FRI *)",
	} {
		if _, err := schedule.Parse(expression); err == nil {
			t.Errorf("%q was accepted", expression)
		}
	}
}

func TestTicksOnlyGoForward(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tick")
	now := time.Date(2026, 11, 24, 10, 3, 0, 0, time.UTC)
	steps := []struct {
		now  time.Time
		want string
	}{
		{now, "10:00"},                        // the clock's tick
		{now, "10:05"},                        // asked for again: the one after
		{now.Add(time.Minute), "10:10"},       // and again
		{now.Add(3 * time.Minute), "10:15"},   // the clock is still behind
		{now.Add(30 * time.Minute), "10:30"},  // the clock has caught up
		{now.Add(-30 * time.Minute), "10:35"}, // the clock was set back
	}
	for _, step := range steps {
		counter, err := schedule.OpenCounter(path) // each time as after a restart
		if err != nil {
			t.Fatal(err)
		}
		got, err := counter.Next(step.now)
		if err != nil || got.Format("15:04") != step.want {
			t.Fatalf("at %s: got %s (%v), want %s", step.now, got, err, step.want)
		}
	}
}

func TestFiresEveryFiveMinutes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		when, err := schedule.Parse("cron(0/5 * * * ? *)")
		if err != nil {
			t.Fatal(err)
		}
		counter, err := schedule.OpenCounter(filepath.Join(t.TempDir(), "tick"))
		if err != nil {
			t.Fatal(err)
		}
		var inputs []string
		s := schedule.Schedule{
			When: when, Counter: counter, Input: `{"time":"<aws.scheduler.scheduled-time>"}`, Log: slog.New(slog.DiscardHandler),
			Invoke: func(_ context.Context, payload []byte) ([]byte, error) {
				inputs = append(inputs, string(payload))
				return nil, nil
			},
		}
		ctx, cancel := context.WithTimeout(t.Context(), 16*time.Minute) // synctest's clock starts on a full hour
		defer cancel()
		s.Run(ctx)
		want := []string{`{"time":"2000-01-01T00:00:00Z"}`, `{"time":"2000-01-01T00:05:00Z"}`, `{"time":"2000-01-01T00:10:00Z"}`, `{"time":"2000-01-01T00:15:00Z"}`}
		if diff := cmp.Diff(want, inputs); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}
