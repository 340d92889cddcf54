package operator

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Queue is a queue of the platform.
type Queue struct {
	Name     string
	Messages interface {
		// Depth tells how many messages wait, and how many have failed too often.
		Depth(ctx context.Context) (waiting, failed int, err error)
	}
}

// Status is how the platform is doing.
type Status struct {
	Tenants map[wall.TenantStatus]int // without deleted ones
	InError int                       // tenants that have feeds in error
	Failing []FailingFeeds            // the most frequent class first
	Budgets []budget.Status
	Queues  []QueueDepth
}

// FailingFeeds are the feeds whose error is of one class.
type FailingFeeds struct {
	Class          wall.ErrorClass
	Feeds, Tenants int
}

// QueueDepth is what is in a queue.
type QueueDepth struct {
	Name                 string
	Waiting, DeadLetters int
}

// Status looks at the whole platform.
func (o Operator) Status(ctx context.Context) (Status, error) {
	s := Status{Tenants: map[wall.TenantStatus]int{}, Queues: make([]QueueDepth, len(o.Queues))}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return o.countTenants(ctx, &s) })
	group.Go(func() (err error) {
		s.Budgets, err = budget.Report(ctx, o.Registry, o.Feeds.Clock())
		return err
	})
	for i, q := range o.Queues {
		group.Go(func() error {
			waiting, failed, err := q.Messages.Depth(ctx)
			s.Queues[i] = QueueDepth{Name: q.Name, Waiting: waiting, DeadLetters: failed}
			return err
		})
	}
	return s, group.Wait()
}

// countTenants counts them by status, and their feeds in error by class.
func (o Operator) countTenants(ctx context.Context, s *Status) error {
	failing, err := o.Registry.Failing(ctx)
	if err != nil {
		return err
	}
	classes := map[wall.ErrorClass]FailingFeeds{}
	for t, err := range o.Registry.Tenants(ctx) {
		if err != nil {
			return err
		}
		if t.Status == wall.Deleted {
			continue
		}
		s.Tenants[t.Status]++
		if feeds := failing[t.ID]; len(feeds) > 0 {
			s.InError++
			countFeeds(classes, feeds)
		}
	}
	for _, c := range classes {
		s.Failing = append(s.Failing, c)
	}
	slices.SortFunc(s.Failing, func(a, b FailingFeeds) int {
		return cmp.Or(cmp.Compare(b.Feeds, a.Feeds), cmp.Compare(a.Class, b.Class))
	})
	return nil
}

// countFeeds adds the failing feeds of one tenant.
func countFeeds(classes map[wall.ErrorClass]FailingFeeds, feeds map[string]wall.FeedError) {
	seen := map[wall.ErrorClass]bool{}
	for _, e := range feeds {
		c := classes[e.Class]
		c.Class = e.Class
		c.Feeds++
		if !seen[e.Class] {
			c.Tenants++
		}
		seen[e.Class], classes[e.Class] = true, c
	}
}
