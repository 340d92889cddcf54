package platform

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/local/queue"
	"github.com/hashmytag/hashmytag/local/schedule"
)

// retryAfter is when a failed message comes back. AWS waits for the queue's visibility time-out, minutes here:
// too long for a person who watches. The count of tries is the same.
const retryAfter = time.Second

// picturesFunction copies pictures, which takes longer than a person waits for posts: it gets no more than processors.
const picturesFunction = "MirrorFunction"

// work is what happens without a request: messages and schedules.
type work struct {
	pollers   []*queue.Poller
	behind    []*queue.Poller // of work that nobody waits for: posts are there without their pictures
	schedules []schedule.Schedule
}

func (p *platform) newWork() error {
	counter, err := schedule.OpenCounter(filepath.Join(p.options.Data, "tick"))
	if err != nil {
		return err
	}
	for _, declared := range p.plan.Schedules {
		when, err := schedule.Parse(declared.Expression)
		if err != nil {
			return err
		}
		p.work.schedules = append(p.work.schedules, schedule.Schedule{
			When: when, Input: declared.Input, Counter: counter,
			Invoke: p.funcs.of(declared.FunctionID), Log: p.log.With("function", declared.FunctionID),
		})
	}
	client := p.queues()
	for _, function := range p.plan.Functions {
		for _, source := range function.Sources {
			from, ok := p.plan.Queue(source.QueueARN)
			if !ok {
				return fmt.Errorf("%s receives from %s, which is not in the template", function.ID, source.QueueARN)
			}
			at, list := concurrency(function.Concurrency), &p.work.pollers
			if function.ID == picturesFunction {
				at, list = runtime.NumCPU(), &p.work.behind
			}
			*list = append(*list, queue.New(client, queue.Source{
				URL: from.URL, ARN: from.ARN, Region: region,
				BatchSize: source.BatchSize, Window: source.Window, PartialFailure: source.PartialFailure,
				Concurrency: min(source.Concurrency, at),
				RetryAfter:  retryAfter, Invoke: p.funcs.of(function.ID),
			}, p.log.With("function", function.ID)))
		}
	}
	return nil
}

// run starts all of it; running counts what has not ended.
func (w *work) run(ctx context.Context, running *sync.WaitGroup) {
	for _, poller := range slices.Concat(w.pollers, w.behind) {
		running.Go(func() { poller.Run(ctx) })
	}
	for _, schedule := range w.schedules {
		running.Go(func() { schedule.Run(ctx) })
	}
}

// tick sends the next tick, and waits until everything that it began is done.
func (w *work) tick(ctx context.Context) (time.Time, error) {
	if len(w.schedules) == 0 {
		return time.Time{}, errors.New("the template has no schedule")
	}
	scheduled, err := w.schedules[0].Fire(ctx)
	if err != nil {
		return scheduled, err
	}
	return scheduled, w.drained(ctx)
}

// drained waits until no message is left. Work on one queue may end with a message on another, so it looks twice.
func (w *work) drained(ctx context.Context) error {
	for range 2 {
		for _, poller := range w.pollers {
			if err := poller.Drained(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}
