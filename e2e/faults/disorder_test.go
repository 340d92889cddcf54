package faults_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// disorder is something that queues, the schedule or clocks do.
type disorder struct {
	of, name string
	do       func(p *platform) string
	brief    bool // it is among the essential ones
}

// disorders are what can come, once a day has passed and every network has news.
func disorders() []disorder {
	return []disorder{
		{of: "messages", name: "each comes twice at the same time", do: func(p *platform) string { return p.deliverWith(doubled) }, brief: true},
		{of: "messages", name: "each comes again when it is done", do: func(p *platform) string { return p.deliverWith(repeated) }},
		{of: "messages", name: "in the reverse order", do: backwards},
		{of: "messages", name: "one comes an hour late", do: anHourLate},
		{of: "messages", name: "all are lost", do: lostMessages, brief: true},
		{of: "messages", name: "poison among them", do: poisoned, brief: true},
		{of: "the schedule", name: "fires twice", do: func(p *platform) string { return p.fireTimes(2) }},
		{of: "the schedule", name: "fires late, when the next tick was done", do: firesLate},
		{of: "the schedule", name: "does not fire for three hours", do: silent},
		{of: "the fetcher", name: "an hour's backlog, in order", do: func(p *platform) string { return p.backlog(func([]types.Message) {}) }},
		{of: "the fetcher", name: "an hour's backlog, in any order", do: func(p *platform) string { return p.backlog(shuffle) }, brief: true},
		{of: "the functions' clock", name: "an hour ahead", do: func(p *platform) string { return p.withClock(time.Hour) }},
		{of: "the functions' clock", name: "an hour behind", do: func(p *platform) string { return p.withClock(-time.Hour) }},
	}
}

// testDelivery brings messages, schedule and clocks into disorder.
func testDelivery(t *testing.T, b *book) {
	t.Parallel()
	p := newPlatform(t)
	for _, d := range disorders() {
		p.disturb(d, b)
	}
}

// disturb lets one disorder come, and goes on until all is well.
func (p *platform) disturb(d disorder, b *book) {
	p.Helper()
	when := d.of + " " + d.name
	before := p.texts()
	p.day()
	said := d.do(p)
	p.wantServing(when, before)
	b.note(row{part: partDelivery, of: d.of, fault: d.name, said: said, ticks: p.calm(when)})
}

// calm lets healthy ticks come until all is well.
func (p *platform) calm(when string) (ticks int) {
	p.Helper()
	for wrong := p.ill(); len(wrong) > 0; wrong = p.ill() {
		if ticks == mostTicks {
			p.Errorf("%s: after %d ticks:\n%s", when, ticks, strings.Join(wrong, "\n"))
			return ticks
		}
		ticks++
		p.pass(wall.TickDuration)
		p.tick()
	}
	if n := p.deadLetters(); n > 0 {
		p.Errorf("%s: %d dead letters", when, n)
	}
	return ticks
}

// deliverWith does a tick whose messages are delivered in a way of the test's own.
func (p *platform) deliverWith(way func(p *platform, queue string, messages []types.Message) int) string {
	p.Helper()
	must(p.T, p.fire())
	failed := 0
	for range 10 {
		for _, w := range p.workers {
			messages := p.take(w.queue)
			failed += way(p, w.queue, messages)
			for _, m := range messages {
				p.remove(w.queue, m)
			}
		}
	}
	return fmt.Sprintf("%d copies went back", failed)
}

// copyOf is a copy of a message, as a queue delivers it once more.
func copyOf(m types.Message) types.Message {
	m.MessageId = aws.String(*m.MessageId + "-copy")
	return m
}

func doubled(p *platform, queue string, messages []types.Message) (failed int) {
	p.Helper()
	for _, m := range messages {
		messages = append(messages, copyOf(m))
	}
	for some := range slices.Chunk(messages, 10) {
		failed += p.failures(queue, some)
	}
	return failed
}

func repeated(p *platform, queue string, messages []types.Message) (failed int) {
	p.Helper()
	for some := range slices.Chunk(messages, 10) {
		failed += p.failures(queue, some) + p.failures(queue, some)
	}
	return failed
}

// failures delivers messages, and counts those that failed.
func (p *platform) failures(queue string, messages []types.Message) (failed int) {
	p.Helper()
	back := p.handle(queue, messages)
	for _, m := range messages {
		if back(m) {
			failed++
		}
	}
	return failed
}

// backwards delivers three ticks' messages, the newest first, each by itself.
func backwards(p *platform) string {
	p.Helper()
	for range 3 {
		p.pass(wall.TickDuration)
		p.publish(wall.Facebook)
		must(p.T, p.fire())
	}
	messages := p.take("SyncQueue")
	for _, m := range slices.Backward(messages) {
		p.invoke("SyncQueue", []types.Message{m})
	}
	p.deliverAll()
	return fmt.Sprintf("%d messages were done", len(messages))
}

func anHourLate(p *platform) string {
	p.Helper()
	must(p.T, p.fire())
	late := p.take("SyncQueue")
	for range 12 {
		p.pass(wall.TickDuration)
		p.tick()
	}
	return fmt.Sprintf("%d of %d went back", p.invoke("SyncQueue", late), len(late))
}

func lostMessages(p *platform) string {
	p.Helper()
	must(p.T, p.fire())
	lost := p.take("SyncQueue")
	for _, m := range lost {
		p.remove("SyncQueue", m)
	}
	return fmt.Sprintf("%d messages were lost", len(lost))
}

// poison are bodies that no function can do anything with.
func (p *platform) poison() []string {
	return []string{
		"{", "null", "[]", `"text"`, "{} {}", `{"tenantId": 5}`, `{"tenantId": "t_1", "table": "x", "spell": true}`,
		strings.Repeat("[", 20_000), `{"tenantId": "t_nobody", "table": "` + p.stack.Name + `_nothing", "tick": 99999999999}`,
	}
}

// poisoned puts poison beside the messages of every queue. What is good is done;
// what is not goes back alone, and ends where people see it.
func poisoned(p *platform) string {
	p.Helper()
	must(p.T, p.fire())
	poison := 0
	for _, w := range p.workers {
		for _, body := range p.poison() {
			p.post(w.queue, body)
			poison++
		}
	}
	p.deliverAll()
	if wrong := p.astray(); len(wrong) > 0 {
		p.Errorf("beside poison: %s", strings.Join(wrong, "\n"))
	}
	dead := p.deadLetters()
	if dead == 0 || dead > poison {
		p.Errorf("%d dead letters of %d bad messages", dead, poison)
	}
	p.forgetDeadLetters()
	return fmt.Sprintf("%d of %d bad messages are dead letters", dead, poison)
}

func (p *platform) forgetDeadLetters() {
	p.Helper()
	for _, q := range p.plan.Queues {
		if strings.HasSuffix(q.ID, "DeadLetters") {
			for _, m := range p.take(q.ID) {
				p.remove(q.ID, m)
			}
		}
	}
}

func (p *platform) fireTimes(n int) string {
	p.Helper()
	for range n {
		must(p.T, p.fire())
	}
	p.deliverAll()
	return "nothing"
}

func firesLate(p *platform) string {
	p.Helper()
	meant := p.now()
	p.pass(wall.TickDuration)
	p.tick()
	must(p.T, p.fireFor(meant))
	p.deliverAll()
	return "nothing"
}

func silent(p *platform) string {
	p.Helper()
	p.pass(3 * time.Hour)
	return "nothing"
}

// backlog is an hour in which the schedule fires, and no message is done; and then all are.
func (p *platform) backlog(order func([]types.Message)) string {
	p.Helper()
	for range 12 {
		p.pass(wall.TickDuration)
		p.publish(wall.Facebook)
		must(p.T, p.fire())
	}
	messages := p.take("SyncQueue")
	order(messages)
	failed := 0
	for some := range slices.Chunk(messages, 10) {
		failed += p.invoke("SyncQueue", some)
	}
	p.deliverAll()
	return fmt.Sprintf("of %d messages %d went back", len(messages), failed)
}

func shuffle(messages []types.Message) {
	rand.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
}

// withClock does a tick while the functions' clock is wrong.
func (p *platform) withClock(skew time.Duration) string {
	p.Helper()
	p.skew.Store(int64(skew))
	p.tick()
	p.skew.Store(0)
	return "nothing"
}
