package template

import (
	"fmt"
	"maps"
	"path"

	"github.com/hashmytag/hashmytag/local/iam"
)

type functionProperties struct {
	CodeURI                      string `json:"CodeUri"`
	Timeout                      number
	MemorySize                   number
	ReservedConcurrentExecutions number
	Environment                  struct{ Variables map[string]scalar }
	Policies                     []iam.Policy
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
		Role:        b.functionRole(id, properties.Policies),
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

// functionRole is the role that SAM makes for a function.
func (b *builder) functionRole(id string, policies []iam.Policy) iam.Role {
	role := iam.Role{ARN: b.stack.roleARN(id + "Role-LOCAL")}
	for _, policy := range policies {
		role.Policy.Statement = append(role.Policy.Statement, policy.Statement...)
	}
	return role
}

func (b *builder) role(id string, r resource) error {
	var properties struct {
		AssumeRolePolicyDocument iam.Policy
		Policies                 []struct{ PolicyDocument iam.Policy }
	}
	if err := b.properties(r, &properties); err != nil {
		return err
	}
	role := iam.Role{ARN: b.stack.roleARN(id), Trust: properties.AssumeRolePolicyDocument}
	for _, policy := range properties.Policies {
		role.Policy.Statement = append(role.Policy.Statement, policy.PolicyDocument.Statement...)
	}
	b.plan.Roles = append(b.plan.Roles, role)
	return nil
}
