package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
)

const (
	quietTenants = 1000
	quietPosts   = 50
	quietRate    = 100 // requests a second, of all quiet tenants together
	hotRate      = 200 // of the one that is hot: two thousand times a quiet one's
	hotRounds    = 5
	hotSlice     = 2 * time.Second
)

// hotTenant asks for the walls of 1,000 tenants, alone and while one more is
// asked for two thousand times as often as each of them, in turns. All are
// served by one warm process, with sessions of STS for each tenant's table.
func hotTenant(ctx context.Context) (row, error) {
	p, stop, err := settle(ctx, quietTenants+1, quietPosts)
	if err != nil {
		return row{}, err
	}
	defer stop()
	if err := p.pass(ctx); err != nil {
		return row{}, err
	}
	config, role, closeSTS, err := widgetRights(*p.db.Options().BaseEndpoint)
	if err != nil {
		return row{}, err
	}
	defer closeSTS()
	tables := dynamo.NewTables(scoped.New(config, role))
	walls := make([]func() error, len(p.tenants))
	for i, t := range p.tenants {
		walls[i] = requestOf(ctx, t.Ref(), func(ctx context.Context, ref wall.TableRef) (widgetapi.Store, error) { return tables.Open(ctx, ref) })
	}
	quiet := func() error { return walls[rand.IntN(quietTenants)]() } //nolint:gosec // nobody gains by guessing it
	hot := walls[quietTenants]
	var alone, beside []time.Duration
	for range hotRounds {
		times, err := steadily(quietRate, quiet)
		if err != nil {
			return row{}, err
		}
		alone = append(alone, times...)
		if times, err = besides(quiet, hot); err != nil {
			return row{}, err
		}
		beside = append(beside, times...)
	}
	one, other := percentile(alone, 99), percentile(beside, 99)
	ratio := float64(other) / float64(one)
	return row{
		what:     fmt.Sprintf("walls of 1,000 quiet tenants (%d a second) beside a hot one (%d a second): their p99, to that alone", quietRate, hotRate),
		measured: fmt.Sprintf("%.2f × (%s : %s); p50 %s : %s", ratio, other.Round(10*time.Microsecond), one.Round(10*time.Microsecond), percentile(beside, 50).Round(10*time.Microsecond), percentile(alone, 50).Round(10*time.Microsecond)),
		budget:   "≤ 2 ×", kept: ratio <= 2,
	}, nil
}

// besides is how long the quiet ones take while the hot one is asked.
func besides(quiet, hot func() error) (times []time.Duration, err error) {
	var hotErr error
	var both sync.WaitGroup
	both.Go(func() { _, hotErr = steadily(hotRate, hot) })
	times, err = steadily(quietRate, quiet)
	both.Wait()
	if err == nil {
		err = hotErr
	}
	return times, err
}

// steadily begins so many requests a second for a while, whether or not those
// before are answered: visitors do not wait for one another.
func steadily(rate int, do func() error) ([]time.Duration, error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	var times []time.Duration
	var failed error
	ticker := time.NewTicker(time.Second / time.Duration(rate))
	defer ticker.Stop()
	for range int(hotSlice.Seconds() * float64(rate)) {
		due := <-ticker.C
		all.Go(func() {
			err := do()
			took := time.Since(due)
			mu.Lock()
			defer mu.Unlock()
			times = append(times, took)
			if err != nil {
				failed = err
			}
		})
	}
	all.Wait()
	return slices.Clip(times), failed
}
