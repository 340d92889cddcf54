package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/audit"
)

// cli makes the operator's commands. Its fields are the flags they share.
type cli struct {
	find  finder
	place place
	json  bool
}

// finder reaches the platform of a place.
type finder func(context.Context, place) (services, error)

// operatorCommands are the commands that work on a platform, wherever it runs.
func operatorCommands(find finder) []*cobra.Command {
	c := &cli{find: find}
	commands := []*cobra.Command{
		c.tenants(), c.team(), c.feeds(), c.sync(), c.analytics(), c.audit(), c.status(), c.deadLetters(), c.budgets(), c.admins(), c.site(),
	}
	for _, cmd := range commands {
		flags := cmd.PersistentFlags()
		flags.StringVar(&c.place.stage, "stage", "", "work in AWS on this stage's stack, hashmytag-STAGE, with your own AWS credentials")
		flags.StringVar(&c.place.data, "data", "", "data folder of a platform that runs on this machine (default: .local here or in a folder above)")
		flags.BoolVar(&c.json, "json", false, "write JSON, for scripts")
	}
	return commands
}

// action is what a command does on a platform.
type action func(ctx context.Context, s services, args []string, p printer) error

// run finds the platform, then does the action.
func (c *cli) run(do action) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		ctx := audit.AsOperator(cmd.Context())
		s, err := c.find(ctx, c.place)
		if err != nil {
			return err
		}
		return do(ctx, s, args, printer{out: cmd.OutOrStdout(), notes: cmd.ErrOrStderr(), json: c.json})
	}
}

// group is a command that only holds others.
func group(use, short, long string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Long: long, Args: knownCommand, RunE: showHelp}
	cmd.AddCommand(commands...)
	return cmd
}

func showHelp(cmd *cobra.Command, _ []string) error { return cmd.Help() }

// knownCommand refuses a word that is not one of the command's own.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s has no command %q; see %s --help", cmd.CommandPath(), args[0], cmd.CommandPath())
	}
	return nil
}

// arguments wants from least to most of them.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usagef("it is written %s", cmd.UseLine())
		}
		return nil
	}
}

// required refuses a command without these flags, all named at once.
func required(names ...string) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		var missing string
		for _, name := range names {
			if !cmd.Flags().Changed(name) {
				missing += " --" + name
			}
		}
		if missing != "" {
			return usagef("missing:%s; see %s --help", missing, cmd.CommandPath())
		}
		return nil
	}
}

// wait is how long a command waits for the work that it began.
type wait struct {
	none bool
	most time.Duration
}

func (w *wait) flags(cmd *cobra.Command, most time.Duration) {
	cmd.Flags().BoolVar(&w.none, "no-wait", false, "do not wait for the work that this begins")
	cmd.Flags().DurationVar(&w.most, "timeout", most, "wait at most so long")
}
