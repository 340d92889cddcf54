//go:build proof

package blackbox_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const schemathesis = "4.32.5"

// TestContract sends the requests that schemathesis makes up of the contract,
// good and bad ones, and checks every answer against it. Two of its checks do
// not apply: API Gateway answers 404 to a method that no route has, and the
// domain refuses more than a schema can say (a hashtag with a space).
func TestContract(t *testing.T) {
	t.Parallel()
	p := start(t, simulated())
	own := p.newTenant("contract.example.com", "enterprise")
	owner := p.signIn("owner@contract.example.com")
	owner.tenant = own.ID
	owner.must(http.MethodPost, "/v1/feeds", object{"network": "instagram", "query": object{"hashtags": []string{"bongout"}}}, nil)
	arguments := []string{
		"run", absolute(t, "api", "openapi.yaml"), "--url", p.address, "--workers", "1", "--max-examples", "25", "--seed", "1",
		"--phases", "examples,coverage,fuzzing", "--checks", "all", "--exclude-checks", "positive_data_acceptance,unsupported_method",
		"--continue-on-failure", "--header", "Authorization: Bearer " + owner.token, "--header", "X-Tenant-Id: " + own.ID,
		"--exclude-operation-id", "deleteTenant", // the others need the tenant
	}
	for _, operation := range notServed(t) {
		arguments = append(arguments, "--exclude-operation-id", operation)
	}
	cmd := exec.CommandContext(t.Context(), installSchemathesis(t), arguments...)
	cmd.Dir = t.TempDir() // it remembers failures there
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("schemathesis: %v\n%s", err, out)
	}
	if status := p.status(own.APIKey); status != http.StatusOK && status != http.StatusForbidden { // its key may have been rotated
		t.Errorf("the wall afterwards: %d", status)
	}
}

// absolute is a path of the repository that holds in any folder.
func absolute(t *testing.T, parts ...string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(append([]string{root}, parts...)...))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// notServed are the operations that the dashboard's function does not serve.
func notServed(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "api", "generate.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "exclude-operation-ids:\n")
	return strings.Fields(strings.ReplaceAll(list, "- ", ""))
}

// installSchemathesis answers the command, which is installed once.
func installSchemathesis(t *testing.T) string {
	t.Helper()
	dir := absolute(t, ".tools", "schemathesis-"+schemathesis)
	command := filepath.Join(dir, "bin", "schemathesis")
	if _, err := os.Stat(command); err == nil {
		return command
	}
	for _, argv := range [][]string{
		{"python3", "-m", "venv", dir},
		{filepath.Join(dir, "bin", "pip"), "install", "--quiet", "schemathesis==" + schemathesis},
	} {
		if out, err := exec.CommandContext(t.Context(), argv[0], argv[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", argv, err, out)
		}
	}
	return command
}
