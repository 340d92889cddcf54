package api_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
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

// Why something is refused is told by a word that the contract lists, so that
// the dashboard's French can be held to it; and by nothing that no text names.
func TestContractNamesEveryReason(t *testing.T) {
	t.Parallel()
	said := reasons(t)
	for _, listed := range contract(t).Components.Schemas["Reason"].Value.Enum {
		if _, found := said[listed.(string)]; !found {
			t.Errorf("%s is listed, but nothing is refused for it", listed)
		}
		delete(said, listed.(string))
	}
	for name := range said {
		t.Errorf("something is refused for %s, which is not listed", name)
	}
}

// What French words put in, every English text of their reason names.
func TestFrenchNamesWhatTheReasonNames(t *testing.T) {
	t.Parallel()
	said := reasons(t)
	file, err := os.ReadFile(filepath.Join("..", "dashboard", "src", "words", "fr", "reasons.ts"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range regexp.MustCompile(`(?m)^  '?([a-z-]+)'?: (.*)$`).FindAllStringSubmatch(string(file), -1) {
		for _, place := range regexp.MustCompile(`\{\{(\w+)\}\}`).FindAllStringSubmatch(line[2], -1) {
			for _, text := range said[line[1]] {
				if !strings.Contains(text, "{"+place[1]+"}") {
					t.Errorf("%s: %q does not name %s", line[1], text, place[1])
				}
			}
		}
	}
}

// reasons are the words by which shared/ refuses, each with its English texts.
func reasons(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(filepath.Join("..", "shared"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if name, text, ok := refused(n); ok {
				found[name] = append(found[name], text)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// refused is the reason and the text of a call that refuses, or of a rate.
func refused(n ast.Node) (reason, text string, ok bool) {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, is := n.Key.(*ast.Ident); is && key.Name == "Reason" {
			return literal(n.Value), "{most}", literal(n.Value) != ""
		}
	case *ast.CallExpr:
		name := ""
		switch called := n.Fun.(type) {
		case *ast.Ident:
			name = called.Name
		case *ast.SelectorExpr:
			name = called.Sel.Name
		}
		if slices.Contains([]string{"InvalidField", "Refuse", "fieldError"}, name) && len(n.Args) > 2 {
			return literal(n.Args[1]), literal(n.Args[2]), literal(n.Args[1]) != ""
		}
	}
	return "", "", false
}

// literal is the text of a literal or of a sum of them; else empty.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	}
	return ""
}
