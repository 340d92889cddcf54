package lambdaio

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"github.com/aws/aws-lambda-go/events"
)

// Batch does each message of an SQS batch, at the same time as the others, and
// returns to the queue only those that failed. work must bound its own time, so
// that one message condemns no other.
func Batch(work func(ctx context.Context, body string) error) func(context.Context, events.SQSEvent) (events.SQSEventResponse, error) {
	return func(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
		failed := make([]bool, len(event.Records))
		var running sync.WaitGroup
		for i, record := range event.Records {
			running.Go(func() {
				if err := guarded(ctx, work, record.Body); err != nil {
					failed[i] = true
					slog.ErrorContext(ctx, "message failed: it returns to the queue", "messageId", record.MessageId, "error", err)
				}
			})
		}
		running.Wait()
		response := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
		for i, record := range event.Records {
			if failed[i] {
				response.BatchItemFailures = append(response.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
			}
		}
		return response, nil
	}
}

// guarded turns a panic into an error: a message that is poison must not take
// the batch with it.
func guarded(ctx context.Context, work func(ctx context.Context, body string) error, body string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return work(ctx, body)
}
