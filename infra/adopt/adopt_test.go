package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func stores() map[string]string {
	return map[string]string{
		"RegistryTable": "hashmytag-prod-RegistryTable-1", "MediaBucket": "hashmytag-prod-mediabucket-1",
		"SiteBucket": "hashmytag-prod-sitebucket-1", "UserPool": "us-east-1_abc", "CredentialsKey": "key-id",
		"UpstreamSecret": "arn:aws:secretsmanager:us-east-1:123456789012:secret:UpstreamSecret-1",
	}
}

// What CloudFormation imports must stand by itself: cfn-lint knows a reference that leads nowhere.
func TestAdoptsEveryStore(t *testing.T) {
	t.Parallel()
	text := read(t)
	template, resources, err := adopt(text, stores())
	if err != nil {
		t.Fatal(err)
	}
	if len(resources) != len(stores()) {
		t.Errorf("imports %v", resources)
	}
	for _, r := range resources {
		for name, id := range r.ResourceIdentifier {
			if name == "" || id != stores()[r.LogicalResourceId] {
				t.Errorf("%s is known by %s=%s", r.LogicalResourceId, name, id)
			}
		}
	}
	file := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(file, template, 0o600); err != nil {
		t.Fatal(err)
	}
	linters, err := filepath.Glob("../../.tools/sam-*/bin/cfn-lint")
	if err != nil || len(linters) == 0 {
		t.Fatal("cfn-lint is not installed: run `make test-infra`")
	}
	// Parameters and conditions that only the rest needs are no mistake here.
	out, err := exec.CommandContext(t.Context(), linters[0], "--ignore-checks", "W2001,W8001", "--", file).CombinedOutput()
	if err != nil {
		t.Errorf("%s", out)
	}
}

func TestNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	some := stores()
	delete(some, "UserPool")
	if _, _, err := adopt(read(t), some); err == nil || !strings.Contains(err.Error(), "UserPool") {
		t.Errorf("got %v", err)
	}
	more := stores()
	more["SyncQueue"] = "x"
	if _, _, err := adopt(read(t), more); err == nil || !strings.Contains(err.Error(), "SyncQueue") {
		t.Errorf("got %v", err)
	}
}

func read(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}
