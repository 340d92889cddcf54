package stack_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/infra/stack"
)

// Both ways of deploying change the same stack, with the same parameters.
func TestStagesAreThoseOfSam(t *testing.T) {
	t.Parallel()
	config := read(t, filepath.Join(root, "samconfig.toml"))
	for _, stage := range stack.Stages() {
		_, section, _ := strings.Cut(config, "["+stage.Name+".global.parameters]")
		section, _, _ = strings.Cut(section, ".global.parameters]")
		if !strings.Contains(section, `stack_name = "`+stage.StackName()+`"`) {
			t.Errorf("%s is another stack to sam: %s", stage.Name, section)
		}
		for name, value := range stage.Parameters {
			if !strings.Contains(section, name+"="+value) {
				t.Errorf("%s has no %s=%s to sam: %s", stage.Name, name, value, section)
			}
		}
	}
}

func TestUnknownStage(t *testing.T) {
	t.Parallel()
	if _, err := stack.FindStage("x"); err == nil || !strings.Contains(err.Error(), "dev|prod") {
		t.Errorf("got %v", err)
	}
}

// A tag can be moved to other code, a commit cannot.
func TestActionsArePinned(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	pinned := regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+$`)
	for _, file := range files {
		for _, uses := range regexp.MustCompile(`uses: (.+)`).FindAllStringSubmatch(read(t, file), -1) {
			if !pinned.MatchString(uses[1]) {
				t.Errorf("%s: %s is not pinned by its commit, with its version beside it", file, uses[1])
			}
		}
	}
}
