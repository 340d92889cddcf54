// Package iam decides what a function may do, from the policies in template.yaml, as far as they are used there.
// A right that the template forgets is then missing on a laptop too, and one that it gives too much can be tested.
package iam

import (
	"encoding/json"
	"strings"
)

// Statement is one statement of a policy.
type Statement struct {
	Effect    string
	Principal any // whom a trust speaks of: the account; not looked at here
	Action    list
	Resource  list
	Condition map[string]map[string]list
}

// list is what a policy writes as one text or several.
type list []string

// UnmarshalJSON reads both.
func (l *list) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '[' {
		return json.Unmarshal(text, (*[]string)(l))
	}
	*l = make(list, 1)
	return json.Unmarshal(text, &(*l)[0])
}

// Policy is a list of statements.
type Policy struct {
	Statement []Statement
}

// ParsePolicy reads a policy document.
func ParsePolicy(text string) (Policy, error) {
	var policy Policy
	err := json.Unmarshal([]byte(text), &policy)
	return policy, err
}

// Request is what somebody wants to do.
type Request struct {
	Action   string            // "dynamodb:GetItem"
	Resource string            // an ARN
	Context  map[string]string // condition keys and policy variables, such as "aws:PrincipalTag/table"
}

// Allows tells whether a statement allows the request and none denies it.
func (p Policy) Allows(request Request) bool {
	allowed := false
	for _, statement := range p.Statement {
		if !statement.matches(request) {
			continue
		}
		if statement.Effect != "Allow" {
			return false
		}
		allowed = true
	}
	return allowed
}

func (s Statement) matches(request Request) bool {
	return anyOf(s.Action, func(pattern string) bool {
		return like(strings.ToLower(pattern), strings.ToLower(request.Action))
	}) && s.covers(request) && s.conditionsHold(request.Context)
}

// covers matches the resource. A role's trust names none: it is the role itself.
func (s Statement) covers(request Request) bool {
	return len(s.Resource) == 0 || anyOf(s.Resource, func(pattern string) bool {
		pattern, known := substitute(pattern, request.Context)
		return known && like(pattern, request.Resource)
	})
}

func (s Statement) conditionsHold(context map[string]string) bool {
	for operator, keys := range s.Condition {
		for key, wanted := range keys {
			if !holds(operator, wanted, key, context) {
				return false
			}
		}
	}
	return true
}

// holds evaluates one condition. An operator that is not known never holds: better refused here than open in AWS.
func holds(operator string, wanted list, key string, context map[string]string) bool {
	value, present := context[key]
	switch operator {
	case "Null":
		return anyOf(wanted, func(absent string) bool { return (absent == "true") != present })
	case "StringEquals":
		return present && anyOf(wanted, func(want string) bool { return want == value })
	case "StringLike", "ArnLike", "ArnEquals":
		return present && anyOf(wanted, func(pattern string) bool { return like(pattern, value) })
	}
	return false
}

// substitute puts values in the place of ${variables}. A value with characters that mean more than themselves in a
// pattern is as good as none.
func substitute(pattern string, context map[string]string) (string, bool) {
	for {
		before, rest, found := strings.Cut(pattern, "${")
		if !found {
			return pattern, true
		}
		name, after, closed := strings.Cut(rest, "}")
		value := context[name]
		if !closed || value == "" || strings.ContainsAny(value, "*?$") {
			return "", false
		}
		pattern = before + value + after
	}
}

// like matches a pattern in which * stands for any text and ? for one character.
func like(pattern, text string) bool {
	for len(pattern) > 0 {
		switch {
		case pattern[0] == '*':
			for skip := range len(text) + 1 {
				if like(pattern[1:], text[skip:]) {
					return true
				}
			}
			return false
		case text == "" || pattern[0] != '?' && pattern[0] != text[0]:
			return false
		}
		pattern, text = pattern[1:], text[1:]
	}
	return text == ""
}

func anyOf(values []string, matches func(string) bool) bool {
	for _, value := range values {
		if matches(value) {
			return true
		}
	}
	return false
}
