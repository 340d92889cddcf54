package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	kneeTime  = time.Second // for each side of each step
	kneeShare = 0.9         // of all that can be done a second
)

// step is what so many workers did.
type step struct {
	workers int
	rate    float64 // a second
	p99     time.Duration
}

// knee finds how many requests for walls at a time bring more of them, beside
// bare reads of the same item by as many: what lies between is our own work, on
// a processor that the engine has to share.
func knee(ctx context.Context) (row, error) {
	db, t, stop, err := startTenant(ctx, 100)
	if err != nil {
		return row{}, err
	}
	defer stop()
	var ours, bare []step
	for workers := 1; workers <= 32; workers *= 2 {
		for _, side := range []struct {
			do    func() error
			steps *[]step
		}{{wallRequest(ctx, t), &ours}, {bareRead(ctx, db, t), &bare}} {
			s, err := atOnce(ctx, workers, side.do)
			if err != nil {
				return row{}, err
			}
			*side.steps = append(*side.steps, s)
		}
	}
	at, bareAt := kneeOf(ours), kneeOf(bare)
	share := at.rate / bareAt.rate
	return row{
		what: "GET /v1/wall: the knee, beside that of bare GetItems",
		measured: fmt.Sprintf("%.2f × its rate (%.0f a second with %d at a time : %.0f with %d), p99 %.2f × (%s : %s)", share,
			at.rate, at.workers, bareAt.rate, bareAt.workers, float64(at.p99)/float64(bareAt.p99),
			at.p99.Round(10*time.Microsecond), bareAt.p99.Round(10*time.Microsecond)),
		budget: "≥ 0.5 ×", kept: share >= 0.5,
	}, nil
}

// kneeOf is the first step behind which hardly more is done.
func kneeOf(steps []step) step {
	most := slices.MaxFunc(steps, func(a, b step) int { return cmp.Compare(a.rate, b.rate) })
	return steps[slices.IndexFunc(steps, func(s step) bool { return s.rate >= kneeShare*most.rate })]
}

// atOnce has workers do the same again and again for a while.
func atOnce(ctx context.Context, workers int, do func() error) (step, error) {
	times := make([][]time.Duration, workers)
	begin := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for i := range workers {
		group.Go(func() error {
			for ctx.Err() == nil && time.Since(begin) < kneeTime {
				from := time.Now()
				if err := do(); err != nil {
					return err
				}
				times[i] = append(times[i], time.Since(from))
			}
			return nil
		})
	}
	err := group.Wait()
	all := slices.Concat(times...)
	return step{workers, float64(len(all)) / time.Since(begin).Seconds(), percentile(all, 99)}, err
}

func percentile(times []time.Duration, of int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[(len(times)-1)*of/100]
}
