package lambdaio

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"
)

// Metrics writes metrics into the log, from where CloudWatch takes them: its
// embedded metric format (AWS: CloudWatch User Guide, "Specification: Embedded
// metric format"). Without a namespace there are none.
type Metrics struct {
	Namespace string
	Log       *slog.Logger // one that leaves nothing out, whatever the level of the other
	Clock     func() time.Time
}

// Percent writes a value by its dimensions, and for all of them together.
func (m Metrics) Percent(ctx context.Context, name string, value float64, dimensions map[string]string) {
	m.write(ctx, name, "Percent", value, dimensions, bySum(dimensions))
}

// Count is Percent for things that are counted.
func (m Metrics) Count(ctx context.Context, name string, value float64, dimensions map[string]string) {
	m.write(ctx, name, "Count", value, dimensions, bySum(dimensions))
}

// bySum adds values up for all together, beside those by dimensions.
func bySum(dimensions map[string]string) [][]string {
	return [][]string{{}, slices.Sorted(maps.Keys(dimensions))}
}

// Seconds writes a length of time.
func (m Metrics) Seconds(ctx context.Context, name string, value time.Duration) {
	m.write(ctx, name, "Seconds", value.Seconds(), nil, [][]string{{}})
}

func (m Metrics) write(ctx context.Context, name, unit string, value float64, dimensions map[string]string, by [][]string) {
	if m.Namespace == "" {
		return
	}
	attributes := []slog.Attr{
		slog.Any("_aws", map[string]any{
			"Timestamp": m.Clock().UnixMilli(),
			"CloudWatchMetrics": []any{map[string]any{
				"Namespace": m.Namespace, "Dimensions": by,
				"Metrics": []any{map[string]string{"Name": name, "Unit": unit}},
			}},
		}),
		slog.Float64(name, value),
	}
	for _, n := range slices.Sorted(maps.Keys(dimensions)) {
		attributes = append(attributes, slog.String(n, dimensions[n]))
	}
	m.Log.LogAttrs(ctx, slog.LevelInfo, "metric", attributes...)
}
