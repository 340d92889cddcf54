package faults_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// book keeps what came of each fault.
type book struct {
	mu   sync.Mutex
	rows []row
}

// The parts of the book.
const (
	partNetworks = "networks"
	partAWS      = "AWS"
	partDelivery = "messages, schedule and clock"
)

// row is what came of one fault.
type row struct {
	part  string // of the book
	of    string // what was struck
	fault string
	said  string // by the feed, the answer, or the queue
	ticks int    // until all was well; 0 for at once, with the same message
	call  string // to AWS, that was struck; empty for none
}

func (b *book) note(r row) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rows = append(b.rows, r)
}

// entry is a line of the book: cases with the same fault of the same thing.
type entry struct {
	row
	cases int
	said  []string
}

// entries joins the cases of a fault, in the order in which they came.
func (b *book) entries(part string) []*entry {
	var list []*entry
	for _, r := range b.rows {
		if r.part != part {
			continue
		}
		i := slices.IndexFunc(list, func(e *entry) bool { return e.of == r.of && e.fault == r.fault })
		if i < 0 {
			list, i = append(list, &entry{row: r}), len(list)
		}
		e := list[i]
		e.cases++
		e.ticks = max(e.ticks, r.ticks)
		if !slices.Contains(e.said, r.said) {
			e.said = append(e.said, r.said)
		}
	}
	slices.SortStableFunc(list, func(x, y *entry) int { return cmp.Compare(x.of, y.of) })
	return list
}

// table is a part as Markdown.
func (b *book) table(part string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out strings.Builder
	fmt.Fprintf(&out, "| struck | fault | times | what was said | well after |\n|---|---|---|---|---|\n")
	for _, e := range b.entries(part) {
		slices.Sort(e.said)
		fmt.Fprintf(&out, "| %s | %s | %d | %s | %s |\n", e.of, e.fault, e.cases, strings.Join(e.said, " · "), after(e.ticks))
	}
	return out.String()
}

// calls is how often each call to AWS was struck, as Markdown.
func (b *book) calls() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	struck := map[string]int{}
	for _, r := range b.rows {
		if r.call != "" {
			struck[r.call]++
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "| call | times |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(struck)) {
		fmt.Fprintf(&out, "| %s | %d |\n", name, struck[name])
	}
	return out.String()
}

func after(ticks int) string {
	switch ticks {
	case 0:
		return "its second delivery"
	case 1:
		return "1 tick"
	}
	return fmt.Sprintf("%d ticks", ticks)
}

// text is the whole book as Markdown.
func (b *book) text() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d faults were struck.\n", len(b.rows))
	for _, part := range []string{partNetworks, partAWS, partDelivery} {
		fmt.Fprintf(&out, "\n## Faults of %s\n\n%s", part, b.table(part))
	}
	fmt.Fprintf(&out, "\n## Calls to AWS that were struck\n\n%s", b.calls())
	return out.String()
}
