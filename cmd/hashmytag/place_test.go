package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"github.com/hashmytag/hashmytag/local/state"
)

// The engines of the other tests have no CloudFormation: this speaks its wire.
func TestStackOutputs(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("Action") != "DescribeStacks" || r.FormValue("StackName") != "hashmytag-prod" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>` +
				`<Message>Stack with id hashmytag-prd does not exist</Message></Error></ErrorResponse>`))
			return
		}
		_, _ = w.Write([]byte(`<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>hashmytag-prod</StackName>` +
			`<StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-11-24T05:00:00.000Z</CreationTime><Outputs>` +
			`<member><OutputKey>TenantTablePrefix</OutputKey><OutputValue>tenant_</OutputValue></member>` +
			`<member><OutputKey>SiteUrl</OutputKey><OutputValue>https://a.example</OutputValue></member>` +
			`</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`))
	}))
	t.Cleanup(server.Close)
	client := cloudformation.NewFromConfig(aws.Config{
		Region: "eu-west-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
	})
	outputs, err := stackOutputs(t.Context(), client, "hashmytag-prod")
	if want := map[string]string{"TenantTablePrefix": "tenant_", "SiteUrl": "https://a.example"}; err != nil || !maps.Equal(outputs, want) {
		t.Errorf("outputs %v, %v", outputs, err)
	}
	if _, err := stackOutputs(t.Context(), client, "hashmytag-prd"); err == nil || !strings.Contains(err.Error(), "check --stage") {
		t.Errorf("without a stack: %v", err)
	}
}

// A stack of an older version is named with all that it lacks.
func TestStackWithoutOutputs(t *testing.T) {
	t.Parallel()
	_, err := deployment{outputs: map[string]string{"SiteUrl": "https://x.example"}}.bind()
	if err == nil || !strings.Contains(err.Error(), "RegistryTable, TenantTablePrefix") {
		t.Errorf("got %v", err)
	}
}

// The outputs that commands need are those that the template has.
func TestTemplateHasTheOutputs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, outputs, found := strings.Cut(string(text), "\nOutputs:\n")
	if !found {
		t.Fatal("the template has no outputs")
	}
	for _, name := range neededOutputs() {
		if !strings.Contains(outputs, "\n  "+name+":\n") && !strings.HasPrefix(outputs, "  "+name+":\n") {
			t.Errorf("the template has no output %s", name)
		}
	}
}

func TestFindsThePlatformInAFolderAbove(t *testing.T) {
	root := t.TempDir()
	below := filepath.Join(root, "a", "b")
	for _, dir := range []string{below, filepath.Join(root, ".local")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(below)
	if _, err := findPlatform(t.Context(), place{}); err == nil || !strings.Contains(err.Error(), "hashmytag local") {
		t.Errorf("nothing runs: %v", err)
	}
	running := state.Platform{PID: os.Getpid(), Address: "http://localhost:1234"}
	if err := running.Write(filepath.Join(root, ".local")); err != nil {
		t.Fatal(err)
	}
	if found, err := (place{}).running(); err != nil || found.Address != running.Address {
		t.Errorf("found %+v, %v", found, err)
	}
	if _, err := findPlatform(t.Context(), place{stage: "prod", data: root}); exitCode(err) != exitUsage {
		t.Errorf("both places: %v", err)
	}
}
