package lambdaio_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/lambdaio"
)

func TestMetricsAreInCloudWatchsFormat(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	lambdaio.Metrics{}.Percent(t.Context(), "None", 1, nil)
	m := lambdaio.Metrics{
		Namespace: "hashmytag-test", Log: slog.New(slog.NewJSONHandler(&out, nil)),
		Clock: func() time.Time { return time.UnixMilli(1764000000123) },
	}
	m.Percent(t.Context(), "BudgetUsed", 81.5, map[string]string{"Network": "google", "Limit": "calls a day"})
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%s: %v", out.String(), err)
	}
	for _, own := range []string{"time", "level", "msg"} {
		delete(got, own)
	}
	want := map[string]any{
		"_aws": map[string]any{
			"Timestamp": 1764000000123.0,
			"CloudWatchMetrics": []any{map[string]any{
				"Namespace": "hashmytag-test", "Dimensions": []any{[]any{}, []any{"Limit", "Network"}},
				"Metrics": []any{map[string]any{"Name": "BudgetUsed", "Unit": "Percent"}},
			}},
		},
		"BudgetUsed": 81.5, "Network": "google", "Limit": "calls a day",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSecondsHaveNoDimensions(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	m := lambdaio.Metrics{Namespace: "hashmytag-test", Log: slog.New(slog.NewJSONHandler(&out, nil)), Clock: time.Now}
	m.Seconds(t.Context(), "SyncLag", 11*time.Minute)
	for _, want := range []string{`"Dimensions":[[]]`, `{"Name":"SyncLag","Unit":"Seconds"}`, `"SyncLag":660`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s without %s", out.String(), want)
		}
	}
}
