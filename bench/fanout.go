package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	fanOutPosts = 5
	quietTicks  = 2
	// heapGrowth is what may be left in memory after more ticks of all tenants.
	heapGrowth = 8 << 20
	// idleRoutines are those of the connections that clients keep to two engines, ten
	// to each: more or less of them are open at any time.
	idleRoutines = 2 * 2 * 10
)

// fanOut lets ticks of many tenants pass, from the schedule to their walls: one
// that finds posts for all of them, then some that find nothing new.
func fanOut(tenants int) func(context.Context) (row, error) {
	return func(ctx context.Context) (row, error) { return fanOutTo(ctx, tenants) }
}

func fanOutTo(ctx context.Context, tenants int) (row, error) {
	p, stop, err := settle(ctx, tenants, fanOutPosts)
	if err != nil {
		return row{}, err
	}
	defer stop()
	first, err := timed(ctx, p.pass)
	if err != nil {
		return row{}, err
	}
	begin, routines := heap(), runtime.NumGoroutine()
	var quiet time.Duration
	for range quietTicks {
		took, err := timed(ctx, p.pass)
		if err != nil {
			return row{}, err
		}
		quiet = max(quiet, took)
	}
	grown, more := heap()-begin, runtime.NumGoroutine()-routines
	if err := p.wantWalls(ctx); err != nil {
		return row{}, err
	}
	return row{
		what: fmt.Sprintf("fan-out and sync of %d tenants, end to end: all posts new; then nothing new", tenants),
		measured: fmt.Sprintf("%.0f s; %.0f s at most (%.0f tenants a second), heap %+.1f MB, goroutines %+d",
			first.Seconds(), quiet.Seconds(), float64(tenants)/quiet.Seconds(), float64(grown)/(1<<20), more),
		budget: "a quiet tick ≤ 4 min, heap ≤ +8 MB, goroutines ≤ +40: of connections",
		kept:   quiet <= 4*time.Minute && grown <= heapGrowth && more <= idleRoutines,
	}, nil
}

func timed(ctx context.Context, do func(context.Context) error) (time.Duration, error) {
	begin := time.Now()
	err := do(ctx)
	return time.Since(begin), err
}

// wantWalls looks at some walls: ticks that brought nothing were quick.
func (p *population) wantWalls(ctx context.Context) error {
	for i := 0; i < len(p.tenants); i += max(1, len(p.tenants)/20) {
		table, err := p.tables.Open(ctx, p.tenants[i].Ref())
		if err != nil {
			return err
		}
		posts, err := table.ListWall(ctx, "", wall.MaxLimit, func(wall.Post) bool { return true })
		if err != nil {
			return err
		}
		data, err := table.LoadSync(ctx)
		if err != nil {
			return err
		}
		if len(posts) != p.posts || data.State.Tick != p.tick.Load() || data.State.Built != data.State.Gen {
			return fmt.Errorf("%s has %d posts, tick %d of %d", p.tenants[i].ID, len(posts), data.State.Tick, p.tick.Load())
		}
	}
	return nil
}
