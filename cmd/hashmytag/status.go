package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/operator"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const statusHelp = `Tells how many tenants there are, which kinds of failure their feeds have, and what is in the queues. The limits of
the shared credentials are listed by hashmytag budgets, failed work by hashmytag dead-letters list.

`

// statusView is the platform as scripts read it.
type statusView struct {
	Tenants      map[wall.TenantStatus]int `json:"tenants"`
	InError      int                       `json:"tenantsInError"`
	FeedsInError []failingView             `json:"feedsInError"`
	Budgets      []budgetView              `json:"budgets"`
	Queues       []queueView               `json:"queues"`
}

type failingView struct {
	Class   wall.ErrorClass `json:"class"`
	Feeds   int             `json:"feeds"`
	Tenants int             `json:"tenants"`
}

type queueView struct {
	Name        string `json:"name"`
	Waiting     int    `json:"waiting"`
	DeadLetters int    `json:"deadLetters"`
}

func (c *cli) status() *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Tell how the platform is doing",
		Long:    statusHelp + exitCodesHelp,
		Example: "  hashmytag status\n  hashmytag status --json --stage prod",
		Args:    arguments(0, 0),
		RunE: c.run(func(ctx context.Context, s services, _ []string, p printer) error {
			status, err := s.Status(ctx)
			if err != nil {
				return err
			}
			return p.result(viewStatus(status), func(w io.Writer) { sayStatus(w, status) })
		}),
	}
}

func viewStatus(s operator.Status) statusView {
	v := statusView{
		Tenants: s.Tenants, InError: s.InError, FeedsInError: []failingView{}, Budgets: viewBudgets(s.Budgets), Queues: []queueView{},
	}
	for _, f := range s.Failing {
		v.FeedsInError = append(v.FeedsInError, failingView(f))
	}
	for _, q := range s.Queues {
		v.Queues = append(v.Queues, queueView(q))
	}
	return v
}

func sayStatus(w io.Writer, s operator.Status) {
	say(w, "Tenants: %d active, %d suspended, %d being made; %d with feeds in error.",
		s.Tenants[wall.Active], s.Tenants[wall.Suspended], s.Tenants[wall.Provisioning], s.InError)
	if len(s.Failing) > 0 {
		say(w, "\nFAILURE\tFEEDS\tTENANTS")
	}
	for _, f := range s.Failing {
		say(w, "%s\t%d\t%d", f.Class, f.Feeds, f.Tenants)
	}
	say(w, "\nQUEUE\tWAITING\tDEAD LETTERS")
	for _, q := range s.Queues {
		say(w, "%s\t%d\t%d", q.Name, q.Waiting, q.DeadLetters)
	}
}
