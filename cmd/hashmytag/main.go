// Command hashmytag runs HashMyTag on one machine, and operates it in AWS.
package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"
)

const rootHelp = `Runs HashMyTag on one machine (hashmytag local), and operates a platform there or in AWS.

Beside a platform that runs on this machine the commands need no settings. For one in AWS give --stage: your own AWS
credentials and region are used, and the stack hashmytag-STAGE tells the rest.

` + exitCodesHelp

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root(findPlatform).ExecuteContext(ctx)
	stop()
	if err != nil {
		os.Exit(report(os.Stderr, err, slices.Contains(os.Args, "--json")))
	}
}

func root(find finder) *cobra.Command {
	cmd := &cobra.Command{
		Use:           "hashmytag",
		Short:         "Run and operate a HashMyTag platform: social walls for many tenants",
		Long:          rootHelp,
		Args:          knownCommand,
		RunE:          showHelp,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usagef("%v", err) })
	cmd.AddCommand(localCommand())
	cmd.AddCommand(operatorCommands(find)...)
	return cmd
}
