//go:build proof

package blackbox_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const schemathesis = "4.32.5"

// TestContract sends the requests that schemathesis makes up of the contract,
// good and bad ones, to every operation, and checks every answer against it. Two
// of its checks do not apply: API Gateway answers 404 to a method that no route
// has, and the domain refuses more than a schema can say (a hashtag with a space).
//
// It uses what it finds in answers: what closes tenants comes last, and the wall
// that is visited is not that of the tenant whose key is replaced on the way.
func TestContract(t *testing.T) {
	t.Parallel()
	p := start(t, simulated())
	own, visited := p.newTenant("contract.example.com", "enterprise"), p.newTenant("visited.example.com", "starter")
	owner := p.signIn("owner@contract.example.com")
	owner.tenant = own.ID
	owner.must(http.MethodPost, "/v1/feeds", object{"network": "instagram", "query": object{"hashtags": []string{"bongout"}}}, nil)
	closing := []string{"deleteTenant", "searchTenants", "administerTenant", "getStatus"}
	owner.prove(visited, "--exclude-operation-id", closing)
	if status := p.status(visited.APIKey); status != http.StatusOK {
		t.Errorf("the visited wall afterwards: %d", status)
	}
	gone := p.newTenant("gone.example.com", "starter")
	admin := p.signIn("owner@gone.example.com")
	admin.tenant = gone.ID
	p.run("admins", "add", "owner@gone.example.com")
	admin.prove(visited, "--include-operation-id", closing)
	if status := p.status(gone.APIKey); status != http.StatusForbidden {
		t.Errorf("the deleted wall afterwards: %d", status)
	}
}

// prove lets schemathesis do what the person may, and visit a wall.
func (p person) prove(visited tenant, which string, operations []string) {
	p.t.Helper()
	dir := p.t.TempDir() // it remembers failures there
	settings := fmt.Sprintf(`
headers = {X-Tenant-Id = %q}

[auth.openapi.dashboardUser]
bearer = %q

[auth.openapi.widgetKey]
api_key = %q
`, p.tenant, p.token, visited.APIKey)
	if err := os.WriteFile(filepath.Join(dir, "schemathesis.toml"), []byte(settings), 0o600); err != nil {
		p.t.Fatal(err)
	}
	arguments := []string{
		"run", absolute(p.t, "api", "openapi.yaml"), "--url", p.address, "--workers", "1", "--max-examples", "25", "--seed", "1",
		"--phases", "examples,coverage,fuzzing", "--checks", "all", "--exclude-checks", "positive_data_acceptance,unsupported_method",
		"--continue-on-failure",
	}
	for _, operation := range operations {
		arguments = append(arguments, which, operation)
	}
	cmd := exec.CommandContext(p.t.Context(), installSchemathesis(p.t), arguments...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Errorf("schemathesis: %v\n%s", err, out)
	}
	_, summary, _ := bytes.Cut(out, []byte("= SUMMARY ="))
	p.t.Logf("schemathesis: %s", summary)
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
