package analytics

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	usualDays = 30  // of a report, unless somebody asks for others
	mostDays  = 366 // of a report
	topPosts  = 10
)

// Range is the days of a report, the last one included.
type Range struct{ From, To wall.Day }

// ParseRange reads the days that somebody asks for: empty ones are the last 30
// days until today.
func ParseRange(from, to string, now time.Time) (Range, error) {
	today := wall.DayOf(now)
	r := Range{To: today}
	var err error
	if to != "" {
		if r.To, err = wall.ParseDay(to); err != nil {
			return Range{}, wall.InvalidField("/to", "not-a-day", `"{day}" is not a day: write it like 2026-01-31`, to)
		}
	}
	r.From = r.To.Plus(1 - usualDays)
	if from != "" {
		if r.From, err = wall.ParseDay(from); err != nil {
			return Range{}, wall.InvalidField("/from", "not-a-day", `"{day}" is not a day: write it like 2026-01-31`, from)
		}
	}
	switch oldest := today.Plus(-wall.CountsKept); {
	case r.To > today.Plus(1): // some people are a day ahead of UTC
		return Range{}, wall.InvalidField("/to", "day-to-come", "{day} is still to come", r.To)
	case r.To < oldest:
		return Range{}, wall.InvalidField("/to", "day-too-old", "{day} is too long ago: counts go back to {oldest}", r.To, oldest)
	case r.From > r.To:
		return Range{}, wall.InvalidField("/from", "days-reversed", "{from} is after {to}, the last day", r.From, r.To)
	case r.From < r.To.Plus(1-mostDays):
		return Range{}, wall.InvalidField("/from", "too-many-days", "at most {most} days can be asked for at once", mostDays)
	}
	return r, nil
}

// Counts is what visitors did: walls seen, posts seen, posts clicked.
type Counts struct {
	Views int64
	wall.PostCounts
}

// Report is what visitors of a wall did in some days.
type Report struct {
	Range
	Total    Counts
	Days     []DayReport // every day of the range
	Networks []NetworkReport
	TopPosts []PostReport // the most clicked first, then the most seen
}

// DayReport is a day of a report.
type DayReport struct {
	Day wall.Day
	Counts
}

// NetworkReport is a network of a report.
type NetworkReport struct {
	Network wall.Network
	wall.PostCounts
}

// PostReport is a post of a report.
type PostReport struct {
	ID string
	wall.PostCounts
	Post *wall.Post // nil when the tenant does not have it any more
}

// Read makes the report of some days.
func Read(ctx context.Context, store Store, r Range, now time.Time) (Report, error) {
	days, err := store.Days(ctx, r.From, r.To)
	if err != nil {
		return Report{}, err
	}
	kept := wall.DayOf(now).Plus(-wall.CountsKept) // what is older may not have been removed yet
	days = slices.DeleteFunc(days, func(d wall.DayCounts) bool { return d.Day < kept })
	report := Report{Range: r, Days: r.days(days)}
	networks, posts := map[wall.Network]wall.PostCounts{}, map[string]wall.PostCounts{}
	for _, d := range days {
		merge(networks, d.Networks)
		merge(posts, d.Posts)
	}
	for _, d := range report.Days {
		report.Total.Views += d.Views
		report.Total.PostCounts = report.Total.Plus(d.PostCounts)
	}
	for _, network := range slices.Sorted(maps.Keys(networks)) {
		report.Networks = append(report.Networks, NetworkReport{network, networks[network]})
	}
	report.TopPosts, err = top(ctx, store, posts)
	return report, err
}

// days gives every day of the range its counts.
func (r Range) days(stored []wall.DayCounts) []DayReport {
	counts := map[wall.Day]Counts{}
	for _, d := range stored {
		c := Counts{Views: d.Views}
		for _, network := range d.Networks {
			c.PostCounts = c.Plus(network)
		}
		counts[d.Day] = c
	}
	var all []DayReport
	for day := r.From; day <= r.To; day = day.Plus(1) {
		all = append(all, DayReport{day, counts[day]})
	}
	return all
}

func merge[K comparable](sum, more map[K]wall.PostCounts) {
	for key, c := range more {
		sum[key] = sum[key].Plus(c)
	}
}

func top(ctx context.Context, store Store, counts map[string]wall.PostCounts) ([]PostReport, error) {
	first := ranking(counts)
	first = first[:min(len(first), topPosts)]
	posts, err := store.Posts(ctx, first)
	if err != nil {
		return nil, err
	}
	reports := make([]PostReport, len(first))
	for i, id := range first {
		reports[i] = PostReport{ID: id, PostCounts: counts[id]}
		if p, ok := posts[id]; ok {
			reports[i].Post = &p
		}
	}
	return reports, nil
}
