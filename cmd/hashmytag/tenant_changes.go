package main

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func (c *cli) tenantsSetPlan() *cobra.Command {
	return &cobra.Command{
		Use:   "set-plan TENANT PLAN",
		Short: "Change a tenant's plan",
		Long: `Changes the plan: starter (1 feed), business (3) or enterprise (unlimited). When the new plan has no room for all
enabled feeds, the newest ones are paused; nothing is deleted.`,
		Example: "  hashmytag tenants set-plan bon-gout.fr business",
		Args:    arguments(2, 2),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			plan, err := wall.ParsePlan(args[1])
			if err != nil {
				return err
			}
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			return setPlan(ctx, s, t, plan, p)
		}),
	}
}

func setPlan(ctx context.Context, s services, t wall.Tenant, plan wall.Plan, p printer) error {
	t, paused, err := s.Change(ctx, t.ID, onboarding.Change{Plan: &plan})
	if err != nil {
		return err
	}
	ids := make([]string, len(paused))
	for i, f := range paused {
		ids[i] = f.ID
	}
	return p.result(map[string]any{"id": t.ID, "plan": t.Plan, "pausedFeeds": ids}, func(w io.Writer) {
		say(w, "%s is on the plan %s now: %s.", t.Name, t.Plan, planLimit(t.Plan))
		for _, f := range paused {
			say(w, "Paused, for want of room: %s (%s)", f.ID, f.Name)
		}
	})
}

func (c *cli) tenantsSuspend() *cobra.Command {
	return c.statusCommand("suspend", "Close a tenant's wall and key until it is resumed", onboarding.Lifecycle.Suspend)
}

func (c *cli) tenantsResume() *cobra.Command {
	return c.statusCommand("resume", "Open a suspended tenant's wall again", onboarding.Lifecycle.Resume)
}

type statusChange func(l onboarding.Lifecycle, ctx context.Context, tenantID string) (wall.Tenant, error)

func (c *cli) statusCommand(verb, short string, change statusChange) *cobra.Command {
	return &cobra.Command{
		Use:     verb + " TENANT",
		Short:   short,
		Example: "  hashmytag tenants " + verb + " bon-gout.fr",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			if t, err = change(s.Lifecycle, ctx, t.ID); err != nil {
				return err
			}
			return p.result(viewTenant(t), func(w io.Writer) { say(w, "%s is %s.", t.Name, t.Status) })
		}),
	}
}

func (c *cli) tenantsDelete() *cobra.Command {
	return &cobra.Command{
		Use:   "delete TENANT",
		Short: "Close a tenant, and purge it after a grace period",
		Long: `Closes a tenant's wall, key and dashboard at once. Its table, pictures and members are removed for good on the day
after its grace period (the stack's parameter TenantPurgeDays); until then hashmytag tenants restore brings it back. AWS
keeps a backup of a deleted table for 35 more days. The table's name is never used again.`,
		Example: "  hashmytag tenants delete bon-gout.fr",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			if t, err = s.Lifecycle.Delete(ctx, t.ID); err != nil {
				return err
			}
			return p.result(viewTenant(t), func(w io.Writer) {
				say(w, "%s is deleted. It is purged after %s; until then: hashmytag tenants restore %s", t.Name, moment(t.PurgeAt), t.ID)
			})
		}),
	}
}

func (c *cli) tenantsRestore() *cobra.Command {
	return &cobra.Command{
		Use:     "restore TENANT-ID",
		Short:   "Bring back a deleted tenant that is not purged yet",
		Long:    "Opens a deleted tenant's wall, key and dashboard again. hashmytag tenants list --deleted tells the ids.",
		Example: "  hashmytag tenants restore t_4nq2xk5w6z7a3b2c4d5e",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := s.Lifecycle.Restore(ctx, args[0])
			if err != nil {
				return err
			}
			return p.result(viewTenant(t), func(w io.Writer) { say(w, "%s is %s again.", t.Name, t.Status) })
		}),
	}
}

func (c *cli) tenantsRotateKey() *cobra.Command {
	var grace time.Duration
	cmd := &cobra.Command{
		Use:   "rotate-key TENANT",
		Short: "Give a tenant a new widget key",
		Long: `Makes a new key and prints it with the new embed code. The old key works on for the time of --grace, so that the
pages that use it can be changed; keys before it keep the time that they were given, four of them at most. --grace 0 ends
all old keys at once.`,
		Example: "  hashmytag tenants rotate-key bon-gout.fr --grace 72h",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			if grace < 0 {
				return usagef("--grace: it cannot be less than 0")
			}
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			return rotateKey(ctx, s, t, grace, p)
		}),
	}
	cmd.Flags().DurationVar(&grace, "grace", onboarding.DefaultGrace, "how long the old key works on, like 30m or 72h")
	return cmd
}

func rotateKey(ctx context.Context, s services, t wall.Tenant, grace time.Duration, p printer) error {
	key, err := s.Lifecycle.RotateKey(ctx, t.ID, grace)
	if err != nil {
		return err
	}
	v := viewTenant(t).withKey(key, s.address)
	return p.result(v, func(w io.Writer) {
		say(w, "New key\t%s", v.APIKey)
		say(w, "Old key\t%s", oldKeyWords(grace))
		say(w, "\nFor the site:\n\n%s", v.EmbedCode)
	})
}

func oldKeyWords(grace time.Duration) string {
	if grace == 0 {
		return "no longer works"
	}
	return "works until " + moment(time.Now().Add(grace))
}
