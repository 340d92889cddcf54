package stack

import (
	"fmt"
	"slices"
	"strings"
)

// Stage is one platform of several. Each has an account of its own, or at least
// names of its own in a shared one.
type Stage struct {
	Name       string
	Parameters map[string]string // of the template, that tell stages apart; the operator sets the others
}

// Stages are those that samconfig.toml has too.
func Stages() []Stage {
	return []Stage{
		{Name: "dev", Parameters: map[string]string{"Stage": "dev", "TenantTablePrefix": "dev_tenant_"}},
		{Name: "prod", Parameters: map[string]string{"Stage": "prod", "TenantTablePrefix": "tenant_"}},
	}
}

// FindStage finds a stage by its name.
func FindStage(name string) (Stage, error) {
	all := Stages()
	i := slices.IndexFunc(all, func(s Stage) bool { return s.Name == name })
	if i < 0 {
		names := make([]string, len(all))
		for i, s := range all {
			names[i] = s.Name
		}
		return Stage{}, fmt.Errorf("there is no stage %q: choose one with --context stage=%s", name, strings.Join(names, "|"))
	}
	return all[i], nil
}

// StackName is what `sam deploy` calls the stack too: both change the same one.
func (s Stage) StackName() string { return "hashmytag-" + s.Name }
