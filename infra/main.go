// Command infra is the CDK app: `cdk deploy --context stage=prod` deploys the
// platform, and with `--context cell=ACCOUNT/REGION` the roles of a further cell.
package main

import (
	"errors"
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
	given := func(name string) string {
		value, _ := app.Node().TryGetContext(&name).(string)
		return value
	}
	stage, err := stack.FindStage(given("stage"))
	if err != nil {
		return err
	}
	if given("cell") == "" {
		stack.NewPlatform(app, stage, stack.Checkout(".."))
		return nil
	}
	at, err := stack.ParseCell(given("cell"))
	if err != nil {
		return err
	}
	if given("home") == "" || given("key") == "" {
		return errors.New("a cell needs --context home=ACCOUNT and --context key=ARN, the stage's CredentialsKeyArn")
	}
	stack.NewCell(app, stack.Cell{Stage: stage, Home: given("home"), At: at, Key: given("key")})
	return nil
}
