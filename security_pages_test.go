package hashmytag_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	citedGo      = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
	citedBrowser = regexp.MustCompile("`([a-z-]+\\.spec\\.ts) › ([^`]+)`")
	goTest       = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9]+)\(`)
)

// TestSecurityPagesNameTests finds every test that the pages about security
// name: a proof that is renamed or removed has to be so there, too.
func TestSecurityPagesNameTests(t *testing.T) {
	t.Parallel()
	tests, specs := allTests(t)
	pages, err := filepath.Glob("docs/proof/hostile*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "docs/security.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		goes, browsers := citedGo.FindAllStringSubmatch(string(text), -1), citedBrowser.FindAllStringSubmatch(string(text), -1)
		if len(goes)+len(browsers) == 0 {
			t.Errorf("%s names no test", page)
		}
		for _, cited := range goes {
			if !tests[cited[1]] {
				t.Errorf("%s names %s, which is not there", page, cited[1])
			}
		}
		for _, cited := range browsers {
			if !strings.Contains(specs[cited[1]], cited[2]) {
				t.Errorf("%s names %q, which is not in %s", page, cited[2], cited[1])
			}
		}
	}
}

// allTests are the names of Go's tests, and the files of those in browsers.
func allTests(t *testing.T) (tests map[string]bool, specs map[string]string) {
	t.Helper()
	tests, specs = map[string]bool{}, map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (name == "node_modules" || len(name) > 1 && name[0] == '.'):
			return filepath.SkipDir
		case strings.HasSuffix(name, "_test.go"):
			text, err := os.ReadFile(path)
			for _, found := range goTest.FindAllStringSubmatch(string(text), -1) {
				tests[found[1]] = true
			}
			return err
		case strings.HasSuffix(name, ".spec.ts"):
			text, err := os.ReadFile(path)
			specs[name] += string(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests, specs
}
