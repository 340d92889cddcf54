package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func (c *cli) tenants() *cobra.Command {
	return group("tenants", "Make tenants, look at them, change their plan, key and status, delete and restore them",
		"A tenant is named by its id (t_…), or by its domain when no other tenant has it.\n\n"+exitCodesHelp,
		c.tenantsCreate(), c.tenantsList(), c.tenantsShow(), c.tenantsSetPlan(),
		c.tenantsSuspend(), c.tenantsResume(), c.tenantsRotateKey(), c.tenantsDelete(), c.tenantsRestore(),
		c.tenantsExport(), c.tenantsImport(),
	)
}

func (c *cli) tenantsCreate() *cobra.Command {
	var in onboarding.Registration
	var plan string
	var w wait
	cmd := &cobra.Command{
		Use:   "create --name NAME --domain DOMAIN --owner-email EMAIL",
		Short: "Register a tenant: a table and a widget key of its own",
		Long: `Registers a tenant, waits until its table and its widget key are made, and prints the key and what to paste
into the site. The owner finds the tenant at the first sign-in with that e-mail address.`,
		Example: `  hashmytag tenants create --name "Bon Goût" --domain bon-gout.fr --owner-email claire@bon-gout.fr
  hashmytag tenants create --name TechConf --domain techconf.example --owner-email amina@techconf.example \
    --plan enterprise --event --allow-domain screens.techconf.example --allow-domain app`,
		Args:    arguments(0, 0),
		PreRunE: required("name", "domain", "owner-email"),
		RunE: c.run(func(ctx context.Context, s services, _ []string, p printer) (err error) {
			if in.Plan, err = wall.ParsePlan(plan); err != nil {
				return err
			}
			return createTenant(ctx, s, in, w, p)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&in.Name, "name", "", "name that people read")
	flags.StringVar(&in.Domain, "domain", "", "domain of the tenant's site; its subdomains count")
	flags.StringVar(&in.Owner.Email, "owner-email", "", "e-mail address of the person who will run it")
	flags.StringVar(&plan, "plan", string(wall.Starter), "starter (1 feed), business (3) or enterprise (unlimited)")
	flags.StringVar(&in.Locale, "locale", "fr", "language of its wall and mails: fr or en")
	flags.BoolVar(&in.Event, "event", false, "an event: posts wait for approval before they are shown")
	flags.StringArrayVar(&in.AllowedDomains, "allow-domain", nil, `another site where the key works; "app" for mobile apps, "*" for everywhere (repeat)`)
	w.flags(cmd, 3*time.Minute)
	return cmd
}

func createTenant(ctx context.Context, s services, in onboarding.Registration, w wait, p printer) error {
	t, err := s.registrar.Register(ctx, in)
	if err != nil {
		return err
	}
	if w.none {
		return showTenant(ctx, s, t, p)
	}
	made := t
	err = p.await(ctx, w, "table "+t.Table+" of "+t.ID, func(ctx context.Context) (err error) {
		made, err = s.AwaitActive(ctx, t.ID)
		return err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		if err := showTenant(ctx, s, t, p); err != nil {
			return err
		}
		return unfinishedf("the tenant is not ready after %s; it is still being made: hashmytag tenants show %s", w.most, t.ID)
	}
	if err != nil {
		return err
	}
	return showTenant(ctx, s, made, p)
}

func (c *cli) tenantsList() *cobra.Command {
	deleted := false
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List all tenants",
		Args:  arguments(0, 0),
		RunE: c.run(func(ctx context.Context, s services, _ []string, p printer) error {
			find, empty := s.Tenants, "There are no tenants yet: make one with hashmytag tenants create."
			columns, row := "ID DOMAIN NAME PLAN STATUS", func(v tenantView) []any { return []any{v.ID, v.Domain, v.Name, v.Plan, v.Status} }
			if deleted {
				find, empty = s.Deleted, "No deleted tenant can be restored."
				columns, row = "ID DOMAIN NAME DELETED UNTIL", func(v tenantView) []any {
					return []any{v.ID, v.Domain, v.Name, moment(v.DeletedAt), moment(v.PurgeAt)}
				}
			}
			all, err := find(ctx)
			if err != nil {
				return err
			}
			views := make([]tenantView, len(all))
			for i, t := range all {
				views[i] = viewTenant(t)
			}
			return list(p, views, empty, columns, row)
		}),
	}
	cmd.Flags().BoolVar(&deleted, "deleted", false, "list those that were deleted, and until when they can be restored")
	return cmd
}

func (c *cli) tenantsShow() *cobra.Command {
	return &cobra.Command{
		Use:     "show TENANT",
		Short:   "Show a tenant with its key and embed code",
		Example: "  hashmytag tenants show bon-gout.fr",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			return showTenant(ctx, s, t, p)
		}),
	}
}

// showTenant prints a tenant, with its key once it has one.
func showTenant(ctx context.Context, s services, t wall.Tenant, p printer) error {
	v := viewTenant(t)
	if t.KeyHash != "" {
		key, err := s.Lifecycle.Key(ctx, t.ID)
		if err != nil {
			return err
		}
		v = v.withKey(key, s.address)
	}
	return p.result(v, func(w io.Writer) { writeTenant(w, v) })
}

func writeTenant(w io.Writer, v tenantView) {
	say(w, "Tenant\t%s", v.ID)
	say(w, "Name\t%s", v.Name)
	say(w, "Works on\t%s", strings.Join(v.AllowedDomains, ", "))
	say(w, "Plan\t%s (%s)", v.Plan, planLimit(v.Plan))
	say(w, "Status\t%s", v.Status)
	say(w, "Table\t%s", v.Table)
	if !v.PurgeAt.IsZero() {
		say(w, "Purged after\t%s, unless it is restored: hashmytag tenants restore %s", moment(v.PurgeAt), v.ID)
	}
	if v.APIKey == "" {
		return
	}
	say(w, "Key\t%s", v.APIKey)
	say(w, "\nFor the site:\n\n%s", v.EmbedCode)
}
