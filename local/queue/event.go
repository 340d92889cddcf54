package queue

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// invoke runs the function for a batch and tells which of its messages failed.
func (p *Poller) invoke(ctx context.Context, batch []types.Message) (failed func(id string) bool, err error) {
	all := func(string) bool { return true }
	payload, err := json.Marshal(p.event(batch))
	if err != nil {
		return all, err
	}
	response, err := p.source.Invoke(ctx, payload)
	if err != nil {
		return all, err
	}
	if !p.source.PartialFailure {
		return func(string) bool { return false }, nil
	}
	ids, err := failures(response, batch)
	if err != nil {
		return all, err
	}
	return func(id string) bool { return ids[id] }, nil
}

// failures reads the ids of the messages that a function could not deal with. An answer that names a message
// outside the batch, or none at all, is not understood: Lambda then takes the whole batch as failed.
func failures(response []byte, batch []types.Message) (map[string]bool, error) {
	known := make(map[string]bool, len(batch))
	for _, message := range batch {
		known[*message.MessageId] = true
	}
	var answer struct {
		BatchItemFailures []struct {
			ItemIdentifier string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if len(response) > 0 {
		if err := json.Unmarshal(response, &answer); err != nil {
			return nil, fmt.Errorf("response: %w", err)
		}
	}
	failed := map[string]bool{}
	for _, item := range answer.BatchItemFailures {
		if !known[item.ItemIdentifier] {
			return nil, fmt.Errorf("response names message %q, which is not in the batch", item.ItemIdentifier)
		}
		failed[item.ItemIdentifier] = true
	}
	return failed, nil
}

func (p *Poller) event(batch []types.Message) events.SQSEvent {
	event := events.SQSEvent{Records: make([]events.SQSMessage, len(batch))}
	for i, message := range batch {
		event.Records[i] = events.SQSMessage{
			MessageId:         aws.ToString(message.MessageId),
			ReceiptHandle:     aws.ToString(message.ReceiptHandle),
			Body:              aws.ToString(message.Body),
			Md5OfBody:         aws.ToString(message.MD5OfBody),
			Attributes:        message.Attributes,
			MessageAttributes: messageAttributes(message.MessageAttributes),
			EventSource:       "aws:sqs",
			EventSourceARN:    p.source.ARN,
			AWSRegion:         p.source.Region,
		}
	}
	return event
}

func messageAttributes(received map[string]types.MessageAttributeValue) map[string]events.SQSMessageAttribute {
	attributes := make(map[string]events.SQSMessageAttribute, len(received))
	for name, value := range received {
		attributes[name] = events.SQSMessageAttribute{
			StringValue: value.StringValue,
			BinaryValue: value.BinaryValue,
			DataType:    aws.ToString(value.DataType),
		}
	}
	return attributes
}
