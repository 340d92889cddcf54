package stack_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/hashmytag/hashmytag/infra/stack"
)

const root = "../.."

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// checkout is the repository's template beside files that stand for what `make build` makes.
func checkout(t *testing.T) stack.Sources {
	t.Helper()
	folder := t.TempDir()
	text := read(t, filepath.Join(root, "template.yaml"))
	write(t, filepath.Join(folder, "template.yaml"), text)
	for _, code := range regexp.MustCompile(`CodeUri: (\S+)`).FindAllStringSubmatch(text, -1) {
		write(t, filepath.Join(folder, code[1], "bootstrap"), code[1])
	}
	write(t, filepath.Join(folder, "dashboard", "dist", "index.html"), "dashboard")
	write(t, filepath.Join(folder, "widget", "dist", "hashmytag.js"), "widget")
	return stack.Checkout(folder)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// synthesized is the template that CDK makes of a stage, as JSON.
func synthesized(t *testing.T, name string) map[string]any {
	t.Helper()
	stage, err := stack.FindStage(name)
	if err != nil {
		t.Fatal(err)
	}
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir())})
	made := stack.NewPlatform(app, stage, checkout(t))
	assembly := app.Synth(nil)
	var template map[string]any
	file := filepath.Join(*assembly.Directory(), *made.TemplateFile())
	if err := json.Unmarshal([]byte(read(t, file)), &template); err != nil {
		t.Fatal(err)
	}
	return template
}

// One synthesis is checked for all, because it takes seconds; and nothing beside it, because the CDK's process knows no
// parallel work.
func TestPlatform(t *testing.T) {
	expanded := expand(t, synthesized(t, "prod"))
	all := resourcesOf(t, expanded)
	for name, check := range map[string]func(*testing.T, resources){
		"rights": testRights, "stores": testStores, "functions": testFunctions, "queues": testQueues,
		"tick": testTick, "edge": testEdge, "pictures": testPictures, "fallback": testFallback, "cell": testCell,
	} {
		t.Run(name, func(t *testing.T) { check(t, all) })
	}
	t.Run("nag", func(t *testing.T) { testNag(t, expanded) })
}
