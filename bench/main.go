// Command bench measures the budgets of the design on this machine and prints
// them as a table. Times are compared as ratios within one run, because
// machines differ; where a budget is in seconds it is said for two cores.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"time"
)

// row is a line of the table.
type row struct {
	what, measured, budget string
	kept                   bool
}

// measurements are made one after the other, so that none disturbs another.
func measurements() ([]func(context.Context) (row, error), error) {
	all := []func(context.Context) (row, error){wallRead, sessionMiss, quietSync, dispatch, secondStart}
	declared, err := functions()
	for _, function := range declared {
		all = append(all, coldStart(function))
	}
	return all, err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	fmt.Printf("%s, %d cores, %s\n\n| what | measured | budget | |\n|---|---|---|---|\n",
		runtime.Version(), runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly))
	all, err := measurements()
	if err != nil {
		return err
	}
	exceeded := 0
	for _, measure := range all {
		r, err := measure(ctx)
		if err != nil {
			return err
		}
		verdict := "kept"
		if !r.kept {
			verdict = "**exceeded**"
			exceeded++
		}
		fmt.Printf("| %s | %s | %s | %s |\n", r.what, r.measured, r.budget, verdict)
	}
	if exceeded > 0 {
		return fmt.Errorf("%d budgets are exceeded", exceeded)
	}
	return nil
}
