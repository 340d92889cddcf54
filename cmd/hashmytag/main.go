// Command hashmytag runs HashMyTag on one machine, and operates it in AWS.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "hashmytag:", err)
		os.Exit(1)
	}
}

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use:           "hashmytag",
		Short:         "Run and operate a HashMyTag platform: social walls for many tenants",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	cmd.AddCommand(
		localCommand(),
	)
	return cmd
}
