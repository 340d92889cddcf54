package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// objects are all that bodies are made of.
func (p *page) objects() {
	p.line("\n## Objects\n\nA field with * is always there in an answer, and needed in a body.")
	schemas := p.doc.Components.Schemas
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		p.line("\n### %s\n", name)
		p.object(schemas[name].Value)
	}
}

func (p *page) object(schema *openapi3.Schema) {
	if schema.Description != "" {
		p.line("%s\n", strings.TrimSpace(schema.Description))
	}
	if len(schema.Properties) == 0 {
		p.line("%s", typeOf(&openapi3.SchemaRef{Value: schema}))
		return
	}
	p.line("| field | type | means |\n|---|---|---|")
	p.fields("", schema)
}

// fields are the rows of an object's fields: the needed ones first, in the
// contract's order; those of an object that has no name follow it.
func (p *page) fields(within string, schema *openapi3.Schema) {
	names := slices.Clone(schema.Required)
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		field, star := schema.Properties[name], ""
		if slices.Contains(schema.Required, name) {
			star = "\\*"
		}
		p.line("| `%s`%s | %s | %s |", within+name, star, cell(typeOf(field)), cell(description(field)))
		switch {
		case field.Ref != "":
		case field.Value.Items != nil && field.Value.Items.Ref == "":
			p.fields(within+name+"[].", field.Value.Items.Value)
		default:
			p.fields(within+name+".", field.Value)
		}
	}
}

// description is a field's own; that of an object with a name stands there.
func description(field *openapi3.SchemaRef) string {
	if field.Ref != "" {
		return ""
	}
	return field.Value.Description
}

// typeOf says in one line what a value may be.
func typeOf(schema *openapi3.SchemaRef) string {
	if schema.Ref != "" {
		name := schema.Ref[strings.LastIndex(schema.Ref, "/")+1:]
		return fmt.Sprintf("[%s](#%s)", name, anchor(name))
	}
	s := schema.Value
	switch {
	case len(s.AllOf) == 1:
		return typeOf(s.AllOf[0]) + orNull(s)
	case s.Type.Is("array"):
		return "list of " + typeOf(s.Items) + limits(s)
	case len(s.Enum) > 0:
		return oneOf(s.Enum) + orNull(s)
	}
	kind := strings.Join(s.Type.Slice(), ", ")
	if s.Format != "" {
		kind += " (" + s.Format + ")"
	}
	return kind + limits(s) + orNull(s)
}

func orNull(s *openapi3.Schema) string {
	if s.Nullable {
		return " or null"
	}
	return ""
}

func oneOf(values []any) string {
	var list []string
	for _, value := range values {
		list = append(list, fmt.Sprintf("`%v`", value))
	}
	return strings.Join(list, ", ")
}

// limits are those that a value must keep to, and what stands for a missing one.
func limits(s *openapi3.Schema) string {
	var list []string
	if s.Min != nil || s.Max != nil {
		list = append(list, between(number(s.Min), number(s.Max), ""))
	}
	if s.MinLength > 0 || s.MaxLength != nil {
		list = append(list, between(positive(s.MinLength), count(s.MaxLength), " characters"))
	}
	if s.MinItems > 0 || s.MaxItems != nil {
		list = append(list, between(positive(s.MinItems), count(s.MaxItems), " items"))
	}
	if s.UniqueItems {
		list = append(list, "each once")
	}
	if s.Pattern != "" {
		list = append(list, "like `"+s.Pattern+"`")
	}
	if s.Default != nil {
		list = append(list, fmt.Sprintf("`%v` if left out", s.Default))
	}
	if len(list) == 0 {
		return ""
	}
	return ", " + strings.Join(list, ", ")
}

func between(least, most, unit string) string {
	switch {
	case least == "":
		return "at most " + most + unit
	case most == "":
		return "at least " + least + unit
	}
	return least + " to " + most + unit
}

func number(n *float64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprintf("%.0f", *n)
}

func count(n *uint64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

func positive(n uint64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// cell is a text that fits a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", "\\|")
}
