package template

import (
	"fmt"
	"regexp"
	"strings"
)

// resolver evaluates CloudFormation's intrinsic functions. It refuses what it does not know:
// a template that means something else here than in AWS must not run.
type resolver struct {
	parameters map[string]any
	conditions map[string]any
	resources  map[string]resource
	stack      Stack
}

// noValue is what AWS::NoValue resolves to: the property that holds it is left out.
type noValue struct{}

func (r *resolver) value(node any) (any, error) {
	switch node := node.(type) {
	case map[string]any:
		if name, argument, ok := intrinsic(node); ok {
			return r.call(name, argument)
		}
		return r.object(node)
	case []any:
		return r.list(node)
	}
	return node, nil
}

func (r *resolver) object(node map[string]any) (any, error) {
	resolved := make(map[string]any, len(node))
	for key, child := range node {
		value, err := r.value(child)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		if value != (noValue{}) {
			resolved[key] = value
		}
	}
	return resolved, nil
}

func (r *resolver) list(node []any) ([]any, error) {
	resolved := make([]any, 0, len(node))
	for _, child := range node {
		value, err := r.value(child)
		if err != nil {
			return nil, err
		}
		if value != (noValue{}) {
			resolved = append(resolved, value)
		}
	}
	return resolved, nil
}

// intrinsic tells whether a map is a call such as {"Fn::Sub": …}. "Condition" is one only by itself.
func intrinsic(node map[string]any) (name string, argument any, ok bool) {
	if len(node) != 1 {
		return "", nil, false
	}
	for key, value := range node {
		_, text := value.(string)
		ok = strings.HasPrefix(key, "Fn::") || (text && (key == "Ref" || key == "Condition"))
		return key, value, ok
	}
	return "", nil, false
}

func (r *resolver) call(name string, argument any) (any, error) {
	switch name {
	case "Ref":
		return r.ref(fmt.Sprint(argument))
	case "Condition":
		return r.condition(fmt.Sprint(argument))
	case "Fn::Sub":
		return r.sub(argument)
	case "Fn::If":
		return r.choose(argument)
	}
	arguments, err := r.arguments(argument)
	if err != nil {
		return nil, err
	}
	switch {
	case name == "Fn::GetAtt" && len(arguments) == 2:
		return r.attribute(fmt.Sprint(arguments[0]), fmt.Sprint(arguments[1]))
	case name == "Fn::Join" && len(arguments) == 2:
		return join(arguments[0], arguments[1])
	case name == "Fn::Equals" && len(arguments) == 2:
		return fmt.Sprint(arguments[0]) == fmt.Sprint(arguments[1]), nil
	case name == "Fn::Not" && len(arguments) == 1:
		return arguments[0] != true, nil
	case name == "Fn::And":
		return all(arguments, true), nil
	case name == "Fn::Or":
		return !all(arguments, false), nil
	}
	return nil, fmt.Errorf("%s with %d arguments is not supported locally", name, len(arguments))
}

func (r *resolver) arguments(argument any) ([]any, error) {
	list, ok := argument.([]any)
	if !ok {
		list = []any{argument}
	}
	return r.list(list)
}

func (r *resolver) ref(name string) (any, error) {
	if value, ok := r.parameters[name]; ok {
		return value, nil
	}
	if resource, ok := r.resources[name]; ok {
		return r.stack.ref(name, resource.Type)
	}
	if value, ok := r.stack.pseudo(name); ok {
		return value, nil
	}
	return nil, fmt.Errorf("%q is neither a parameter nor a resource", name)
}

func (r *resolver) attribute(name, attribute string) (any, error) {
	resource, ok := r.resources[name]
	if !ok {
		return nil, fmt.Errorf("%q is not a resource", name)
	}
	return r.stack.attribute(name, resource.Type, attribute)
}

func (r *resolver) condition(name string) (any, error) {
	expression, ok := r.conditions[name]
	if !ok {
		return nil, fmt.Errorf("there is no condition %q", name)
	}
	return r.value(expression)
}

// holds tells whether what stands under a condition is there; most stands under none.
func (r *resolver) holds(condition string) (bool, error) {
	if condition == "" {
		return true, nil
	}
	holds, err := r.condition(condition)
	return holds == true, err
}

// choose evaluates only the branch that is taken: the other may name what does not exist.
func (r *resolver) choose(argument any) (any, error) {
	branches, ok := argument.([]any)
	if !ok || len(branches) != 3 {
		return nil, fmt.Errorf("Fn::If needs a condition and two values")
	}
	holds, err := r.condition(fmt.Sprint(branches[0]))
	if err != nil {
		return nil, err
	}
	if holds == true {
		return r.value(branches[1])
	}
	return r.value(branches[2])
}

var placeholder = regexp.MustCompile(`\$\{([^}]+)\}`)

func (r *resolver) sub(argument any) (any, error) {
	text, variables, err := r.subArguments(argument)
	if err != nil {
		return nil, err
	}
	var failed error
	replaced := placeholder.ReplaceAllStringFunc(text, func(match string) string {
		name := match[2 : len(match)-1]
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			return "${" + literal + "}"
		}
		value, ok := variables[name]
		if !ok {
			value, err = r.named(name)
			if err != nil {
				failed = err
			}
		}
		return fmt.Sprint(value)
	})
	return replaced, failed
}

func (r *resolver) subArguments(argument any) (string, map[string]any, error) {
	list, ok := argument.([]any)
	if !ok {
		return fmt.Sprint(argument), nil, nil
	}
	if len(list) != 2 {
		return "", nil, fmt.Errorf("Fn::Sub needs a text and its variables")
	}
	variables, err := r.value(list[1])
	if err != nil {
		return "", nil, err
	}
	values, ok := variables.(map[string]any)
	if !ok {
		return "", nil, fmt.Errorf("the variables of Fn::Sub must be a map")
	}
	return fmt.Sprint(list[0]), values, nil
}

// named is what ${Name} or ${Resource.Attribute} stands for inside Fn::Sub.
func (r *resolver) named(name string) (any, error) {
	if resource, attribute, dotted := strings.Cut(name, "."); dotted {
		return r.attribute(resource, attribute)
	}
	return r.ref(name)
}

func join(separator, list any) (any, error) {
	values, ok := list.([]any)
	if !ok {
		return nil, fmt.Errorf("Fn::Join needs a list")
	}
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = fmt.Sprint(value)
	}
	return strings.Join(texts, fmt.Sprint(separator)), nil
}

func all(values []any, want bool) bool {
	for _, value := range values {
		if value != want {
			return false
		}
	}
	return true
}
