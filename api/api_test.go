package api_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/problem"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// The examples count: people copy them.
func TestContractIsValid(t *testing.T) {
	t.Parallel()
	if err := contract(t).Validate(t.Context(), openapi3.EnableExamplesValidation()); err != nil {
		t.Fatal(err)
	}
}

// What a client can meet on a route is written at the route.
func TestContractNamesEveryAnswer(t *testing.T) {
	t.Parallel()
	for path, item := range contract(t).Paths.Map() {
		for method, operation := range item.Operations() {
			want := []string{"401", "429", "500", "503"}
			if operation.RequestBody != nil {
				want = append(want, "400", "413", "415", "422")
			}
			for _, status := range want {
				if operation.Responses.Value(status) == nil {
					t.Errorf("%s %s does not tell of %s", method, path, status)
				}
			}
		}
	}
}

func TestContractListsEveryCode(t *testing.T) {
	t.Parallel()
	text := contract(t).Info.Description
	for _, code := range []wall.Code{
		wall.Malformed, wall.Unauthenticated, wall.Forbidden, wall.OriginNotAllowed, wall.PlanLimit, wall.TenantSuspended,
		wall.NotFound, wall.Conflict, wall.NotReady, wall.Changed, wall.TooLarge, wall.UnsupportedMediaType, wall.Invalid,
		wall.TooManyRequests, wall.Internal, wall.Unavailable,
	} {
		row := "| `" + string(code) + "` | " + strconv.Itoa(problem.Status(code)) + " |"
		if !strings.Contains(text, row) {
			t.Errorf("the table of codes lacks %q", row)
		}
	}
}

// A change of the contract must reach the code: go generate ./api/...
func TestGeneratedCodeIsOfThisContract(t *testing.T) {
	t.Parallel()
	for source, output := range map[string]string{"api.go": "api.gen.go", "client/client.go": "client/client.gen.go"} {
		t.Run(output, func(t *testing.T) {
			t.Parallel()
			fresh := filepath.Join(t.TempDir(), "fresh.go")
			_, command, _ := strings.Cut(read(t, source), "go run ")
			command, _, _ = strings.Cut(command, `"`)
			command = strings.Replace(command, "api/"+output, fresh, 1)
			cmd := exec.CommandContext(t.Context(), "go", append([]string{"run"}, strings.Fields(command)...)...)
			cmd.Dir = ".."
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("generate: %v\n%s", err, out)
			}
			if diff := cmp.Diff(read(t, fresh), read(t, output)); diff != "" {
				t.Errorf("go generate ./api/... would change %s:\n%.2000s", output, diff)
			}
		})
	}
	for _, input := range []string{"openapi.yaml", "generate.yaml", "client/generate.yaml", "overlay.yaml"} {
		read(t, input) // Go's cache of results sees what the test itself reads
	}
}

func contract(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
