// Command install puts the engines into the tools folder, so that later runs
// and tests need no network: `go run ./local/engine/install [-tests]`.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/hashmytag/hashmytag/local/engine"
)

func main() {
	tests := flag.Bool("tests", false, "also the engines that only tests use (they want Python and Java)")
	flag.Parse()
	if err := install(context.Background(), *tests); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func install(ctx context.Context, tests bool) error {
	tools, err := engine.Tools()
	if err != nil {
		return err
	}
	engines := []engine.Engine{engine.Dynoxide(""), engine.Fauxqs()}
	if tests {
		engines = append(engines, engine.DynamoDBLocal(), engine.Moto())
	}
	for _, e := range engines {
		if err := e.Install(ctx, tools); err != nil {
			return err
		}
	}
	return nil
}
