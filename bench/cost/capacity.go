package main

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// meter adds up what DynamoDB says that it bills for a client's requests.
type meter struct {
	mu            sync.Mutex
	reads, writes float64 // request units
}

// read answers what was billed since the last call.
func (m *meter) read() units {
	m.mu.Lock()
	defer m.mu.Unlock()
	u := units{reads: m.reads, writes: m.writes}
	m.reads, m.writes = 0, 0
	return u
}

func (m *meter) watch(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("meter", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			ask(in.Parameters)
			out, metadata, err := next.HandleInitialize(ctx, in)
			m.add(out.Result)
			return out, metadata, err
		}), middleware.After)
	})
}

// ask has the answer say what it is billed with.
func ask(request any) {
	const total = types.ReturnConsumedCapacityTotal
	switch r := request.(type) {
	case *dynamodb.GetItemInput:
		r.ReturnConsumedCapacity = total
	case *dynamodb.BatchGetItemInput:
		r.ReturnConsumedCapacity = total
	case *dynamodb.QueryInput:
		r.ReturnConsumedCapacity = total
	case *dynamodb.PutItemInput:
		r.ReturnConsumedCapacity = total
	case *dynamodb.UpdateItemInput:
		r.ReturnConsumedCapacity = total
	case *dynamodb.DeleteItemInput:
		r.ReturnConsumedCapacity = total
	case *dynamodb.TransactWriteItemsInput:
		r.ReturnConsumedCapacity = total
	}
}

func (m *meter) add(answer any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch a := answer.(type) {
	case *dynamodb.GetItemOutput:
		m.reads += billed(a.ConsumedCapacity)
	case *dynamodb.BatchGetItemOutput:
		for i := range a.ConsumedCapacity {
			m.reads += billed(&a.ConsumedCapacity[i])
		}
	case *dynamodb.QueryOutput:
		m.reads += billed(a.ConsumedCapacity)
	case *dynamodb.PutItemOutput:
		m.writes += billed(a.ConsumedCapacity)
	case *dynamodb.UpdateItemOutput:
		m.writes += billed(a.ConsumedCapacity)
	case *dynamodb.DeleteItemOutput:
		m.writes += billed(a.ConsumedCapacity)
	case *dynamodb.TransactWriteItemsOutput:
		for i := range a.ConsumedCapacity {
			m.writes += billed(&a.ConsumedCapacity[i])
		}
	}
}

func billed(c *types.ConsumedCapacity) float64 {
	if c == nil || c.CapacityUnits == nil {
		return 0
	}
	return *c.CapacityUnits
}
