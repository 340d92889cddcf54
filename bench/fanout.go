package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	fanOutTenants = 10_000
	fanOutPosts   = 5
	quietTicks    = 2
	// heapGrowth is what may be left in memory after more ticks of all tenants.
	heapGrowth = 8 << 20
)

// fanOut lets ticks of 10,000 tenants pass, from the schedule to their walls: one
// that finds posts for all of them, then some that find nothing new.
func fanOut(ctx context.Context) (row, error) {
	p, stop, err := settle(ctx, fanOutTenants, fanOutPosts)
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
		what: "fan-out and sync of 10,000 tenants, end to end: all posts new; then nothing new",
		measured: fmt.Sprintf("%.0f s; %.0f s at most (%.0f tenants a second), heap %+.1f MB, goroutines %+d",
			first.Seconds(), quiet.Seconds(), fanOutTenants/quiet.Seconds(), float64(grown)/(1<<20), more),
		budget: "a quiet tick ≤ 4 min, heap ≤ +8 MB, no goroutine more",
		kept:   quiet <= 4*time.Minute && grown <= heapGrowth && more <= 0,
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
		if len(posts) != p.posts || data.State.Tick != p.tick || data.State.Built != data.State.Gen {
			return fmt.Errorf("%s has %d posts, tick %d of %d", p.tenants[i].ID, len(posts), data.State.Tick, p.tick)
		}
	}
	return nil
}
