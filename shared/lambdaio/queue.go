package lambdaio

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"github.com/aws/aws-lambda-go/events"
)

// BatchHandler handles the events of an SQS event source that reports partial
// failures.
type BatchHandler func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)

// Batch does each message of an SQS batch, at the same time as the others, and
// returns to the queue only those that failed. work must bound its own time, so
// that one message condemns no other.
func Batch(work func(ctx context.Context, body string) error) BatchHandler {
	return func(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
		pieces := make([]piece, len(event.Records))
		for i, record := range event.Records {
			pieces[i] = piece{[]string{record.MessageId}, func() error { return work(ctx, record.Body) }}
		}
		return do(ctx, pieces), nil
	}
}

// Messages is Batch for messages that are decoded first.
func Messages[M any](decode func(body string) (M, error), work func(context.Context, M) error) BatchHandler {
	return Batch(func(ctx context.Context, body string) error {
		m, err := decode(body)
		if err != nil {
			return err
		}
		return work(ctx, m)
	})
}

// Grouped is Batch for messages that are cheaper done together, such as those of
// one tenant: those with the same key go into one call of work, and return to
// the queue together if it fails. decode must therefore refuse every message
// that work could fail on for its own sake: such a one returns alone.
func Grouped[M any, K comparable](decode func(body string) (M, error), key func(M) K, work func(context.Context, []M) error) BatchHandler {
	return func(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
		var pieces []piece
		ids, groups := map[K][]string{}, map[K][]M{}
		for _, record := range event.Records {
			m, err := decode(record.Body)
			if err != nil {
				pieces = append(pieces, piece{[]string{record.MessageId}, func() error { return err }})
				continue
			}
			ids[key(m)] = append(ids[key(m)], record.MessageId)
			groups[key(m)] = append(groups[key(m)], m)
		}
		for k, group := range groups {
			pieces = append(pieces, piece{ids[k], func() error { return work(ctx, group) }})
		}
		return do(ctx, pieces), nil
	}
}

// piece is the part of a batch that is done, or returns to the queue, as one.
type piece struct {
	messages []string // their ids
	work     func() error
}

func do(ctx context.Context, pieces []piece) events.SQSEventResponse {
	failed := make([]bool, len(pieces))
	var running sync.WaitGroup // of no more than the source's BatchSize
	for i, p := range pieces {
		running.Go(func() {
			if err := guarded(p.work); err != nil {
				failed[i] = true
				slog.ErrorContext(ctx, "messages failed: they return to the queue", "messages", p.messages, "error", err)
			}
		})
	}
	running.Wait()
	response := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for i, p := range pieces {
		if !failed[i] {
			continue
		}
		for _, id := range p.messages {
			response.BatchItemFailures = append(response.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: id})
		}
	}
	return response
}

// guarded turns a panic into an error: a message that is poison must not take
// the batch with it.
func guarded(work func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return work()
}
