package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func (c *cli) sync() *cobra.Command {
	var w wait
	cmd := &cobra.Command{
		Use:   "sync [TENANT]",
		Short: "Refresh walls now instead of at the next tick",
		Long: `With a tenant: refreshes all its enabled feeds now, due or not, and tells how they are doing.
Without: begins the next tick for every active tenant, as the schedule would in a few minutes. What is not due by
then is left alone. On this machine it waits until all is done; in AWS the queue takes over, and a second call before
the tick has come changes nothing.

` + exitCodesHelp,
		Example: "  hashmytag sync\n  hashmytag sync bon-gout.fr",
		Args:    arguments(0, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			if len(args) == 0 && w.none {
				return usagef("--no-wait: it goes with a tenant; a tick waits for nothing in AWS")
			}
			if len(args) == 0 {
				return syncAll(ctx, s, w, p)
			}
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			return syncTenant(ctx, s, t, w, p)
		}),
	}
	w.flags(cmd, 5*time.Minute)
	return cmd
}

func syncAll(ctx context.Context, s services, w wait, p printer) error {
	var told string
	err := p.await(ctx, w, "the next tick", func(ctx context.Context) (err error) {
		told, err = s.tick(ctx)
		return err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return unfinishedf("the tick has begun, but was not done after %s", w.most)
	}
	if err != nil {
		return err
	}
	return p.result(map[string]string{"result": told}, func(w io.Writer) { say(w, "Done: %s.", told) })
}

func syncTenant(ctx context.Context, s services, t wall.Tenant, w wait, p printer) error {
	if t.Status != wall.Active {
		return wall.Errorf(wall.NotReady, "the tenant is %s: only active ones are refreshed", t.Status)
	}
	feeds, err := s.Refresh(ctx, t)
	if err != nil {
		return err
	}
	ids := make([]string, len(feeds))
	for i, f := range feeds {
		ids[i] = f.ID
	}
	if !w.none {
		err = awaitRefresh(ctx, s, t, w, p, ids...)
		if errors.Is(err, context.DeadlineExceeded) {
			return unfinishedf("not all feeds were refreshed after %s; it goes on: look with hashmytag feeds list", w.most)
		}
		if err != nil {
			return err
		}
	}
	views, err := viewFeeds(ctx, s, t)
	if err != nil {
		return err
	}
	return list(p, views, "There are no feeds yet: add one with hashmytag feeds add.", "ID NETWORK QUERY POSTS REFRESHED CONDITION", feedRow)
}
