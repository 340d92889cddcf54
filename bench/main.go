// Command bench measures the budgets of the design on this machine and prints
// them as a table. Times are compared as ratios within one run, because
// machines differ; where a budget is in seconds it is said for two cores. With
// the word load it measures instead how the platform bears much of everything,
// and with names of rows only these.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"
)

// row is a line of the table.
type row struct {
	what, measured, budget string
	kept                   bool
}

// measurement makes a row.
type measurement struct {
	name string
	make func(context.Context) (row, error)
}

// load is the name of the other table, which takes minutes: docs/proof/load.md.
const load = "load"

// budgets are measured one after the other, so that none disturbs another.
func budgets() ([]measurement, error) {
	all := []measurement{
		{"wallread", wallRead}, {"sessionmiss", sessionMiss}, {"quietsync", quietSync}, {"dispatch", dispatch},
		{"secondstart", secondStart}, {"pictures", pictures}, {"firstview", firstView},
	}
	declared, err := functions()
	for _, function := range declared {
		all = append(all, measurement{"coldstart-" + function.Folder, coldStart(function)})
	}
	return all, err
}

// loads are what the platform does when there is much to do.
func loads() []measurement {
	return []measurement{{"knee", knee}, {"hot", hotTenant}, {"fanout", fanOut(10_000)}, {"day", day}, {"day", dayOfSyncs}}
}

// measurements are the budgets; or all under load, or those whose names begin as one that is given.
func measurements(names []string) ([]measurement, error) {
	all, err := budgets()
	switch {
	case len(names) == 0:
		return all, err
	case slices.Equal(names, []string{load}):
		return loads(), nil
	}
	return slices.DeleteFunc(append(all, loads()...), func(m measurement) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(m.name, name) })
	}), err
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
	all, err := measurements(os.Args[1:])
	if err != nil {
		return err
	}
	exceeded := 0
	for _, m := range all {
		r, err := m.make(ctx)
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
