package main

import (
	"fmt"
	"log/slog"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/local/platform"
)

func localCommand() *cobra.Command {
	options := platform.Options{Out: os.Stdout}
	cmd := &cobra.Command{
		Use:   "local",
		Short: "Run the whole platform on this machine",
		Long: `Runs the functions, queues, tables, schedule and API that template.yaml declares, on this machine alone:
no account, no cloud, no Docker. Tokens in .env make networks real; those without one are simulated.
Other hashmytag commands work beside it with no settings. Ctrl-C stops it; its data stays.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("port") {
				if err := portFromEnvironment(&options.Port); err != nil {
					return err
				}
			}
			slog.SetLogLoggerLevel(slog.LevelWarn) // libraries tell more than a person wants to know
			return platform.Run(cmd.Context(), options)
		},
	}
	cmd.Flags().IntVar(&options.Port, "port", 8080, "port of the web server (or the variable PORT)")
	cmd.Flags().StringVar(&options.Data, "data", ".local", "folder of everything that survives a restart")
	cmd.Flags().StringVar(&options.Template, "template", "template.yaml", "the template to run")
	cmd.Flags().BoolVar(&options.NoDemo, "no-demo", false, "make no demo tenants")
	return cmd
}

func portFromEnvironment(port *int) error {
	text := os.Getenv("PORT")
	if text == "" {
		return nil
	}
	value, err := strconv.Atoi(text)
	if err != nil {
		return fmt.Errorf("PORT is %q, want a number", text)
	}
	*port = value
	return nil
}
