package queue_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/queue"
)

func TestDeadLettersStayWhenListed(t *testing.T) {
	t.Parallel()
	_, letters, _ := failedSyncs(t, 23)
	for range 2 { // the first listing gives back what it looked at
		list, err := letters.List(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 23 {
			t.Fatalf("%d dead letters, want 23", len(list))
		}
		if list[0].ID == "" || list[0].SentAt.IsZero() {
			t.Errorf("a dead letter without id or time: %+v", list[0])
		}
		if _, err := queue.DecodeSync(list[0].Body); err != nil {
			t.Error(err)
		}
	}
	if some, err := letters.List(t.Context(), 5); err != nil || len(some) != 5 {
		t.Errorf("%d dead letters, %v, want 5", len(some), err)
	}
}

func TestDepthCountsWhatWaitsAndWhatFailed(t *testing.T) {
	t.Parallel()
	client, letters, source := failedSyncs(t, 3)
	syncs := queue.NewSyncs(client, source)
	for _, delay := range []time.Duration{0, 0, time.Minute} { // one is not due yet
		if err := syncs.SendSync(t.Context(), sync(1), delay); err != nil {
			t.Fatal(err)
		}
	}
	if waiting, failed, err := letters.Depth(t.Context()); waiting != 2 || failed != 3 || err != nil {
		t.Errorf("%d wait, %d failed, %v", waiting, failed, err)
	}
}

func TestReplaySendsDeadLettersBack(t *testing.T) {
	t.Parallel()
	client, letters, source := failedSyncs(t, 12)
	if n, err := letters.Replay(t.Context()); err != nil || n != 12 {
		t.Fatalf("replayed %d, %v, want 12", n, err)
	}
	if list, err := letters.List(t.Context(), 100); err != nil || len(list) != 0 {
		t.Errorf("%d dead letters are left, %v", len(list), err)
	}
	if got := len(receive(t, client, source, 12)); got != 12 {
		t.Errorf("%d messages are back, want 12", got)
	}
}

func TestReplayKeepsWhatItCannotSend(t *testing.T) {
	t.Parallel()
	client := enginetest.SQS(t)
	dead := newQueue(t, client, nil)
	if err := queue.NewSyncs(client, dead).SendSync(t.Context(), sync(1), 0); err != nil {
		t.Fatal(err)
	}
	gone := dead + "_that_is_gone"
	if n, err := queue.NewDeadLetters(client, dead, gone).Replay(t.Context()); err == nil || n != 0 {
		t.Fatalf("replayed %d, %v to a queue that is not there", n, err)
	}
	if got := attribute(t, client, dead, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible); got != "1" {
		t.Errorf("%s messages are held back, want 1", got)
	}
}

// failedSyncs makes a queue of which n messages have failed too often.
func failedSyncs(t *testing.T, n int) (*sqs.Client, *queue.DeadLetters, string) {
	client := enginetest.SQS(t)
	dead := newQueue(t, client, nil)
	arn := attribute(t, client, dead, types.QueueAttributeNameQueueArn)
	source := newQueue(t, client, map[string]string{
		"VisibilityTimeout": "0",
		"RedrivePolicy":     fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":3}`, arn),
	})
	for i := range n {
		if err := queue.NewSyncs(client, source).SendSync(t.Context(), sync(i), 0); err != nil {
			t.Fatal(err)
		}
	}
	for attribute(t, client, dead, types.QueueAttributeNameApproximateNumberOfMessages) != fmt.Sprint(n) {
		if _, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &source, MaxNumberOfMessages: 10}); err != nil {
			t.Fatal(err)
		}
	}
	return client, queue.NewDeadLetters(client, dead, source), source
}

func newQueue(t *testing.T, client *sqs.Client, attributes map[string]string) string {
	t.Helper()
	name := enginetest.Name("queue")
	made, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	return *made.QueueUrl
}

func attribute(t *testing.T, client *sqs.Client, url string, name types.QueueAttributeName) string {
	t.Helper()
	got, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{name},
	})
	if err != nil {
		t.Fatal(err)
	}
	return got.Attributes[string(name)]
}

// receive takes n messages, and no more.
func receive(t *testing.T, client *sqs.Client, url string, n int) []string {
	t.Helper()
	var bodies []string
	for len(bodies) < n {
		got, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
			QueueUrl: &url, MaxNumberOfMessages: 10, VisibilityTimeout: 60, WaitTimeSeconds: 5,
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Messages) == 0 {
			break
		}
		for _, m := range got.Messages {
			bodies = append(bodies, *m.Body)
		}
	}
	if len(bodies) != n {
		t.Fatalf("%d messages arrived, want %d", len(bodies), n)
	}
	return bodies
}
