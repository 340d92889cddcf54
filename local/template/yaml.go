package template

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decode turns YAML into plain maps, lists and scalars, with CloudFormation's short tags (!Ref, !Sub) in their long form.
func decode(node *yaml.Node) (any, error) {
	value, err := decodeKind(node)
	if err != nil {
		return nil, err
	}
	name, tagged := strings.CutPrefix(node.Tag, "!")
	if !tagged || strings.HasPrefix(name, "!") {
		return value, nil
	}
	switch name {
	case "Ref", "Condition":
		return map[string]any{name: value}, nil
	case "GetAtt":
		if path, ok := value.(string); ok {
			resource, attribute, _ := strings.Cut(path, ".")
			value = []any{resource, attribute}
		}
	}
	return map[string]any{"Fn::" + name: value}, nil
}

func decodeKind(node *yaml.Node) (any, error) {
	switch node.Kind {
	case yaml.DocumentNode:
		return decode(node.Content[0])
	case yaml.AliasNode:
		return decode(node.Alias)
	case yaml.MappingNode:
		return decodeMap(node)
	case yaml.SequenceNode:
		list := make([]any, 0, len(node.Content))
		for _, child := range node.Content {
			value, err := decode(child)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		return list, nil
	case yaml.ScalarNode:
		return decodeScalar(node)
	}
	return nil, fmt.Errorf("line %d: unexpected YAML", node.Line)
}

func decodeMap(node *yaml.Node) (any, error) {
	values := make(map[string]any, len(node.Content)/2)
	for i := 0; i < len(node.Content); i += 2 {
		value, err := decode(node.Content[i+1])
		if err != nil {
			return nil, err
		}
		values[node.Content[i].Value] = value
	}
	return values, nil
}

func decodeScalar(node *yaml.Node) (any, error) {
	if !strings.HasPrefix(node.Tag, "!!") || node.Tag == "!!timestamp" {
		return node.Value, nil // a short tag's argument, or a date such as '2012-10-17'
	}
	var value any
	if err := node.Decode(&value); err != nil {
		return nil, fmt.Errorf("line %d: %w", node.Line, err)
	}
	return value, nil
}
