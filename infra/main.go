// Command infra is the CDK app: `cdk deploy --context stage=prod` deploys the
// platform, and `--context cell=…` the roles of a further cell.
package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/hashmytag/hashmytag/infra/stack"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	if err := add(app); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // the process of jsii ends with this one
	}
	app.Synth(nil)
}

func add(app awscdk.App) error {
	name, _ := app.Node().TryGetContext(jsii.String("stage")).(string)
	stage, err := stack.FindStage(name)
	if err != nil {
		return err
	}
	stack.NewPlatform(app, stage, stack.Checkout(".."))
	return nil
}
