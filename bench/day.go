package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

const (
	ticksOfDay = 288
	warmTicks  = 24 // until every function has the environments that it needs
	dayTenants = 10
	settleTime = 30 * time.Second // for what is on its way to end
)

// held is what a program and the programs that it started have open.
type held struct{ processes, files, threads int }

// day lets a day's ticks pass on the local platform, one after the other, and
// counts the processes, and their files and threads, before and after.
func day(ctx context.Context) (row, error) {
	address, running, stop, err := runningPlatform(ctx)
	if err != nil {
		return row{}, err
	}
	defer stop()
	if err := ticks(ctx, address, warmTicks); err != nil {
		return row{}, err
	}
	before, err := heldBy(running.PID)
	if err != nil {
		return row{}, err
	}
	if err := ticks(ctx, address, ticksOfDay-warmTicks); err != nil {
		return row{}, err
	}
	after, err := settled(running.PID, before)
	return row{
		what: fmt.Sprintf("a day of ticks of the local platform: processes, files and threads after tick %d; at its end", warmTicks),
		measured: fmt.Sprintf("%d, %d, %d; %d, %d, %d", before.processes, before.files, before.threads,
			after.processes, after.files, after.threads),
		budget: "no more than a tenth more", kept: after.within(before),
	}, err
}

// within reports whether something more is held than loads that come and go explain.
func (h held) within(before held) bool {
	few := func(n int) int { return n + max(2, n/10) }
	return h.processes <= few(before.processes) && h.files <= few(before.files) && h.threads <= few(before.threads)
}

func ticks(ctx context.Context, address string, n int) error {
	for range n {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/local/tick", nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("tick: %s", response.Status)
		}
	}
	return nil
}

// settled waits until no more is held than before, for a while.
func settled(pid int, before held) (after held, err error) {
	for begin := time.Now(); time.Since(begin) < settleTime; time.Sleep(time.Second) {
		if after, err = heldBy(pid); err != nil || after.within(before) {
			return after, err
		}
	}
	return after, nil
}

// heldBy asks Linux about a process and its descendants.
func heldBy(pid int) (held, error) {
	found, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return held{}, err
	}
	children := map[int][]int{}
	for _, path := range found {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		id, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		parent, _ := strconv.Atoi(strings.Fields(string(stat[strings.LastIndex(string(stat), ")")+1:]))[1])
		children[parent] = append(children[parent], id)
	}
	var h held
	for family := []int{pid}; len(family) > 0; family = family[1:] {
		family = append(family, children[family[0]]...)
		files, fileErr := os.ReadDir(fmt.Sprintf("/proc/%d/fd", family[0]))
		threads, threadErr := os.ReadDir(fmt.Sprintf("/proc/%d/task", family[0]))
		if errors.Join(fileErr, threadErr) != nil {
			continue // it has ended
		}
		h.processes, h.files, h.threads = h.processes+1, h.files+len(files), h.threads+len(threads)
	}
	if h.processes == 0 {
		err = fmt.Errorf("process %d has ended", pid)
	}
	return h, err
}

// dayOfSyncs lets a day's ticks of a few tenants pass in this process, whose
// goroutines can be counted.
func dayOfSyncs(ctx context.Context) (row, error) {
	p, stop, err := settle(ctx, dayTenants, quietPosts)
	if err != nil {
		return row{}, err
	}
	defer stop()
	for range warmTicks {
		if err := p.pass(ctx); err != nil {
			return row{}, err
		}
	}
	before, err := heldBy(os.Getpid())
	if err != nil {
		return row{}, err
	}
	begin, routines := heap(), runtime.NumGoroutine()
	for range ticksOfDay - warmTicks {
		if err := p.pass(ctx); err != nil {
			return row{}, err
		}
	}
	after, err := heldBy(os.Getpid())
	if err != nil {
		return row{}, err
	}
	grown, more := heap()-begin, runtime.NumGoroutine()-routines
	return row{
		what:     fmt.Sprintf("a day of ticks of %d tenants in one process", dayTenants),
		measured: fmt.Sprintf("goroutines %d, %+d; files %d, %+d; heap %+.1f MB", routines, more, before.files, after.files-before.files, float64(grown)/(1<<20)),
		budget:   "≤ +40, ≤ +20: of connections; heap ≤ +8 MB",
		kept:     more <= idleRoutines && after.files-before.files <= idleRoutines/2 && grown <= heapGrowth,
	}, p.wantWalls(ctx)
}
