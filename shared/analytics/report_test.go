package analytics_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func (v *visits) report(from, to wall.Day) analytics.Report {
	v.Helper()
	report, err := analytics.Read(v.Context(), v.table, analytics.Range{From: from, To: to}, v.now)
	must(v.T, err)
	return report
}

func TestReport(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 12)
	every := seen{}
	for i := range 12 {
		every[post(i)] = wall.PostCounts{Impressions: int64(i)}
	}
	v.count(
		v.message(today, every), v.message(today.Plus(-2), seen{post(3): {Impressions: 7, Clicks: 2}}),
		v.message(today.Plus(-3), seen{post(1): {Clicks: 9}}), // outside
	)
	report := v.report(today.Plus(-2), today)
	wantDays := []analytics.DayReport{
		{Day: today.Plus(-2), Counts: analytics.Counts{Views: 1, PostCounts: wall.PostCounts{Impressions: 7, Clicks: 2}}},
		{Day: today.Plus(-1)},
		{Day: today, Counts: analytics.Counts{Views: 1, PostCounts: wall.PostCounts{Impressions: 66}}},
	}
	if diff := cmp.Diff(wantDays, report.Days); diff != "" {
		t.Errorf("days: %s", diff)
	}
	if want := (analytics.Counts{Views: 2, PostCounts: wall.PostCounts{Impressions: 73, Clicks: 2}}); report.Total != want {
		t.Errorf("in all %+v", report.Total)
	}
	if diff := cmp.Diff([]analytics.NetworkReport{{Network: wall.Instagram, PostCounts: report.Total.PostCounts}}, report.Networks); diff != "" {
		t.Errorf("networks: %s", diff)
	}
	if got := names(report); got != "3:10/2 11:11/0 10:10/0 9:9/0 8:8/0 7:7/0 6:6/0 5:5/0 4:4/0 2:2/0" {
		t.Errorf("top posts %s", got)
	}
	if p := report.TopPosts[0].Post; p == nil || p.Text != "post 3" {
		t.Errorf("the first is %+v", p)
	}
}

// names tells the top posts in short.
func names(r analytics.Report) string {
	text := ""
	for _, p := range r.TopPosts {
		text += fmt.Sprintf(" %s:%d/%d", p.ID[len("instagram:"):], p.Impressions, p.Clicks)
	}
	return text[min(1, len(text)):]
}

func TestReportOfARemovedPost(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 1)
	v.count(v.message(today, seen{post(0): {Impressions: 1}}))
	stored, err := v.table.Posts(t.Context(), []string{post(0)})
	must(t, err)
	v.change([]wall.PostChange{{Post: stored[post(0)], Remove: true}})
	report := v.report(today, today)
	if len(report.TopPosts) != 1 || report.TopPosts[0].Post != nil || report.Total.Impressions != 1 {
		t.Errorf("the report is %+v", report)
	}
}

func TestReportOfNothing(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 0)
	report := v.report(today.Plus(-29), today)
	if len(report.Days) != 30 || len(report.Networks) != 0 || len(report.TopPosts) != 0 || report.Total != (analytics.Counts{}) {
		t.Errorf("the report is %+v", report)
	}
}

// DynamoDB removes what has expired within days, not at once.
func TestReportLeavesOutWhatHasExpired(t *testing.T) {
	t.Parallel()
	v := newVisits(t, 0)
	v.count(v.message(today, nil))
	for after, want := range map[int]int64{wall.CountsKept: 1, wall.CountsKept + 1: 0} {
		v.now = noon.AddDate(0, 0, after)
		if got := v.report(today, today).Total.Views; got != want {
			t.Errorf("after %d days: %d views, want %d", after, got, want)
		}
	}
}

func TestParseRange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		from, to string
		want     analytics.Range
		pointer  string
	}{
		"nothing":        {"", "", analytics.Range{From: "2026-10-26", To: "2026-11-24"}, ""},
		"until a day":    {"", "2026-03-30", analytics.Range{From: "2026-03-01", To: "2026-03-30"}, ""},
		"from a day":     {"2026-11-01", "", analytics.Range{From: "2026-11-01", To: "2026-11-24"}, ""},
		"one day":        {"2026-11-01", "2026-11-01", analytics.Range{From: "2026-11-01", To: "2026-11-01"}, ""},
		"a year":         {"2025-01-01", "2026-01-01", analytics.Range{From: "2025-01-01", To: "2026-01-01"}, ""},
		"a day ahead":    {"2026-11-25", "2026-11-25", analytics.Range{From: "2026-11-25", To: "2026-11-25"}, ""},
		"too long":       {"2025-01-01", "2026-01-02", analytics.Range{}, "/from"},
		"to come":        {"", "9999-12-31", analytics.Range{}, "/to"},
		"long ago":       {"", "0000-01-01", analytics.Range{}, "/to"},
		"backwards":      {"2026-11-02", "2026-11-01", analytics.Range{}, "/from"},
		"no day":         {"yesterday", "", analytics.Range{}, "/from"},
		"no day at last": {"", "2026-13-01", analytics.Range{}, "/to"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := analytics.ParseRange(test.from, test.to, noon)
			var e *wall.Error
			refused := errors.As(err, &e) && e.Code == wall.Invalid && e.Fields[0].Pointer == test.pointer
			if got != test.want || refused != (test.pointer != "") {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
