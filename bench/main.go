// Command bench measures the budgets of the design on this machine and prints
// them as a table. Times are compared as ratios within one run, because
// machines differ; where a budget is in seconds it is said for two cores.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"time"
)

// row is a line of the table.
type row struct {
	what, measured, budget string
	kept                   bool
}

// measurement makes a row; its name is what -only asks for.
type measurement struct {
	name    string
	measure func(context.Context) (row, error)
}

// measurements are made one after the other, so that none disturbs another.
func measurements() ([]measurement, error) {
	all := []measurement{
		{"wall", wallRead}, {"session", sessionMiss}, {"sync", quietSync}, {"dispatch", dispatch}, {"start", secondStart},
	}
	declared, err := functions()
	for _, function := range declared {
		all = append(all, measurement{"cold-" + function.Folder, coldStart(function)})
	}
	return all, err
}

func main() {
	only := flag.String("only", "", "measure only what has this in its name: wall, session, sync, dispatch, start, cold-FUNCTION")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *only)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only string) error {
	fmt.Printf("%s, %d cores, %s\n\n| what | measured | budget | |\n|---|---|---|---|\n",
		runtime.Version(), runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly))
	all, err := measurements()
	if err != nil {
		return err
	}
	exceeded := 0
	for _, m := range all {
		if !strings.Contains(m.name, only) {
			continue
		}
		r, err := m.measure(ctx)
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
