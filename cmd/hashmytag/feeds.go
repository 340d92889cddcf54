package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func (c *cli) feeds() *cobra.Command {
	return group("feeds", "Manage the feeds of a tenant",
		"A feed is a network with a query. A tenant is named by its id or its domain, a feed by its id (f_…).\n\n"+exitCodesHelp,
		c.feedsList(), c.feedsAdd(), c.feedsPause(), c.feedsResume(), c.feedsRemove(), c.feedsSync(),
	)
}

func (c *cli) feedsList() *cobra.Command {
	return &cobra.Command{
		Use:     "list TENANT",
		Short:   "List the feeds and how they are doing",
		Example: "  hashmytag feeds list bon-gout.fr",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			views, err := viewFeeds(ctx, s, t)
			if err != nil {
				return err
			}
			return list(p, views, "There are no feeds yet: add one with hashmytag feeds add.", "ID NETWORK QUERY POSTS REFRESHED EVERY NEXT CONDITION", feedRow)
		}),
	}
}

func feedRow(v feedView) []any {
	return []any{v.ID, v.Network.Title(), v.Query, v.State.PostCount, moment(v.State.LastSyncAt), v.every(), moment(v.State.NextSyncAt), v.condition()}
}

func viewFeeds(ctx context.Context, s services, t wall.Tenant) ([]feedView, error) {
	data, err := s.Feeds.List(ctx, t)
	if err != nil {
		return nil, err
	}
	counts, err := s.OnWall(ctx, t)
	if err != nil {
		return nil, err
	}
	var views []feedView
	for _, f := range data.Feeds {
		views = append(views, viewFeed(f, data.State.Feeds[f.ID], counts[f.ID]))
	}
	return views, nil
}

func (c *cli) feedsPause() *cobra.Command {
	return c.feedCommand("pause", "Stop a feed's refreshes; its posts stay", func(ctx context.Context, s services, t wall.Tenant, id string) (string, error) {
		f, err := s.Feeds.Pause(ctx, t, id)
		return f.Name + " is paused; its posts stay.", err
	})
}

func (c *cli) feedsResume() *cobra.Command {
	return c.feedCommand("resume", "Refresh a paused feed again", func(ctx context.Context, s services, t wall.Tenant, id string) (string, error) {
		f, err := s.Feeds.Resume(ctx, t, id)
		return f.Name + " is refreshed again, from now on.", err
	})
}

func (c *cli) feedsRemove() *cobra.Command {
	return c.feedCommand("remove", "Remove a feed, and the posts that only it brought", func(ctx context.Context, s services, t wall.Tenant, id string) (string, error) {
		return "The feed is removed.", s.Feeds.Remove(ctx, t, id, 0)
	})
}

// feedCommand is a command that does one thing to one feed.
func (c *cli) feedCommand(verb, short string, do func(ctx context.Context, s services, t wall.Tenant, id string) (string, error)) *cobra.Command {
	return &cobra.Command{
		Use:     verb + " TENANT FEED",
		Short:   short,
		Example: "  hashmytag feeds " + verb + " bon-gout.fr f_abcdefghij",
		Args:    arguments(2, 2),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			done, err := do(ctx, s, t, args[1])
			if err != nil {
				return err
			}
			return p.result(map[string]string{"id": args[1]}, func(w io.Writer) { say(w, "%s", done) })
		}),
	}
}

func (c *cli) feedsSync() *cobra.Command {
	var w wait
	cmd := &cobra.Command{
		Use:     "sync TENANT FEED",
		Short:   "Refresh a feed now",
		Example: "  hashmytag feeds sync bon-gout.fr f_abcdefghij",
		Args:    arguments(2, 2),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			f, err := s.feed(ctx, t, args[1])
			if err != nil {
				return err
			}
			if !f.Enabled {
				return wall.Errorf(wall.Conflict, "the feed is paused: resume it first")
			}
			if err := s.Feeds.Sync(ctx, t, f.ID); err != nil {
				return err
			}
			return awaitFeed(ctx, s, t, f.ID, w, p)
		}),
	}
	w.flags(cmd, time.Minute)
	return cmd
}

// feed finds one of a tenant's feeds.
func (s services) feed(ctx context.Context, t wall.Tenant, id string) (wall.Feed, error) {
	data, err := s.Feeds.List(ctx, t)
	if err != nil {
		return wall.Feed{}, err
	}
	for _, f := range data.Feeds {
		if f.ID == id {
			return f, nil
		}
	}
	return wall.Feed{}, wall.Errorf(wall.NotFound, "%s has no feed %s", t.Domain, id)
}

// awaitFeed waits until a feed has been refreshed, and tells what came of it.
func awaitFeed(ctx context.Context, s services, t wall.Tenant, id string, w wait, p printer) error {
	var late error
	if !w.none {
		late = awaitRefresh(ctx, s, t, w, p, id)
		if late != nil && !errors.Is(late, context.DeadlineExceeded) {
			return late
		}
	}
	views, err := viewFeeds(ctx, s, t)
	if err != nil {
		return err
	}
	for _, v := range views {
		if v.ID != id {
			continue
		}
		if err := p.result(v, func(out io.Writer) { writeFeed(out, v, t, late != nil || w.none) }); err != nil {
			return err
		}
		return refreshFailure(v, late, w)
	}
	return wall.Errorf(wall.NotFound, "feed %s was removed meanwhile", id)
}

func awaitRefresh(ctx context.Context, s services, t wall.Tenant, w wait, p printer, ids ...string) error {
	return p.await(ctx, w, "the networks", func(ctx context.Context) error {
		_, err := s.AwaitRefresh(ctx, t, ids...)
		return err
	})
}

// refreshFailure is why the command did not do all that it was to do.
func refreshFailure(v feedView, late error, w wait) error {
	switch {
	case late != nil:
		return unfinishedf("not refreshed after %s; it goes on: look with hashmytag feeds list", w.most)
	case v.State.Error != nil && !w.none:
		return unfinishedf("the feed stays, and is tried again: %s", v.State.Error.Message)
	}
	return nil
}

func writeFeed(w io.Writer, v feedView, t wall.Tenant, waiting bool) {
	say(w, "Feed\t%s", v.ID)
	say(w, "Name\t%s", v.Name)
	say(w, "Asks\t%s for %s", v.Network.Title(), v.Query)
	switch {
	case waiting:
		say(w, "Refresh\tasked for")
	case v.State.Error != nil:
		say(w, "Refresh\tfailed: %s", v.State.Error.Message)
	case t.Event && v.State.PostCount == 0:
		say(w, "Refresh\tdone; posts of an event wait for approval")
	default:
		say(w, "Refresh\tdone: %d posts on the wall", v.State.PostCount)
	}
}
