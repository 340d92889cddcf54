package stack_test

import (
	"slices"
	"strings"
	"testing"
)

// functions are the platform's own: the CDK has one for the site's upload.
func (all resources) functions() resources {
	own := all.of("AWS::Lambda::Function")
	for id := range own {
		if strings.HasPrefix(id, "CustomCDK") {
			delete(own, id)
		}
	}
	return own
}

func testFunctions(t *testing.T, all resources) {
	watched := targets(convert[[]any](t, all["FunctionErrorsAlarm"].Properties["Metrics"]))
	for id, r := range all.functions() {
		if r.property("Runtime") != "provided.al2023" || !slices.Equal(list(r.property("Architectures")), []string{"arm64"}) {
			t.Errorf("%s: %v on %v", id, r.property("Runtime"), r.property("Architectures"))
		}
		if target(r.property("LoggingConfig/LogGroup")) != "FunctionLogs" {
			t.Errorf("%s logs elsewhere, for ever", id)
		}
		if r.property("ReservedConcurrentExecutions") != nil {
			t.Errorf("%s reserves what the others then lack", id)
		}
		if !slices.Contains(watched, id) {
			t.Errorf("FunctionErrorsAlarm does not watch %s", id)
		}
	}
	for id, r := range all.of("AWS::Logs::LogGroup") {
		if r.property("RetentionInDays") == nil {
			t.Errorf("%s keeps for ever", id)
		}
	}
}

// targets are the logical ids that a value refers to, however deep.
func targets(value any) []string {
	var all []string
	switch value := value.(type) {
	case []any:
		for _, one := range value {
			all = append(all, targets(one)...)
		}
	case map[string]any:
		if id := target(value); id != "" {
			return []string{id}
		}
		for _, one := range value {
			all = append(all, targets(one)...)
		}
	}
	return all
}

// testQueues: a message that fails comes back alone, then lies where an alarm sees it.
func testQueues(t *testing.T, all resources) {
	sources := all.of("AWS::Lambda::EventSourceMapping")
	for id, source := range sources {
		queue := all[target(source.property("EventSourceArn"))]
		letters := target(queue.property("RedrivePolicy/deadLetterTargetArn"))
		if letters == "" {
			t.Errorf("%s: its queue has no dead letters", id)
		}
		if !slices.Contains(list(source.property("FunctionResponseTypes")), "ReportBatchItemFailures") {
			t.Errorf("%s: one failed message returns its whole batch", id)
		}
		if source.property("ScalingConfig/MaximumConcurrency") == nil {
			t.Errorf("%s has no bound", id)
		}
	}
	if batch := sources["ProvisionerFunctionProvision"].property("BatchSize"); batch != 1.0 {
		t.Errorf("the provisioner takes %v messages at a time", batch)
	}
	watched := map[any][]string{}
	for _, alarm := range all.of("AWS::CloudWatch::Alarm") {
		metric := alarm.property("MetricName")
		watched[metric] = append(watched[metric], targets(alarm.property("Dimensions"))...)
	}
	for id := range all.of("AWS::SQS::Queue") {
		metric := "ApproximateAgeOfOldestMessage"
		if strings.HasSuffix(id, "DeadLetters") {
			metric = "ApproximateNumberOfMessagesVisible"
		}
		if !slices.Contains(watched[metric], id) {
			t.Errorf("no alarm watches %s of %s", metric, id)
		}
	}
	for id, alarm := range all.of("AWS::CloudWatch::Alarm") {
		if !slices.Equal(targets(alarm.property("AlarmActions")), []string{"Alarms"}) {
			t.Errorf("%s tells nobody", id)
		}
	}
}

// testTick: a late tick is worthless, and one that failed is seen.
func testTick(t *testing.T, all resources) {
	tick, retries := all["DispatcherFunctionTick"], all["DispatcherRetries"]
	for name, got := range map[string][2]any{
		"the schedule":            {tick.property("ScheduleExpression"), "cron(0/5 * * * ? *)"},
		"its input":               {tick.property("Target/Input"), `{"time":"<aws.scheduler.scheduled-time>"}`},
		"Scheduler's most age":    {tick.property("Target/RetryPolicy/MaximumEventAgeInSeconds"), 240.0},
		"Scheduler's retries":     {tick.property("Target/RetryPolicy/MaximumRetryAttempts"), 1.0},
		"Scheduler's destination": {target(tick.property("Target/DeadLetterConfig/Arn")), "TickDeadLetters"},
		"Lambda's function":       {target(retries.property("FunctionName")), "DispatcherFunction"},
		"Lambda's most age":       {retries.property("MaximumEventAgeInSeconds"), 240.0},
		"Lambda's retries":        {retries.property("MaximumRetryAttempts"), 1.0},
		"Lambda's destination":    {target(retries.property("DestinationConfig/OnFailure/Destination")), "TickDeadLetters"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %v, want %v", name, got[0], got[1])
		}
	}
}
