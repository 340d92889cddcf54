// Package template reads template.yaml as CloudFormation and SAM would, and tells what there is to run:
// functions, queues, tables, schedules and the HTTP API. The local platform runs what it answers,
// so a change in the template is a change on the laptop too.
package template

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Template is a template as written: nothing in it is resolved yet.
type Template struct {
	parameters map[string]any
	conditions map[string]any
	globals    map[string]any
	resources  map[string]resource
	outputs    map[string]output
}

type resource struct {
	Type       string
	Condition  string
	Properties any
}

type output struct {
	Condition string
	Value     any
}

// Read reads the template in a file.
func Read(path string) (*Template, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func parse(text []byte) (*Template, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	decoded, err := decode(&document)
	if err != nil {
		return nil, err
	}
	var sections struct {
		Parameters, Conditions, Globals map[string]any
		Resources                       map[string]resource
		Outputs                         map[string]output
	}
	if err := convert(decoded, &sections); err != nil {
		return nil, err
	}
	return &Template{
		parameters: sections.Parameters,
		conditions: sections.Conditions,
		globals:    sections.Globals,
		resources:  sections.Resources,
		outputs:    sections.Outputs,
	}, nil
}

// Resolve evaluates the template for a stack. Parameters override the template's defaults.
func (t *Template) Resolve(stack Stack, parameters map[string]string) (*Plan, error) {
	values, err := t.values(parameters)
	if err != nil {
		return nil, err
	}
	r := &resolver{parameters: values, conditions: t.conditions, resources: t.resources, stack: stack}
	b := &builder{resolver: r, globals: t.globals, plan: &Plan{Outputs: map[string]string{}, PagePolicies: map[string]string{}}}
	for _, name := range sortedKeys(t.resources) {
		if err := b.add(name, t.resources[name]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := b.finish(t.outputs); err != nil {
		return nil, err
	}
	return b.plan, nil
}

// values are the parameters' defaults under what the caller sets.
func (t *Template) values(set map[string]string) (map[string]any, error) {
	values := make(map[string]any, len(t.parameters))
	for _, name := range sortedKeys(t.parameters) {
		var parameter struct{ Default any }
		if err := convert(t.parameters[name], &parameter); err != nil {
			return nil, fmt.Errorf("parameter %s: %w", name, err)
		}
		value, ok := set[name]
		switch {
		case ok:
			values[name] = value
		case parameter.Default != nil:
			values[name] = fmt.Sprint(parameter.Default)
		default:
			return nil, fmt.Errorf("parameter %s has no default and is not set", name)
		}
	}
	for name := range set {
		if _, ok := values[name]; !ok {
			return nil, fmt.Errorf("the template has no parameter %s", name)
		}
	}
	return values, nil
}

// convert fills a typed value from decoded YAML.
func convert(from, to any) error {
	text, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, to)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
