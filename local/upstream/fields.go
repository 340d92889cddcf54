package upstream

import (
	"fmt"
	"slices"
	"strings"
)

// field is one entry of a Graph "fields" parameter: name, modifiers such as
// .limit(0), and what is wanted of each element, in braces.
type field struct {
	name string
	sub  []field
}

// parseFields reads a "fields" parameter.
func parseFields(s string) ([]field, error) {
	fields, rest, err := readFields(s)
	if err == nil && rest != "" {
		err = fmt.Errorf("Syntax error \"Expected end of string instead of %q.\" at character %d: %s", rest[:1], len(s)-len(rest), s)
	}
	return fields, err
}

func readFields(s string) (fields []field, rest string, err error) {
	for s != "" {
		end := strings.IndexAny(s, ",{}.")
		if end < 0 {
			end = len(s)
		}
		f := field{name: strings.TrimSpace(s[:end])}
		if s, err = skipModifiers(s[end:]); err != nil {
			return nil, s, err
		}
		if strings.HasPrefix(s, "{") {
			if f.sub, s, err = readFields(s[1:]); err != nil {
				return nil, s, err
			}
			if !strings.HasPrefix(s, "}") {
				return nil, s, fmt.Errorf("Syntax error \"Expected end of field list\"")
			}
			s = s[1:]
		}
		if f.name != "" {
			fields = append(fields, f)
		}
		if !strings.HasPrefix(s, ",") {
			return fields, s, nil
		}
		s = s[1:]
	}
	return fields, s, nil
}

func skipModifiers(s string) (string, error) {
	for strings.HasPrefix(s, ".") {
		end := strings.Index(s, ")")
		if end < 0 {
			return s, fmt.Errorf("Syntax error \"Expected ) in modifier\"")
		}
		s = s[end+1:]
	}
	return s, nil
}

// node is what one kind of Graph object offers.
type node struct {
	kind     string
	known    []string
	defaults []string
	edges    map[string]node
}

// check finds a field that the node does not have.
func (n node) check(fields []field) error {
	for _, f := range fields {
		if !slices.Contains(n.known, f.name) {
			return fmt.Errorf("Tried accessing nonexisting field (%s) on node type (%s)", f.name, n.kind)
		}
		if edge, ok := n.edges[f.name]; ok {
			if err := edge.check(f.sub); err != nil {
				return err
			}
		}
	}
	return nil
}

// pick keeps of an object what was asked for, its id always.
func (n node) pick(object map[string]any, fields []field) map[string]any {
	if len(fields) == 0 {
		for _, name := range n.defaults {
			fields = append(fields, field{name: name})
		}
	}
	picked := map[string]any{}
	if id, ok := object["id"]; ok {
		picked["id"] = id
	}
	for _, f := range fields {
		value, ok := object[f.name]
		if !ok {
			continue
		}
		if edge, isEdge := n.edges[f.name]; isEdge {
			value = edge.pickAll(value, f.sub)
		}
		picked[f.name] = value
	}
	return picked
}

// pickAll does the same within an edge: {"data": […]}.
func (n node) pickAll(edge any, fields []field) any {
	list, ok := edge.(map[string]any)["data"].([]map[string]any)
	if !ok {
		return edge
	}
	picked := make([]map[string]any, len(list))
	for i, element := range list {
		picked[i] = n.pick(element, fields)
	}
	return map[string]any{"data": picked}
}
