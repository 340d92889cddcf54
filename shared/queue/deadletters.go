package queue

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// hold is how long a message that we look at is hidden from others. It comes
// back by itself if we die meanwhile.
const hold = 60 // seconds

// DeadLetters are the messages that failed too often, and the queue that they
// came from.
type DeadLetters struct {
	queue
	source queue
}

// DeadLetter is a message that failed too often.
type DeadLetter struct {
	ID     string
	Body   string
	SentAt time.Time
	handle *string
}

// NewDeadLetters are the dead letters at url of the queue at sourceURL.
func NewDeadLetters(client *sqs.Client, url, sourceURL string) *DeadLetters {
	return &DeadLetters{queue: queue{client, url}, source: queue{client, sourceURL}}
}

// Depth tells about how many messages wait in the queue, because they are due
// and nobody works on them, and how many have failed too often.
func (d *DeadLetters) Depth(ctx context.Context) (waiting, failed int, err error) {
	if waiting, err = d.source.length(ctx); err != nil {
		return 0, 0, err
	}
	failed, err = d.length(ctx)
	return waiting, failed, err
}

// List looks at up to most messages and leaves them there.
func (d *DeadLetters) List(ctx context.Context, most int) ([]DeadLetter, error) {
	var all []DeadLetter
	for len(all) < most {
		letters, err := d.receive(ctx, min(batchSize, most-len(all)))
		if err != nil {
			return nil, err
		}
		if len(letters) == 0 {
			break
		}
		all = append(all, letters...)
	}
	for _, l := range all {
		if err := d.release(ctx, l); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Replay sends every message back to its queue and tells how many. It sends
// before it deletes: interrupted, it leaves a message in both queues, never in
// none, and a second delivery changes nothing.
func (d *DeadLetters) Replay(ctx context.Context) (int, error) {
	for n := 0; ; n++ {
		letters, err := d.receive(ctx, 1)
		if err != nil || len(letters) == 0 {
			return n, err
		}
		if err := d.source.send(ctx, letters[0].Body, 0); err != nil {
			return n, err
		}
		if err := d.remove(ctx, letters[0]); err != nil {
			return n, err
		}
	}
}

// receive waits a second, because SQS looks at all of a queue's messages only
// when it may wait.
func (d *DeadLetters) receive(ctx context.Context, most int) ([]DeadLetter, error) {
	answer, err := d.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl:                    &d.url,
		MaxNumberOfMessages:         int32(most),
		VisibilityTimeout:           hold,
		WaitTimeSeconds:             1,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
	})
	if err != nil {
		return nil, err
	}
	letters := make([]DeadLetter, len(answer.Messages))
	for i, m := range answer.Messages {
		sentAt, err := sentAt(m)
		if err != nil {
			return nil, err
		}
		letters[i] = DeadLetter{ID: deref(m.MessageId), Body: deref(m.Body), SentAt: sentAt, handle: m.ReceiptHandle}
	}
	return letters, nil
}

func sentAt(m types.Message) (time.Time, error) {
	millis, err := strconv.ParseInt(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("queue: when a message was sent: %w", err)
	}
	return time.UnixMilli(millis).UTC(), nil
}

func (d *DeadLetters) release(ctx context.Context, l DeadLetter) error {
	_, err := d.client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: &d.url, ReceiptHandle: l.handle, VisibilityTimeout: 0,
	})
	return err
}

func (d *DeadLetters) remove(ctx context.Context, l DeadLetter) error {
	_, err := d.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &d.url, ReceiptHandle: l.handle})
	return err
}
