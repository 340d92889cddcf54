package faults_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// tick is a healthy one: the schedule fires, and all that follows is done.
func (p *platform) tick() {
	p.Helper()
	must(p.T, p.fire())
	p.deliverAll()
}

// fire calls the dispatcher as the schedule does.
func (p *platform) fire() error { return p.fireFor(p.now()) }

// fireFor calls it for the time that the call was meant for.
func (p *platform) fireFor(meant time.Time) error {
	ctx, cancel := p.line.living(p.Context())
	defer cancel()
	return p.dispatch(ctx, lambdaio.Scheduled{Time: meant})
}

// queueURL is where a queue of the template answers.
func (p *platform) queueURL(id string) string {
	p.Helper()
	for _, q := range p.plan.Queues {
		if q.ID == id {
			return q.URL
		}
	}
	p.Fatalf("the template has no %s", id)
	return ""
}

// receive takes up to ten messages of a queue.
func (p *platform) receive(url string) []types.Message {
	p.Helper()
	out, err := p.sqs.ReceiveMessage(p.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10})
	must(p.T, err)
	return out.Messages
}

// take takes all messages of a queue.
func (p *platform) take(queue string) []types.Message {
	p.Helper()
	var all []types.Message
	for {
		some := p.receive(p.queueURL(queue))
		if len(some) == 0 {
			return all
		}
		all = append(all, some...)
	}
}

// deliver brings each of a queue's messages once to its function, in batches. Those
// that fail go back. It tells how many came, and how many failed.
func (p *platform) deliver(queue string) (came, failed int) {
	p.Helper()
	if p.held[queue] {
		p.held[queue] = false
		p.pass(p.visibility(queue))
	}
	messages := p.take(queue)
	for batch := range slices.Chunk(messages, 10) {
		failed += p.invoke(queue, batch)
	}
	return len(messages), failed
}

// invoke invokes a queue's function with a batch, and settles its messages.
func (p *platform) invoke(queue string, batch []types.Message) (failed int) {
	p.Helper()
	back := p.handle(queue, batch)
	for _, m := range batch {
		if back(m) {
			failed++
			p.giveBack(queue, m)
		} else {
			p.remove(queue, m)
		}
	}
	p.held[queue] = p.held[queue] || failed > 0
	return failed
}

// handle invokes a queue's function with a batch, and tells which of its messages failed.
func (p *platform) handle(queue string, batch []types.Message) (back func(types.Message) bool) {
	p.Helper()
	w := p.workers[slices.IndexFunc(p.workers, func(w worker) bool { return w.queue == queue })]
	var event events.SQSEvent
	for _, m := range batch {
		event.Records = append(event.Records, events.SQSMessage{MessageId: *m.MessageId, Body: *m.Body})
	}
	ctx, cancel := p.line.living(p.Context())
	defer cancel()
	response, err := w.handle(ctx, event)
	dead := err != nil || p.line.killed(w.function)
	return func(m types.Message) bool {
		return dead || slices.Contains(response.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: *m.MessageId})
	}
}

// visibility is how long a queue holds back a message that failed.
func (p *platform) visibility(queue string) time.Duration {
	p.Helper()
	for _, q := range p.plan.Queues {
		if q.ID == queue {
			seconds, err := strconv.Atoi(q.Attributes["VisibilityTimeout"])
			must(p.T, err)
			return time.Duration(seconds) * time.Second
		}
	}
	return 0
}

// giveBack makes a message visible at once: the time for which the queue would
// hold it back passes with its next delivery.
func (p *platform) giveBack(queue string, m types.Message) {
	p.Helper()
	_, err := p.sqs.ChangeMessageVisibility(context.WithoutCancel(p.Context()), &sqs.ChangeMessageVisibilityInput{
		QueueUrl: aws.String(p.queueURL(queue)), ReceiptHandle: m.ReceiptHandle,
	})
	must(p.T, err)
}

func (p *platform) remove(queue string, m types.Message) {
	p.Helper()
	_, err := p.sqs.DeleteMessage(p.Context(), &sqs.DeleteMessageInput{QueueUrl: aws.String(p.queueURL(queue)), ReceiptHandle: m.ReceiptHandle})
	must(p.T, err)
}

// post puts a message into a queue.
func (p *platform) post(queue, body string) {
	p.Helper()
	_, err := p.sqs.SendMessage(p.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(p.queueURL(queue)), MessageBody: &body})
	must(p.T, err)
}

// deliverAll does what all messages ask for, and what follows from that.
func (p *platform) deliverAll() {
	p.Helper()
	for range 20 {
		all := 0
		for _, w := range p.workers {
			came, _ := p.deliver(w.queue)
			all += came
		}
		if all == 0 {
			return
		}
	}
	p.Error("there is no end of messages")
}

// deadLetters counts the messages that failed too often.
func (p *platform) deadLetters() int {
	p.Helper()
	dead := 0
	for _, q := range p.plan.Queues {
		if strings.HasSuffix(q.ID, "DeadLetters") {
			dead += p.length(q.ID)
		}
	}
	return dead
}

func (p *platform) length(queue string) int {
	p.Helper()
	out, err := p.sqs.GetQueueAttributes(p.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(p.queueURL(queue)), AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages},
	})
	must(p.T, err)
	n, err := strconv.Atoi(out.Attributes[string(types.QueueAttributeNameApproximateNumberOfMessages)])
	must(p.T, err)
	return n
}

// What Google shows of a place: so many reviews, which are not old. Others may
// leave the wall: its terms have them kept for two days.
const (
	reviewsShown = 5
	reviewsAge   = 6 * 24 * time.Hour
)

// expected tells which posts have to be on the wall, and which may be.
func (p *platform) expected() (all, most map[string]bool) {
	all, most = map[string]bool{}, map[string]bool{}
	for n, v := range p.vendors {
		for i, text := range v.texts {
			most[text] = true
			at, _ := v.listed[len(v.listed)-1-i]["at"].(time.Time)
			if n != wall.Google || i >= len(v.texts)-reviewsShown && p.now().Sub(at) < reviewsAge {
				all[text] = true
			}
		}
	}
	return all, most
}

// astray is what is wrong with the posts on the wall; nothing if each is there once.
func (p *platform) astray() (wrong []string) {
	p.Helper()
	all, most := p.expected()
	texts := p.texts()
	for text := range all {
		if texts[text] == 0 {
			wrong = append(wrong, fmt.Sprintf("%q is not on the wall", text))
		}
	}
	return append(wrong, p.doubled(texts, most)...)
}

// doubled are posts that are on the wall twice, or that nobody has published.
func (p *platform) doubled(texts map[string]int, most map[string]bool) (wrong []string) {
	for text, n := range texts {
		if n > 1 || !most[text] {
			wrong = append(wrong, fmt.Sprintf("%q is on the wall %d times", text, n))
		}
	}
	return wrong
}

// ill is all that is wrong with the platform.
func (p *platform) ill() (wrong []string) {
	p.Helper()
	wrong = p.astray()
	for _, f := range p.allFeeds() {
		if f.State.Error != nil {
			wrong = append(wrong, fmt.Sprintf("%s is in error: %+v", f.Name, *f.State.Error))
		}
	}
	return wrong
}

func (p *platform) wantWell(when string) {
	p.Helper()
	if wrong := p.ill(); len(wrong) > 0 {
		p.Fatalf("%s: %s", when, strings.Join(wrong, "\n"))
	}
}

// wantServing shows that the wall has, while something fails, what it had before.
func (p *platform) wantServing(when string, before map[string]int) {
	p.Helper()
	posts, ok := p.wall()
	if !ok {
		p.Errorf("%s: the wall cannot be read", when)
		return
	}
	texts := map[string]int{}
	for _, post := range posts {
		texts[post.Text]++
	}
	all, most := p.expected()
	for text := range before {
		if all[text] && texts[text] == 0 {
			p.Errorf("%s: %q has left the wall", when, text)
		}
	}
	for _, wrong := range p.doubled(texts, most) {
		p.Errorf("%s: %s", when, wrong)
	}
}
