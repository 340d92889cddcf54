package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"
)

func (c *cli) admins() *cobra.Command {
	return group("admins", "Appoint platform admins",
		"Platform admins see every tenant in the dashboard's console.\n\n"+exitCodesHelp,
		c.adminsAdd(),
	)
}

func (c *cli) adminsAdd() *cobra.Command {
	return &cobra.Command{
		Use:     "add EMAIL",
		Short:   "Make the user of an e-mail address a platform admin",
		Example: "  hashmytag admins add marie@agency.example",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			if err := s.AddAdmin(ctx, args[0]); err != nil {
				return err
			}
			return p.result(map[string]string{"email": args[0]}, func(w io.Writer) {
				say(w, "%s is a platform admin, from the next sign-in on.", args[0])
			})
		}),
	}
}
