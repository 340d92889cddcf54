package queue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/hashmytag/hashmytag/local/queue"
	"github.com/hashmytag/hashmytag/shared/enginetest"
)

// consumer is the function behind a queue.
type consumer struct {
	mu      sync.Mutex
	tries   map[string]int // by body
	batches []int
	answer  func(record events.SQSMessage, try int) error // nil: dealt with
	whole   error                                         // fails the invocation
	reply   string                                        // replaces the answer
}

func (c *consumer) invoke(_ context.Context, payload []byte) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var event events.SQSEvent
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, err
	}
	c.batches = append(c.batches, len(event.Records))
	response := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for _, record := range event.Records {
		c.tries[record.Body]++
		if c.answer != nil && c.answer(record, c.tries[record.Body]) != nil {
			response.BatchItemFailures = append(response.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
		}
	}
	if c.reply != "" {
		return []byte(c.reply), c.whole
	}
	encoded, _ := json.Marshal(response)
	return encoded, c.whole
}

// run starts a poller on a new queue, with dead letters after three tries, and answers the queue's and their addresses.
func run(t *testing.T, c *consumer, edit func(*queue.Source), bodies ...string) (poller *queue.Poller, dead string) {
	t.Helper()
	c.tries = map[string]int{}
	client := enginetest.SQS(t)
	dead = create(t, client, nil)
	arn := attribute(t, client, dead, types.QueueAttributeNameQueueArn)
	url := create(t, client, map[string]string{
		"VisibilityTimeout": "30",
		"RedrivePolicy":     fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":3}`, arn),
	})
	for _, body := range bodies {
		if _, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body}); err != nil {
			t.Fatal(err)
		}
	}
	source := queue.Source{
		URL: url, ARN: "arn:test", BatchSize: 10, Concurrency: 2, PartialFailure: true,
		RetryAfter: time.Second, Invoke: c.invoke,
	}
	if edit != nil {
		edit(&source)
	}
	poller = queue.New(client, source, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { poller.Run(ctx) })
	t.Cleanup(func() { cancel(); running.Wait() })
	return poller, dead
}

func TestSettlesEachMessage(t *testing.T) {
	t.Parallel()
	failing := errors.New("not now")
	bodies := []string{"a", "b", "c", "d"}
	tests := map[string]struct {
		consumer       *consumer
		wholeBatch     bool // the source has no partial failures
		wantTries      map[string]int
		wantDeadLetter []string
	}{
		"all well": {
			consumer:  &consumer{},
			wantTries: map[string]int{"a": 1, "b": 1, "c": 1, "d": 1},
		},
		"an empty answer is a success": {
			consumer:  &consumer{reply: "null"},
			wantTries: map[string]int{"a": 1, "b": 1, "c": 1, "d": 1},
		},
		"only what failed comes again": {
			consumer: &consumer{answer: func(record events.SQSMessage, try int) error {
				if record.Body == "b" && try == 1 {
					return failing
				}
				return nil
			}},
			wantTries: map[string]int{"a": 1, "b": 2, "c": 1, "d": 1},
		},
		"a poisoned message ends as a dead letter, alone": {
			consumer: &consumer{answer: func(record events.SQSMessage, _ int) error {
				if record.Body == "c" {
					return failing
				}
				return nil
			}},
			wantTries:      map[string]int{"a": 1, "b": 1, "c": 3, "d": 1},
			wantDeadLetter: []string{"c"},
		},
		"a crash returns the batch": {
			consumer:       &consumer{whole: failing},
			wantTries:      map[string]int{"a": 3, "b": 3, "c": 3, "d": 3},
			wantDeadLetter: bodies,
		},
		"an answer about a stranger fails the batch": {
			consumer:       &consumer{reply: `{"batchItemFailures":[{"itemIdentifier":""}]}`},
			wantTries:      map[string]int{"a": 3, "b": 3, "c": 3, "d": 3},
			wantDeadLetter: bodies,
		},
		"without partial failures the answer does not matter": {
			consumer:   &consumer{answer: func(events.SQSMessage, int) error { return failing }},
			wholeBatch: true,
			wantTries:  map[string]int{"a": 1, "b": 1, "c": 1, "d": 1},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			poller, dead := run(t, test.consumer, func(s *queue.Source) { s.PartialFailure = !test.wholeBatch }, bodies...)
			drained(t, poller)
			test.consumer.mu.Lock()
			defer test.consumer.mu.Unlock()
			for body, want := range test.wantTries {
				if got := test.consumer.tries[body]; got != want {
					t.Errorf("message %s was tried %d times, want %d", body, got, want)
				}
			}
			if got := letters(t, dead); !slices.Equal(got, test.wantDeadLetter) {
				t.Errorf("dead letters %v, want %v", got, test.wantDeadLetter)
			}
		})
	}
}

func TestBatchSize(t *testing.T) {
	t.Parallel()
	c := &consumer{}
	poller, _ := run(t, c, func(s *queue.Source) { s.BatchSize = 2 }, "a", "b", "c", "d", "e")
	drained(t, poller)
	c.mu.Lock()
	defer c.mu.Unlock()
	if slices.Max(c.batches) > 2 {
		t.Errorf("batches of %v", c.batches)
	}
}

func TestWindowFillsABatch(t *testing.T) {
	t.Parallel()
	c := &consumer{}
	bodies := make([]string, 25) // more than one receive can bring
	for i := range bodies {
		bodies[i] = fmt.Sprint("m", i)
	}
	poller, _ := run(t, c, func(s *queue.Source) { s.BatchSize, s.Window, s.Concurrency = 25, 5*time.Second, 1 }, bodies...)
	drained(t, poller)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.Equal(c.batches, []int{25}) {
		t.Errorf("batches of %v", c.batches)
	}
}

func TestConcurrencyLimit(t *testing.T) {
	t.Parallel()
	started, release := make(chan struct{}, 10), make(chan struct{})
	block := func(context.Context, []byte) ([]byte, error) {
		started <- struct{}{}
		<-release
		return nil, nil
	}
	poller, _ := run(t, &consumer{}, func(s *queue.Source) { s.BatchSize, s.Concurrency, s.Invoke = 1, 2, block }, "a", "b", "c")
	<-started
	<-started
	select {
	case <-started:
		t.Error("a third batch began beside two")
	case <-time.After(100 * time.Millisecond):
	}
	close(release)
	drained(t, poller)
}

func drained(t *testing.T, poller *queue.Poller) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := poller.Drained(ctx); err != nil {
		t.Fatal(err)
	}
}

func letters(t *testing.T, url string) []string {
	t.Helper()
	out, err := enginetest.SQS(t).ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10})
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, message := range out.Messages {
		bodies = append(bodies, *message.Body)
	}
	slices.Sort(bodies)
	return bodies
}

func create(t *testing.T, client *sqs.Client, attributes map[string]string) string {
	t.Helper()
	out, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(enginetest.Name("poller")), Attributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	return *out.QueueUrl
}

func attribute(t *testing.T, client *sqs.Client, url string, name types.QueueAttributeName) string {
	t.Helper()
	out, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{name}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Attributes[string(name)]
}
