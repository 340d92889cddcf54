package attacks_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	many = flag.Int("attacks", 600, "how many attacks TestAttacks tries")
	seed = flag.Uint64("seed", 0, "of the attacks; 0 for another one each time")
	most = flag.Int("failures", 10, "after how many failures to stop")
	only = flag.Int("attack", -1, "the number of the one attack to try")
)

// attack is one try.
type attack struct {
	may    []int // the tenants whose data may come back
	sent   []byte
	do     func() answer
	wanted func(answer) string // what is wrong with the answer; "" for nothing
	breaks bool                // it may break, as long as it tells nothing
}

// kind is a kind of attack, or of good requests between them, which show that
// what is refused is not everything.
type kind struct {
	name   string
	weight int
	good   bool // it is no attack
	draw   func(*rand.Rand) attack
}

// tally counts a kind's tries.
type tally struct{ tried, held atomic.Int64 }

// TestAttacks tries so many attacks as fit into a test of every day.
func TestAttacks(t *testing.T) {
	w := newWorld(newPlatform(t), 6)
	w.attack(*many)
}

// attack tries n attacks, and prints how many of each kind were tried and held.
func (w *world) attack(n int) string {
	w.Helper()
	start := *seed
	if start == 0 {
		start = rand.Uint64()
	}
	w.Logf("seed %d", start)
	kinds := w.kinds()
	counts := make([]tally, len(kinds))
	begun := time.Now()
	w.draw(kinds, counts, start, n)
	w.drained()
	w.judge()
	for i, failure := range w.watch.failed() {
		if i < *most {
			w.Errorf("%s", failure)
		}
	}
	if w.Failed() {
		w.Logf("errors in the log:\n%s", strings.Join(w.watch.inLog(), ""))
	}
	table := report(kinds, counts)
	w.Logf("%d attacks and good requests in %s, watched %s\n%s", n, time.Since(begun).Round(time.Millisecond), w.watch, table)
	return table
}

const sideBySide = 8

// draw tries attacks, several at a time: each is made from the seed and its number alone.
func (w *world) draw(kinds []kind, counts []tally, start uint64, n int) {
	var next atomic.Int64
	var running sync.WaitGroup
	for range sideBySide {
		running.Go(func() {
			for i := int(next.Add(1) - 1); i < n && len(w.watch.failed()) < *most; i = int(next.Add(1) - 1) {
				if *only < 0 || *only == i {
					r := rand.New(rand.NewPCG(start, uint64(i)))
					k := pick(r, kinds, i)
					w.try(kinds[k], &counts[k], r, i)
				}
			}
		})
	}
	running.Wait()
}

// pick draws a kind by weight; the first attacks are one of each.
func pick(r *rand.Rand, kinds []kind, i int) int {
	if i < len(kinds) {
		return i
	}
	sum := 0
	for _, k := range kinds {
		sum += k.weight
	}
	at := r.IntN(sum)
	for k := range kinds {
		if at -= kinds[k].weight; at < 0 {
			return k
		}
	}
	return 0
}

func (w *world) try(k kind, count *tally, r *rand.Rand, number int) {
	a := k.draw(r)
	got := a.do()
	count.tried.Add(1)
	wrong := a.wanted(got)
	if foreign := w.watch.foreign(got.bytes(), a.may, a.sent); len(foreign) > 0 {
		wrong += fmt.Sprintf(" it tells %v", foreign)
	}
	if got.status >= 500 && !a.breaks {
		wrong += " it breaks"
	}
	if wrong != "" {
		w.watch.fail("attack %d, %s: %s: %s, sent %s", number, k.name, strings.TrimSpace(wrong), got, shortened(string(a.sent)))
		return
	}
	count.held.Add(1)
}

// report is a table of what was tried, in Markdown.
func report(kinds []kind, counts []tally) string {
	var b strings.Builder
	b.WriteString("| attack | tried | refused |\n|---|---:|---:|\n")
	var tried, held int64
	rows := func(good bool) {
		for i, k := range kinds {
			if k.good == good {
				fmt.Fprintf(&b, "| %s | %d | %d |\n", k.name, counts[i].tried.Load(), counts[i].held.Load())
				if !good {
					tried, held = tried+counts[i].tried.Load(), held+counts[i].held.Load()
				}
			}
		}
	}
	rows(false)
	fmt.Fprintf(&b, "| **all attacks** | **%d** | **%d** |\n\n| good request between them | tried | answered rightly |\n|---|---:|---:|\n", tried, held)
	rows(true)
	return b.String()
}

// through is an attack that goes through the gateway.
func (w *world) through(in request, wanted func(answer) string, may ...*tenant) attack {
	return attack{may: numbers(may), sent: in.bytes(), do: func() answer { return w.send(in) }, wanted: wanted}
}

func numbers(tenants []*tenant) []int {
	all := []int{}
	for _, t := range tenants {
		all = append(all, t.n)
	}
	return all
}

// refused wants one of these codes.
func refused(codes ...string) func(answer) string {
	return func(a answer) string {
		if a.status < 400 || !slices.Contains(codes, a.code()) {
			return fmt.Sprintf("want %s", strings.Join(codes, " or "))
		}
		return ""
	}
}

// served wants an answer with these words in it.
func served(words ...string) func(answer) string {
	return func(a answer) string {
		if a.status >= 300 {
			return "want an answer"
		}
		for _, word := range words {
			if !strings.Contains(a.text, word) {
				return "want " + word
			}
		}
		return ""
	}
}

// one draws one of several.
func one[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// some draws a tenant of which a condition holds, and which is no other.
func (w *world) some(r *rand.Rand, is func(*tenant) bool, but ...*tenant) *tenant {
	for {
		if t := one(r, w.tenants...); is(t) && !slices.Contains(but, t) {
			return t
		}
	}
}

func isBusy(t *tenant) bool { return t.state == busy }
func isOpen(t *tenant) bool { return t.state == busy || t.state == quiet }
func isAny(*tenant) bool    { return true }

// pair draws an attacker, whose tenant is open, and a victim.
func (w *world) pair(r *rand.Rand) (me, them *tenant) {
	me = w.some(r, isOpen)
	return me, w.some(r, isAny, me)
}

var background = context.Background()
