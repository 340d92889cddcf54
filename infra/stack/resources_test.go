package stack_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// resources are those of an expanded template, by logical id.
type resources map[string]resource

type resource struct {
	Type                                string
	DeletionPolicy, UpdateReplacePolicy string
	Properties                          map[string]any
}

func resourcesOf(t *testing.T, expanded map[string]any) resources {
	t.Helper()
	return convert[resources](t, expanded["Resources"])
}

func convert[V any](t *testing.T, from any) (to V) {
	t.Helper()
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, &to)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// of are the resources of a type.
func (all resources) of(kind string) resources {
	some := resources{}
	for id, r := range all {
		if r.Type == kind {
			some[id] = r
		}
	}
	return some
}

// property is what a resource's properties hold under a path such as "Policy/Statement"; nil when they do not.
func (r resource) property(path string) any {
	var value any = r.Properties
	for _, name := range strings.Split(path, "/") {
		properties, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = properties[name]
	}
	return value
}

// target is the logical id of the resource that a value refers to.
func target(value any) string {
	reference, _ := value.(map[string]any)
	switch to := reference["Fn::GetAtt"].(type) {
	case string:
		id, _, _ := strings.Cut(to, ".")
		return id
	case []any:
		return to[0].(string)
	}
	id, _ := reference["Ref"].(string)
	return id
}

// statement is one of a policy, with lists where IAM allows single values.
type statement struct {
	Effect             string
	Actions, Resources []string
	Condition          string
}

func (s *statement) UnmarshalJSON(text []byte) error {
	var raw struct {
		Effect           string
		Action, Resource any
		Condition        json.RawMessage
	}
	err := json.Unmarshal(text, &raw)
	s.Effect, s.Condition = raw.Effect, string(raw.Condition)
	s.Actions, s.Resources = list(raw.Action), list(raw.Resource)
	return err
}

func list(value any) []string {
	var all []string
	switch value := value.(type) {
	case nil:
	case []any:
		for _, one := range value {
			all = append(all, list(one)...)
		}
	case string:
		all = append(all, value)
	default: // an intrinsic function
		text, _ := json.Marshal(value)
		all = append(all, string(text))
	}
	return all
}

// rights are what the roles may do by the policies that the template writes: by the logical id of the role.
func (all resources) rights(t *testing.T) map[string][]statement {
	t.Helper()
	type policies []struct {
		PolicyDocument struct{ Statement []statement }
	}
	rights := map[string][]statement{}
	for id, role := range all.of("AWS::IAM::Role") {
		for _, p := range convert[policies](t, role.Properties["Policies"]) {
			rights[id] = append(rights[id], p.PolicyDocument.Statement...)
		}
	}
	for _, policy := range all.of("AWS::IAM::Policy") {
		for _, role := range policy.Properties["Roles"].([]any) {
			document := convert[struct{ Statement []statement }](t, policy.Properties["PolicyDocument"])
			rights[target(role)] = append(rights[target(role)], document.Statement...)
		}
	}
	return rights
}

// actions are all that a role may do, on whatever.
func actions(rights []statement) []string {
	var all []string
	for _, s := range rights {
		all = append(all, s.Actions...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
