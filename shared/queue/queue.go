// Package queue carries work between functions over SQS: syncs, tenants to be
// set up, and what visitors did. It also lists and replays what failed too often.
package queue

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	batchSize   = 10               // SQS's limit
	maxDelay    = 15 * time.Minute // SQS's limit
	concurrency = 16               // batches on their way at the same time
	tries       = 4                // of an entry that SQS refused for the moment
	retryPause  = 100 * time.Millisecond
)

// Syncs is the queue of syncs.
type Syncs struct{ queue }

var _ wall.SyncQueue = (*Syncs)(nil)

// NewSyncs is the queue of syncs at url.
func NewSyncs(client *sqs.Client, url string) *Syncs { return &Syncs{queue{client, url}} }

// SendSync asks for one sync, after a delay of at most 15 minutes.
func (q *Syncs) SendSync(ctx context.Context, m wall.SyncMessage, delay time.Duration) error {
	return q.send(ctx, encodeSync(m), delay)
}

// SendSyncs asks for many. A batch that fails does not hold back the others;
// the first failure is reported.
func (q *Syncs) SendSyncs(ctx context.Context, batch []wall.DelayedSync) error {
	var group errgroup.Group
	group.SetLimit(concurrency)
	for chunk := range slices.Chunk(batch, batchSize) {
		group.Go(func() error { return q.sendBatch(ctx, syncEntries(chunk)) })
	}
	return group.Wait()
}

func syncEntries(chunk []wall.DelayedSync) []types.SendMessageBatchRequestEntry {
	entries := make([]types.SendMessageBatchRequestEntry, len(chunk))
	for i, s := range chunk {
		entries[i] = entry(i, encodeSync(s.Message), s.Delay)
	}
	return entries
}

// Provisions is the queue of tenants to be set up, or to be removed.
type Provisions struct{ queue }

// NewProvisions is the queue of tenants to be set up at url.
func NewProvisions(client *sqs.Client, url string) *Provisions {
	return &Provisions{queue{client, url}}
}

// SendProvision asks for a tenant to be set up.
func (q *Provisions) SendProvision(ctx context.Context, tenantID string) error {
	return q.send(ctx, encode(provisionMessage{TenantID: tenantID}), 0)
}

// SendPurge asks for all that is left of a deleted tenant to be removed.
func (q *Provisions) SendPurge(ctx context.Context, tenantID string) error {
	return q.send(ctx, encode(provisionMessage{TenantID: tenantID, Purge: true}), 0)
}

// queue is one SQS queue.
type queue struct {
	client *sqs.Client
	url    string
}

func (q queue) send(ctx context.Context, body string, delay time.Duration) error {
	_, err := q.client.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: &q.url, MessageBody: &body, DelaySeconds: seconds(delay),
	})
	return err
}

// length is about how many messages can be received now.
func (q queue) length(ctx context.Context) (int, error) {
	name := types.QueueAttributeNameApproximateNumberOfMessages
	answer, err := q.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &q.url, AttributeNames: []types.QueueAttributeName{name},
	})
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(answer.Attributes[string(name)])
}

// sendBatch sends up to ten messages, and those again that SQS could not take
// at the moment. SQS answers for each of them, so a batch can fail in part.
func (q queue) sendBatch(ctx context.Context, entries []types.SendMessageBatchRequestEntry) error {
	for try := 1; ; try++ {
		answer, err := q.client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &q.url, Entries: entries})
		if err != nil {
			return err
		}
		if len(answer.Failed) == 0 {
			return nil
		}
		first := answer.Failed[0]
		if try == tries || slices.ContainsFunc(answer.Failed, isOurFault) {
			return fmt.Errorf("queue: %d messages were not sent, the first because of %s: %s",
				len(answer.Failed), deref(first.Code), deref(first.Message))
		}
		entries = failedOf(entries, answer.Failed)
		if err := pause(ctx, retryPause<<try); err != nil {
			return err
		}
	}
}

func isOurFault(f types.BatchResultErrorEntry) bool { return f.SenderFault }

func failedOf(entries []types.SendMessageBatchRequestEntry, failed []types.BatchResultErrorEntry) []types.SendMessageBatchRequestEntry {
	return slices.DeleteFunc(slices.Clone(entries), func(e types.SendMessageBatchRequestEntry) bool {
		return !slices.ContainsFunc(failed, func(f types.BatchResultErrorEntry) bool {
			return deref(f.Id) == deref(e.Id)
		})
	})
}

func entry(i int, body string, delay time.Duration) types.SendMessageBatchRequestEntry {
	id := strconv.Itoa(i)
	return types.SendMessageBatchRequestEntry{Id: &id, MessageBody: &body, DelaySeconds: seconds(delay)}
}

func seconds(delay time.Duration) int32 {
	return int32(min(max(delay, 0), maxDelay).Round(time.Second) / time.Second)
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
