package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// entryView is an entry of the audit as scripts read it; the names are those of the API.
type entryView struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Action string    `json:"action"`
	Target string    `json:"target,omitempty"`
	Detail string    `json:"detail,omitempty"`
}

func (c *cli) audit() *cobra.Command {
	var most int
	cmd := &cobra.Command{
		Use:     "audit TENANT",
		Short:   "List who changed what in a tenant, the newest first",
		Long:    "Lists who changed what. Entries are kept for a year.\n\n" + exitCodesHelp,
		Example: "  hashmytag audit bon-gout.fr --last 20",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			if most < 1 {
				return usagef("--last: it is at least 1")
			}
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			views, err := auditViews(ctx, s, t, most)
			if err != nil {
				return err
			}
			return list(p, views, "Nothing was changed yet.", "AT BY ACTION TARGET DETAIL",
				func(v entryView) []any { return []any{moment(v.At), v.By, v.Action, v.Target, v.Detail} })
		}),
	}
	cmd.Flags().IntVar(&most, "last", audit.DefaultLimit, "list at most so many")
	return cmd
}

// auditViews reads as many pages as it takes.
func auditViews(ctx context.Context, s services, t wall.Tenant, most int) ([]entryView, error) {
	var views []entryView
	cursor := ""
	for {
		page, err := s.audit.List(ctx, t, cursor, min(most-len(views), audit.MaxLimit))
		if err != nil {
			return nil, err
		}
		for _, e := range page.Entries {
			views = append(views, entryView{At: e.At, By: e.By, Action: e.Action, Target: e.Target, Detail: e.Detail})
		}
		if cursor = page.NextCursor; cursor == "" || len(views) == most {
			return views, nil
		}
	}
}
