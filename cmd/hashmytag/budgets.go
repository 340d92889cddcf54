package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const budgetsHelp = `Lists the limits of the shared credentials: what is used, how long a query waits for its turn, and whether
a period's amount will last if it goes on like this. What a limit delays is said on each feed (hashmytag feeds list).

`

// budgetView is a limit as scripts read it.
type budgetView struct {
	Network      wall.Network `json:"network"`
	Account      string       `json:"account,omitempty"`
	Limit        string       `json:"limit"`
	Used         int64        `json:"used"`
	Amount       int64        `json:"amount"`
	Percent      int          `json:"percent"`
	WaitSeconds  int64        `json:"waitSeconds"`
	PeriodEndsAt time.Time    `json:"periodEndsAt,omitzero"`
	RunsOutAt    time.Time    `json:"runsOutAt,omitzero"`
	BlockedUntil time.Time    `json:"blockedUntil,omitzero"`
	Reason       string       `json:"reason,omitempty"`
	Refused      string       `json:"refused,omitempty"`
	TokenOf      string       `json:"tokenOf,omitempty"`
	TokenEndsAt  time.Time    `json:"tokenEndsAt,omitzero"`
}

func (c *cli) budgets() *cobra.Command {
	return &cobra.Command{
		Use:     "budgets",
		Short:   "List the networks' limits: what is used, and whether it will last",
		Long:    budgetsHelp + exitCodesHelp,
		Example: "  hashmytag budgets\n  hashmytag budgets --json --stage prod",
		Args:    arguments(0, 0),
		RunE: c.run(func(ctx context.Context, s services, _ []string, p printer) error {
			all, err := budget.Report(ctx, s.Registry, time.Now())
			if err != nil {
				return err
			}
			return list(p, viewBudgets(all), "No network has been asked yet.", "NETWORK ACCOUNT LIMIT USED % WAIT FORECAST", budgetRow)
		}),
	}
}

func viewBudgets(all []budget.Status) []budgetView {
	views := make([]budgetView, len(all))
	for i, status := range all {
		views[i] = viewBudget(status)
	}
	return views
}

func viewBudget(s budget.Status) budgetView {
	return budgetView{
		Network: s.Network, Account: s.Account, Limit: s.Limit, Used: s.Used, Amount: s.Amount,
		Percent: int(100 * s.Fraction()), WaitSeconds: int64(s.Queue / time.Second),
		PeriodEndsAt: s.Ends, RunsOutAt: s.Runs, BlockedUntil: s.Blocked, Reason: s.Why, Refused: s.Refused,
		TokenOf: s.Token.Account, TokenEndsAt: s.Token.ExpiresAt,
	}
}

func budgetRow(v budgetView) []any {
	return []any{
		v.Network.Title(), cmp.Or(v.Account, "all"), v.Limit, fmt.Sprintf("%d of %d", v.Used, v.Amount), v.Percent,
		span(time.Duration(v.WaitSeconds) * time.Second), v.forecast(),
	}
}

// forecast says whether a limit will do.
func (v budgetView) forecast() string {
	switch {
	case v.Refused != "":
		return v.Refused
	case !v.TokenEndsAt.IsZero() && time.Until(v.TokenEndsAt) < wall.TokenWarning:
		return "the token ends " + moment(v.TokenEndsAt) + ": write a new one into the secret"
	case !v.BlockedUntil.IsZero():
		return "the network wants no calls before " + moment(v.BlockedUntil) + ": " + v.Reason
	case !v.RunsOutAt.IsZero():
		return "used up " + moment(v.RunsOutAt) + ", before " + moment(v.PeriodEndsAt)
	case !v.PeriodEndsAt.IsZero():
		return "lasts until " + moment(v.PeriodEndsAt)
	case v.WaitSeconds > int64(wall.TickDuration/time.Second):
		return "shared out: every query waits for its turn"
	}
	return "enough"
}
