package template

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"strconv"
	"strings"
	"time"
)

// builder turns resolved resources into a plan.
type builder struct {
	*resolver
	globals      map[string]any
	plan         *Plan
	integrations map[string]integrationProperties
	authorizers  map[string]authorizerProperties
	routes       []routeProperties
}

// needsNothing are the types that matter in AWS alone: permissions, logs, alarms, and what local/aws serves by itself.
var needsNothing = map[string]bool{
	"AWS::ApiGatewayV2::Stage":    true,
	"AWS::CloudWatch::Alarm":      true,
	"AWS::IAM::Role":              true,
	"AWS::KMS::Key":               true,
	"AWS::Lambda::Permission":     true,
	"AWS::Logs::LogGroup":         true,
	"AWS::SNS::Topic":             true,
	"AWS::SecretsManager::Secret": true,
}

func (b *builder) add(id string, r resource) error {
	if r.Condition != "" {
		if holds, err := b.condition(r.Condition); err != nil || holds != true {
			return err
		}
	}
	switch r.Type {
	case "AWS::Serverless::Function":
		return b.function(id, r)
	case "AWS::SQS::Queue":
		return b.queue(id, r)
	case "AWS::DynamoDB::Table":
		return b.table(id, r)
	case "AWS::ApiGatewayV2::Api":
		return b.api(r)
	case "AWS::ApiGatewayV2::Integration":
		return keep(b, &b.integrations, b.stack.physical(id), r)
	case "AWS::ApiGatewayV2::Authorizer":
		return keep(b, &b.authorizers, b.stack.physical(id), r)
	case "AWS::ApiGatewayV2::Route":
		var route routeProperties
		err := b.properties(r, &route)
		b.routes = append(b.routes, route)
		return err
	}
	if !needsNothing[r.Type] {
		b.plan.Ignored = append(b.plan.Ignored, id+" ("+r.Type+")")
	}
	return nil
}

// keep remembers a resource's properties until all resources are read and routes can be joined.
func keep[P any](b *builder, all *map[string]P, id string, r resource) error {
	var properties P
	if err := b.properties(r, &properties); err != nil {
		return err
	}
	if *all == nil {
		*all = map[string]P{}
	}
	(*all)[id] = properties
	return nil
}

func (b *builder) properties(r resource, to any) error {
	resolved, err := b.value(r.Properties)
	if err != nil {
		return err
	}
	return convert(resolved, to)
}

// number is an integer that a parameter may have made a string.
type number int

func (n *number) UnmarshalJSON(text []byte) error {
	value, err := strconv.Atoi(strings.Trim(string(text), `"`))
	*n = number(value)
	return err
}

func (n number) seconds() time.Duration { return time.Duration(n) * time.Second }

// scalar is a string, number or boolean, kept as text.
type scalar string

func (s *scalar) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] != '"' {
		*s = scalar(text)
		return nil
	}
	return json.Unmarshal(text, (*string)(s))
}

type functionProperties struct {
	CodeURI                      string `json:"CodeUri"`
	Timeout                      number
	MemorySize                   number
	ReservedConcurrentExecutions number
	Environment                  struct{ Variables map[string]scalar }
	Events                       map[string]event
}

type event struct {
	Type       string
	Properties struct {
		Queue                          string
		BatchSize                      number
		MaximumBatchingWindowInSeconds number
		FunctionResponseTypes          []string
		ScalingConfig                  struct{ MaximumConcurrency number }
		ScheduleExpression             string
		Input                          string
		State                          string
	}
}

func (b *builder) function(id string, r resource) error {
	properties, err := b.functionProperties(r)
	if err != nil {
		return err
	}
	name := b.stack.physical(id)
	function := Function{
		ID:          id,
		Name:        name,
		ARN:         b.stack.arn("lambda", "function:"+name),
		Folder:      path.Base(properties.CodeURI),
		Timeout:     properties.Timeout.seconds(),
		Memory:      int(properties.MemorySize),
		Concurrency: int(properties.ReservedConcurrentExecutions),
		Environment: map[string]string{},
	}
	for key, value := range properties.Environment.Variables {
		function.Environment[key] = string(value)
	}
	for _, key := range sortedKeys(properties.Events) {
		if err := b.event(&function, properties.Events[key]); err != nil {
			return fmt.Errorf("event %s: %w", key, err)
		}
	}
	b.plan.Functions = append(b.plan.Functions, function)
	return nil
}

// functionProperties are a function's own properties over Globals, environment variables merged as SAM does.
func (b *builder) functionProperties(r resource) (functionProperties, error) {
	properties := functionProperties{Timeout: 3, MemorySize: 128} // Lambda's defaults
	globals, err := b.value(b.globals)
	if err != nil {
		return properties, fmt.Errorf("globals: %w", err)
	}
	sections := struct{ Function *functionProperties }{&properties}
	if err := convert(globals, &sections); err != nil {
		return properties, fmt.Errorf("globals: %w", err)
	}
	shared := maps.Clone(properties.Environment.Variables)
	if err := b.properties(r, &properties); err != nil {
		return properties, err
	}
	own := properties.Environment.Variables
	properties.Environment.Variables = map[string]scalar{}
	maps.Copy(properties.Environment.Variables, shared)
	maps.Copy(properties.Environment.Variables, own)
	return properties, nil
}

func (b *builder) event(function *Function, e event) error {
	switch e.Type {
	case "SQS":
		function.Sources = append(function.Sources, source(e))
	case "ScheduleV2":
		if e.Properties.State != "DISABLED" {
			b.plan.Schedules = append(b.plan.Schedules, Schedule{
				FunctionID: function.ID,
				Expression: e.Properties.ScheduleExpression,
				Input:      e.Properties.Input,
			})
		}
	default:
		return fmt.Errorf("events of type %s are not supported locally", e.Type)
	}
	return nil
}

func source(e event) Source {
	s := Source{
		QueueARN:    e.Properties.Queue,
		BatchSize:   int(e.Properties.BatchSize),
		Window:      e.Properties.MaximumBatchingWindowInSeconds.seconds(),
		Concurrency: int(e.Properties.ScalingConfig.MaximumConcurrency),
	}
	if s.BatchSize == 0 {
		s.BatchSize = 10 // SQS's default
	}
	for _, kind := range e.Properties.FunctionResponseTypes {
		s.PartialFailure = s.PartialFailure || kind == "ReportBatchItemFailures"
	}
	return s
}

func (b *builder) queue(id string, r resource) error {
	var properties map[string]any
	if err := b.properties(r, &properties); err != nil {
		return err
	}
	url, err := b.stack.ref(id, r.Type)
	if err != nil {
		return err
	}
	name := b.stack.physical(id)
	queue := Queue{ID: id, Name: name, ARN: b.stack.arn("sqs", name), URL: fmt.Sprint(url), Attributes: map[string]string{}}
	for key, value := range properties {
		if text, ok := value.(string); ok {
			queue.Attributes[key] = text
			continue
		}
		encoded, err := json.Marshal(value)
		if err != nil {
			return err
		}
		queue.Attributes[key] = string(encoded)
	}
	b.plan.Queues = append(b.plan.Queues, queue)
	return nil
}

func (b *builder) table(id string, r resource) error {
	var properties struct {
		KeySchema []struct{ AttributeName, KeyType string }

		TimeToLiveSpecification struct{ AttributeName string }
	}
	if err := b.properties(r, &properties); err != nil {
		return err
	}
	table := Table{ID: id, Name: b.stack.physical(id), TTL: properties.TimeToLiveSpecification.AttributeName}
	for _, key := range properties.KeySchema {
		if key.KeyType == "HASH" {
			table.Hash = key.AttributeName
		} else {
			table.Range = key.AttributeName
		}
	}
	b.plan.Tables = append(b.plan.Tables, table)
	return nil
}
