package main

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/team"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func (c *cli) team() *cobra.Command {
	return group("team", "Manage who may work on a tenant",
		"Members and invited people have an id. A tenant keeps at least one owner.\n\n"+exitCodesHelp,
		c.teamList(), c.teamInvite(), c.teamSetRole(), c.teamRemove(),
	)
}

// personView is a member or an invitation as scripts read it.
type personView struct {
	ID        string    `json:"id"`
	Email     string    `json:"email,omitempty"`
	Role      wall.Role `json:"role"`
	Status    string    `json:"status"`
	ExpiresAt time.Time `json:"expiresAt,omitzero"`
}

func viewPerson(p team.Person) personView {
	v := personView{ID: p.ID, Email: p.Email, Role: p.Role, Status: "member", ExpiresAt: p.ExpiresAt}
	if p.Invited {
		v.Status = "invited"
	}
	return v
}

func (c *cli) teamList() *cobra.Command {
	return &cobra.Command{
		Use:     "list TENANT",
		Short:   "List members and invitations",
		Example: "  hashmytag team list bon-gout.fr",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			people, err := s.team.List(ctx, t)
			if err != nil {
				return err
			}
			views := make([]personView, len(people))
			for i, person := range people {
				views[i] = viewPerson(person)
			}
			return list(p, views, "Nobody is in the tenant: invite an owner with hashmytag team invite.", "ID E-MAIL ROLE STATUS UNTIL",
				func(v personView) []any { return []any{v.ID, v.Email, v.Role, v.Status, moment(v.ExpiresAt)} })
		}),
	}
}

func (c *cli) teamInvite() *cobra.Command {
	var email, role string
	cmd := &cobra.Command{
		Use:   "invite TENANT --email EMAIL --role ROLE",
		Short: "Invite somebody by e-mail, or send an invitation again",
		Long: `Sends an invitation in the tenant's language. Who signs in with that address within 14 days becomes a member. The
same command sends an open invitation again, 5 minutes after the last time at the earliest.`,
		Example: "  hashmytag team invite bon-gout.fr --email paul@bon-gout.fr --role editor",
		Args:    arguments(1, 1),
		PreRunE: required("email", "role"),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, wanted, err := s.tenantAndRole(ctx, args[0], role)
			if err != nil {
				return err
			}
			person, err := s.team.Invite(ctx, t, email, wanted)
			if err != nil {
				return err
			}
			return p.result(viewPerson(person), func(w io.Writer) {
				say(w, "%s is invited as %s, until %s.", person.Email, person.Role, moment(person.ExpiresAt))
			})
		}),
	}
	cmd.Flags().StringVar(&email, "email", "", "address of the person")
	cmd.Flags().StringVar(&role, "role", "", "owner, editor or viewer")
	return cmd
}

func (c *cli) teamSetRole() *cobra.Command {
	return &cobra.Command{
		Use:     "set-role TENANT PERSON ROLE",
		Short:   "Change what a member or an invited person may do",
		Example: "  hashmytag team set-role bon-gout.fr 5b0c7a52-7f5e-4d3a-9f3e-0a4c0c7f0a11 owner",
		Args:    arguments(3, 3),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, role, err := s.tenantAndRole(ctx, args[0], args[2])
			if err != nil {
				return err
			}
			person, err := s.team.SetRole(ctx, t, args[1], role, 0)
			if err != nil {
				return err
			}
			return p.result(viewPerson(person), func(w io.Writer) { say(w, "%s is %s now.", person.Email, person.Role) })
		}),
	}
}

func (c *cli) teamRemove() *cobra.Command {
	return &cobra.Command{
		Use:     "remove TENANT PERSON",
		Short:   "Remove a member, or withdraw an invitation",
		Example: "  hashmytag team remove bon-gout.fr 5b0c7a52-7f5e-4d3a-9f3e-0a4c0c7f0a11",
		Args:    arguments(2, 2),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			if err := s.team.Remove(ctx, t, args[1], 0); err != nil {
				return err
			}
			return p.result(map[string]string{"id": args[1]}, func(w io.Writer) { say(w, "Removed from %s.", t.Name) })
		}),
	}
}

// tenantAndRole reads two arguments that many of these commands have.
func (s services) tenantAndRole(ctx context.Context, tenant, role string) (wall.Tenant, wall.Role, error) {
	parsed, err := wall.ParseRole(role)
	if err != nil {
		return wall.Tenant{}, "", err
	}
	t, err := s.tenant(ctx, tenant)
	return t, parsed, err
}
