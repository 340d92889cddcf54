package faults_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// networkFault is something that a network does: a fault of the simulated ones,
// or a clock that is wrong.
type networkFault struct {
	name    string
	members string // of the fault, as PUT /upstream/control takes it
	class   wall.ErrorClass
	harms   bool          // else the feed goes on, and says nothing
	slow    bool          // it takes real time
	skew    time.Duration // of the network's clock
	late    bool          // what is dated ahead by more than some minutes may have to wait: it could be planned for then
	brief   bool          // it is among the essential ones
}

const privateAddress = "http://169.254.169.254/latest/meta-data/"

// networkFaults are those of all networks.
func networkFaults() []networkFault {
	harm := func(name string, class wall.ErrorClass, members string) networkFault {
		return networkFault{name: name, class: class, members: members, harms: true}
	}
	return []networkFault{
		harm("429 with Retry-After", wall.ClassThrottled, `"kind": "answer", "status": 429, "headers": {"Retry-After": "600"}, "body": "{}"`).essential(),
		harm("429 without Retry-After", wall.ClassThrottled, `"kind": "answer", "status": 429, "body": "{}"`),
		harm("429 as an HTML page", wall.ClassThrottled, `"kind": "answer", "status": 429, "contentType": "text/html", "body": "<h1>Slow down</h1>"`),
		harm("too many calls, in its own words", wall.ClassThrottled, `"kind": "throttled"`),
		harm("expired token", wall.ClassAuth, `"kind": "token"`).essential(),
		harm("permission lost", wall.ClassPermission, `"kind": "permission"`),
		harm("500", wall.ClassTransient, `"kind": "server", "status": 500`),
		harm("500 without a body", wall.ClassTransient, `"kind": "answer", "status": 500`),
		harm("HTML with 502", wall.ClassTransient, `"kind": "html"`),
		harm("HTML with 200", wall.ClassTransient, `"kind": "html", "status": 200`).essential(),
		harm("truncated JSON", wall.ClassTransient, `"kind": "truncated"`),
		harm("cut before its length", wall.ClassTransient, `"kind": "cut"`),
		harm("body too large", wall.ClassTransient, `"kind": "large", "bytes": 2000000`),
		harm("body too large once unpacked", wall.ClassTransient, `"kind": "bomb", "bytes": 2000000`),
		harm("slow drip", wall.ClassTransient, `"kind": "drip", "seconds": 60`).takingTime(),
		harm("reset", wall.ClassTransient, `"kind": "reset"`),
		{name: "wrong content type", members: `"kind": "type"`},
		harm("time-out", wall.ClassTransient, `"kind": "timeout"`).takingTime(),
		harm("redirect to a private address", wall.ClassTransient, fmt.Sprintf(`"kind": "redirect", "location": %q`, privateAddress)).essential(),
		harm("redirect in circles", wall.ClassTransient, `"kind": "redirect"`),
		{name: "its clock 8 minutes behind", skew: -8 * time.Minute},
		{name: "its clock 8 minutes ahead", skew: 8 * time.Minute},
		{name: "its clock an hour behind", skew: -time.Hour},
		{name: "its clock an hour ahead", skew: time.Hour, late: true},
	}
}

func (f networkFault) essential() networkFault  { f.brief = true; return f }
func (f networkFault) takingTime() networkFault { f.slow = true; return f }

// testNetworks strikes each network with each fault.
func testNetworks(t *testing.T, b *book) {
	for _, n := range wall.Networks() {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t)
			for _, f := range networkFaults() {
				p.befall(n, f, b)
			}
		})
	}
}

// day lets a day pass, so that every feed is due, and every network has news.
func (p *platform) day() {
	p.Helper()
	p.pass(25 * time.Hour)
	p.publishAll()
}

// befall strikes a network for one tick, and goes on until the feed is well.
func (p *platform) befall(n wall.Network, f networkFault, b *book) {
	p.Helper()
	when := fmt.Sprintf("%s, %s", n.Title(), f.name)
	p.vendors[n].skew.Store(int64(f.skew))
	before := p.texts()
	p.day()
	if f.members != "" {
		p.control(n, fmt.Sprintf(`"faults": [{%s}]`, f.members))
	}
	if f.slow {
		p.http.Timeout = impatience
	}
	p.tick()
	p.http.Timeout = patience
	p.wantServing(when, before)
	said := p.wantOnlyFailing(when, n, f)
	p.control(n, `"faults": null`)
	p.publish(n)
	b.note(row{part: partNetworks, of: n.Title(), fault: f.name, said: said, ticks: p.heal(when, n, f.skew)})
}

// wantOnlyFailing: the feed of a network says why it fails; the others have their news.
func (p *platform) wantOnlyFailing(when string, n wall.Network, f networkFault) (said string) {
	p.Helper()
	for other, feed := range p.feeds() {
		e := feed.State.Error
		switch {
		case other != n || !f.harms:
			if e != nil {
				p.Errorf("%s: %s is in error: %+v", when, other, *e)
			}
		case e == nil || e.Class != string(f.class):
			p.Errorf("%s: the feed says %+v, want %s", when, e, f.class)
		default:
			said = e.Message
			p.wantPlain(when, said)
		}
	}
	texts := p.texts()
	for other, v := range p.vendors {
		last := v.texts[len(v.texts)-1]
		came := texts[last] == 1
		switch {
		case other != n && !came, other == n && !f.harms && !f.late && !came:
			p.Errorf("%s: the wall has %q %d times", when, last, texts[last])
		case other == n && !f.harms:
			said = map[bool]string{true: "nothing: its posts came", false: "nothing: its posts came when it was their time"}[came]
		}
	}
	return said
}

// jargon is what no owner of a feed can read.
var jargon = []string{secretWord, "http", "EOF", "json", "JSON", "{", "<", "context", "dial", "tcp", "goroutine", "nil", "x509", "DynamoDB", "AWS", "Exception"}

// wantPlain: an error is said in plain words.
func (p *platform) wantPlain(when, words string) {
	p.Helper()
	tangled := slices.ContainsFunc(jargon, func(j string) bool { return strings.Contains(words, j) })
	if tangled || len(strings.Fields(words)) < 4 {
		p.Errorf("%s: not plain words: %q", when, words)
	}
}

// mostTurns is how many of its own turns a feed may take to be well again.
const mostTurns = 2

// heal lets the time pass until the feed's next turn, as the feed says it, and
// tells how many ticks it took until all was well. What waits for its time may
// take as long.
func (p *platform) heal(when string, n wall.Network, late time.Duration) (ticks int) {
	p.Helper()
	since := p.now()
	wrong := []string{"not tried"}
	for turn := 0; len(wrong) > 0; turn++ {
		if turn >= mostTurns && p.now().Sub(since) > late {
			p.Fatalf("%s: after %s:\n%s", when, p.now().Sub(since), strings.Join(wrong, "\n"))
		}
		wait := wall.TickDuration
		if next := p.feeds()[n].State.NextSyncAt; next != nil {
			wait = max(wait, next.Sub(p.now()))
		}
		p.pass(wait)
		p.tick()
		wrong = p.ill()
	}
	return int(p.now().Sub(since) / wall.TickDuration)
}
