package stack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/cloudformationinclude"
	"github.com/aws/jsii-runtime-go"
)

// expand makes of a template what CloudFormation deploys: SAM's functions become functions, roles, sources and schedules.
func expand(t *testing.T, template map[string]any) map[string]any {
	t.Helper()
	text, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), sam(t), filepath.Join("testdata", "expand.py"))
	cmd.Stdin = bytes.NewReader(text)
	cmd.Env = append(os.Environ(), "AWS_DEFAULT_REGION=us-east-1")
	out, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		t.Fatalf("SAM refuses the template: %s", failed.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	var expanded map[string]any
	if err := json.Unmarshal(out, &expanded); err != nil {
		t.Fatal(err)
	}
	return expanded
}

// sam is the Python that the sam command was installed with.
func sam(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(root, ".tools", "sam-*", "bin", "python"))
	if err != nil || len(found) == 0 {
		t.Fatal("sam is not installed: run `make test-infra`")
	}
	return found[len(found)-1]
}

// included is a stack with an expanded template, for checks of the CDK.
func included(t *testing.T, template map[string]any) awscdk.Stack {
	t.Helper()
	text, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "expanded.json")
	write(t, file, string(text))
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir())})
	s := awscdk.NewStack(app, jsii.String("Expanded"), &awscdk.StackProps{
		Synthesizer: awscdk.NewDefaultStackSynthesizer(&awscdk.DefaultStackSynthesizerProps{GenerateBootstrapVersionRule: jsii.Bool(false)}),
	})
	cloudformationinclude.NewCfnInclude(s, jsii.String("Template"), &cloudformationinclude.CfnIncludeProps{TemplateFile: &file})
	return s
}
