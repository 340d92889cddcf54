// Package queue brings a queue's messages to a function as Lambda's SQS event source does: in batches, several at a
// time, with partial failures. A message is deleted when the function has dealt with it, and comes back when not.
package queue

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const (
	receiveLimit       = 10 // messages that SQS hands out at once
	longPoll           = 20 * time.Second
	defaultConcurrency = 10
	errorPause         = time.Second
	drainedPause       = 25 * time.Millisecond
)

// Source describes an event source.
type Source struct {
	URL, ARN, Region string
	BatchSize        int
	Window           time.Duration // how long to wait for a batch to fill
	Concurrency      int           // batches at work at the same time; 0 for the default
	PartialFailure   bool          // the function answers which messages failed
	// RetryAfter is when a failed message comes back. 0 leaves that to the queue's visibility time-out, as AWS does.
	RetryAfter time.Duration
	Invoke     func(ctx context.Context, payload []byte) ([]byte, error)
}

// Poller is an event source at work.
type Poller struct {
	client *sqs.Client
	source Source
	log    *slog.Logger
}

// New makes a poller.
func New(client *sqs.Client, source Source, log *slog.Logger) *Poller {
	if source.Concurrency == 0 {
		source.Concurrency = defaultConcurrency
	}
	return &Poller{client: client, source: source, log: log.With("queue", source.ARN)}
}

// Run receives until the context ends, and returns when no batch is at work any more.
func (p *Poller) Run(ctx context.Context) {
	var batches sync.WaitGroup
	defer batches.Wait()
	slots := make(chan struct{}, p.source.Concurrency)
	for {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		messages, err := p.receive(ctx)
		if err != nil && ctx.Err() == nil {
			p.log.Error("receive failed", "error", err)
			pause(ctx, errorPause)
		}
		if len(messages) == 0 {
			<-slots
			continue
		}
		batches.Go(func() {
			defer func() { <-slots }()
			p.handle(ctx, messages)
		})
	}
}

// receive waits for messages, then for the batch to fill or its window to pass.
func (p *Poller) receive(ctx context.Context) ([]types.Message, error) {
	messages, err := p.receiveOnce(ctx, p.source.BatchSize, longPoll)
	if err != nil || len(messages) == 0 || p.source.Window == 0 {
		return messages, err
	}
	until := time.Now().Add(p.source.Window)
	for len(messages) < p.source.BatchSize {
		left := time.Until(until).Truncate(time.Second)
		more, err := p.receiveOnce(ctx, p.source.BatchSize-len(messages), max(left, 0))
		if err != nil {
			return messages, nil //nolint:nilerr // what is there is handled; the error shows again at the next receive
		}
		messages = append(messages, more...)
		if len(more) == 0 && left <= 0 {
			break
		}
	}
	return messages, nil
}

func (p *Poller) receiveOnce(ctx context.Context, most int, wait time.Duration) ([]types.Message, error) {
	out, err := p.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl:                    &p.source.URL,
		MaxNumberOfMessages:         int32(min(most, receiveLimit)), // at most 10
		WaitTimeSeconds:             int32(wait / time.Second),      // at most 20
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		MessageAttributeNames:       []string{"All"},
	})
	if err != nil {
		return nil, err
	}
	return out.Messages, nil
}

// handle runs the function for one batch and settles each message. Settling goes on when the platform stops.
func (p *Poller) handle(ctx context.Context, batch []types.Message) {
	failed, err := p.invoke(ctx, batch)
	if err != nil && ctx.Err() == nil {
		p.log.Error("batch failed", "messages", len(batch), "error", err)
	}
	ctx = context.WithoutCancel(ctx)
	var done, again []types.Message
	for _, message := range batch {
		if failed(*message.MessageId) {
			again = append(again, message)
		} else {
			done = append(done, message)
		}
	}
	if err := errors.Join(p.remove(ctx, done), p.giveBack(ctx, again)); err != nil {
		p.log.Error("messages not settled: they come again", "error", err)
	}
}

func (p *Poller) remove(ctx context.Context, messages []types.Message) error {
	return inTens(messages, func(some []types.Message) error {
		input := &sqs.DeleteMessageBatchInput{QueueUrl: &p.source.URL}
		for i, message := range some {
			id := strconv.Itoa(i)
			input.Entries = append(input.Entries, types.DeleteMessageBatchRequestEntry{Id: &id, ReceiptHandle: message.ReceiptHandle})
		}
		_, err := p.client.DeleteMessageBatch(ctx, input)
		return err
	})
}

func (p *Poller) giveBack(ctx context.Context, messages []types.Message) error {
	if p.source.RetryAfter == 0 {
		return nil
	}
	return inTens(messages, func(some []types.Message) error {
		input := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &p.source.URL}
		for i, message := range some {
			id := strconv.Itoa(i)
			input.Entries = append(input.Entries, types.ChangeMessageVisibilityBatchRequestEntry{
				Id: &id, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: int32(p.source.RetryAfter / time.Second), // seconds
			})
		}
		_, err := p.client.ChangeMessageVisibilityBatch(ctx, input)
		return err
	})
}

// Drained waits until the queue holds no message: none waiting, delayed, or at work.
func (p *Poller) Drained(ctx context.Context) error {
	for {
		left, err := p.outstanding(ctx)
		if err != nil || left == 0 {
			return err
		}
		if !pause(ctx, drainedPause) {
			return context.Cause(ctx)
		}
	}
}

func (p *Poller) outstanding(ctx context.Context) (int, error) {
	counts := []types.QueueAttributeName{
		types.QueueAttributeNameApproximateNumberOfMessages,
		types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
		types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
	}
	out, err := p.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &p.source.URL, AttributeNames: counts})
	if err != nil {
		return 0, err
	}
	total := 0
	for _, count := range counts {
		n, err := strconv.Atoi(out.Attributes[string(count)])
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

func inTens(messages []types.Message, do func([]types.Message) error) error {
	for len(messages) > 0 {
		n := min(len(messages), receiveLimit)
		if err := do(messages[:n]); err != nil {
			return err
		}
		messages = messages[n:]
	}
	return nil
}

// pause waits, and tells whether the context still stands.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
