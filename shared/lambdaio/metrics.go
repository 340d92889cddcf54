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
	if m.Namespace == "" {
		return
	}
	names := slices.Sorted(maps.Keys(dimensions))
	attributes := []slog.Attr{
		slog.Any("_aws", map[string]any{
			"Timestamp": m.Clock().UnixMilli(),
			"CloudWatchMetrics": []any{map[string]any{
				"Namespace": m.Namespace, "Dimensions": [][]string{{}, names},
				"Metrics": []any{map[string]string{"Name": name, "Unit": "Percent"}},
			}},
		}),
		slog.Float64(name, value),
	}
	for _, n := range names {
		attributes = append(attributes, slog.String(n, dimensions[n]))
	}
	m.Log.LogAttrs(ctx, slog.LevelInfo, "metric", attributes...)
}
