package faults_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// together is how many faults one platform takes, one after another.
const together = 16

// testAWS strikes what each act asks of AWS: every operation with every fault, and
// every single call with a kill before it, one after it, and one other fault.
func testAWS(t *testing.T, b *book) {
	for _, a := range acts() {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			strikes := a.strikes(a.platform(t))
			for some := range slices.Chunk(strikes, together) {
				t.Run("", func(t *testing.T) {
					t.Parallel()
					a.platform(t).strikeAll(a, some, b)
				})
			}
		})
	}
}

func (p *platform) strikeAll(a act, strikes []strike, b *book) {
	p.Helper()
	for _, s := range strikes {
		p.strike(a, s, b)
	}
}

func (a act) platform(t *testing.T) *platform {
	t.Helper()
	if a.bare {
		return newBarePlatform(t)
	}
	return newPlatform(t)
}

// calls are what the act asks of AWS when all is well, and functions have just begun.
func (a act) calls(p *platform) []call {
	p.Helper()
	a.prepare(p)
	p.start()
	p.line.watch(strike{})
	a.run(p)
	calls, _ := p.line.over()
	p.bringRound(a.name+" without a fault", a)
	return calls
}

// strikes are the faults of the calls that the act makes.
func (a act) strikes(p *platform) (strikes []strike) {
	p.Helper()
	faults := awsFaults()
	for i, c := range a.calls(p) {
		if a.only != nil && !a.only(c) {
			continue
		}
		for k, f := range faults {
			if c.struckBy(f, i%len(faults) == k) && f.strikes(c) {
				strikes = append(strikes, strike{f, c})
			}
		}
	}
	return strikes
}

// struckBy tells whether a call is struck by a fault.
func (c call) struckBy(f *awsFault, inTurn bool) bool {
	if !whole {
		return c.n == 1 && inTurn
	}
	return c.n == 1 || f.kills || inTurn
}

// mostTicks is how many it may take after a fault of AWS until all is well.
const mostTicks = 3

// strike strikes one call of an act, and goes on until all is well.
func (p *platform) strike(a act, s strike, b *book) {
	p.Helper()
	when := fmt.Sprintf("%s: %s, %s", a.name, s.at, s.fault.name)
	a.prepare(p)
	before := p.before(a)
	p.start() // nobody remembers anything
	p.line.watch(s)
	said := a.run(p)
	if _, met := p.line.over(); !met {
		p.notMet(when, s)
		said = "nothing: it asked less often this time"
	}
	if s.fault.kills {
		said = "nothing: the process is gone"
		p.start()
	}
	if !a.closed {
		p.wantServing(when, before)
	}
	b.note(row{part: partAWS, of: a.name, fault: s.fault.name, said: said, ticks: p.bringRound(when, a), call: s.at.name()})
}

// notMet: what runs side by side asks more or less often for the same; but not never.
func (p *platform) notMet(when string, s strike) {
	p.Helper()
	if s.at.n == 1 {
		p.Errorf("%s was not met", when)
	}
}

func (p *platform) before(a act) map[string]int {
	p.Helper()
	if a.closed {
		return nil
	}
	return p.texts()
}

// bringRound does what comes after by itself until all is well, and tells how
// many ticks that took.
func (p *platform) bringRound(when string, a act) (ticks int) {
	p.Helper()
	for ; ; ticks++ {
		a.again(p)
		wrong := a.wrong(p)
		if len(wrong) == 0 {
			break
		}
		if ticks == mostTicks {
			p.Errorf("%s: after %d ticks:\n%s", when, ticks, strings.Join(wrong, "\n"))
			break
		}
		p.pass(wall.TickDuration)
		p.tick()
	}
	if n := p.deadLetters(); n > 0 {
		p.Errorf("%s: %d dead letters", when, n)
	}
	return ticks
}
