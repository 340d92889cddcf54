package iam_test

import (
	"testing"

	"github.com/hashmytag/hashmytag/local/iam"
)

func TestAllows(t *testing.T) {
	t.Parallel()
	const table = `"arn:table/${aws:PrincipalTag/table}"`
	tests := map[string]struct {
		policy           string
		action, resource string
		context          map[string]string
		want             bool
	}{
		"nothing":                {`[]`, "dynamodb:GetItem", "arn:a", nil, false},
		"the action":             {`[{"Effect":"Allow","Action":"dynamodb:getitem","Resource":"arn:a"}]`, "dynamodb:GetItem", "arn:a", nil, true},
		"another action":         {`[{"Effect":"Allow","Action":["dynamodb:GetItem"],"Resource":"*"}]`, "dynamodb:PutItem", "arn:a", nil, false},
		"a pattern":              {`[{"Effect":"Allow","Action":"dynamodb:*","Resource":["arn:b","arn:a*/index/?"]}]`, "dynamodb:Query", "arn:ab/index/i", nil, true},
		"past a pattern":         {`[{"Effect":"Allow","Action":"dynamodb:*","Resource":"arn:a*/index/?"}]`, "dynamodb:Query", "arn:ab/index/ij", nil, false},
		"a denial wins":          {`[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"arn:a"}]`, "x:y", "arn:a", nil, false},
		"the session's table":    {`[{"Effect":"Allow","Action":"*","Resource":` + table + `}]`, "x:y", "arn:table/a", tag("a"), true},
		"another table":          {`[{"Effect":"Allow","Action":"*","Resource":` + table + `}]`, "x:y", "arn:table/ab", tag("a"), false},
		"no tag":                 {`[{"Effect":"Allow","Action":"*","Resource":` + table + `}]`, "x:y", "arn:table/", nil, false},
		"a tag that is a star":   {`[{"Effect":"Allow","Action":"*","Resource":` + table + `}]`, "x:y", "arn:table/a", tag("*"), false},
		"a condition":            {`[{"Effect":"Allow","Action":"*","Condition":{"StringLike":{"k":"a*"}}}]`, "x:y", "arn:a", map[string]string{"k": "ab"}, true},
		"a condition, no value":  {`[{"Effect":"Allow","Action":"*","Condition":{"StringLike":{"k":"*"}}}]`, "x:y", "arn:a", nil, false},
		"must be there":          {`[{"Effect":"Allow","Action":"*","Condition":{"Null":{"k":"false"}}}]`, "x:y", "arn:a", nil, false},
		"is there":               {`[{"Effect":"Allow","Action":"*","Condition":{"Null":{"k":"false"}}}]`, "x:y", "arn:a", map[string]string{"k": ""}, true},
		"all conditions":         {`[{"Effect":"Allow","Action":"*","Condition":{"StringEquals":{"k":"a","l":"b"}}}]`, "x:y", "arn:a", map[string]string{"k": "a"}, false},
		"an operator of its own": {`[{"Effect":"Allow","Action":"*","Condition":{"ForAllValues:StringLike":{"k":"*"}}}]`, "x:y", "arn:a", map[string]string{"k": "a"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policy, err := iam.ParsePolicy(`{"Statement":` + test.policy + `}`)
			if err != nil {
				t.Fatal(err)
			}
			got := policy.Allows(iam.Request{Action: test.action, Resource: test.resource, Context: test.context})
			if got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestSessionPolicyOnlyNarrows(t *testing.T) {
	t.Parallel()
	role := iam.Role{Policy: parse(t, `[{"Effect":"Allow","Action":"dynamodb:*","Resource":"arn:a"}]`)}
	narrow := parse(t, `[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}]`)
	session := iam.Principal{Role: role, Session: &narrow}
	for action, want := range map[string]bool{"dynamodb:GetItem arn:a": true, "dynamodb:PutItem arn:a": false, "dynamodb:GetItem arn:b": false} {
		name, resource := action[:len(action)-6], action[len(action)-5:]
		if got := session.May(name, resource); got != want {
			t.Errorf("%s: %v", action, got)
		}
	}
}

func TestMayAssume(t *testing.T) {
	t.Parallel()
	caller := iam.Principal{Role: iam.Role{
		ARN:    "arn:role/widget-1",
		Policy: parse(t, `[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"arn:role/read"}]`),
	}}
	trust := parse(t, `[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],
		"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:role/widget-*"},"StringLike":{"aws:RequestTag/table":"tenant_*"}}}]`)
	tests := map[string]struct {
		role iam.Role
		tags map[string]string
		want bool
	}{
		"its table":         {iam.Role{ARN: "arn:role/read", Trust: trust}, map[string]string{"table": "tenant_a"}, true},
		"another prefix":    {iam.Role{ARN: "arn:role/read", Trust: trust}, map[string]string{"table": "registry"}, false},
		"no table":          {iam.Role{ARN: "arn:role/read", Trust: trust}, nil, false},
		"not its role":      {iam.Role{ARN: "arn:role/write", Trust: trust}, map[string]string{"table": "tenant_a"}, false},
		"not trusted there": {iam.Role{ARN: "arn:role/read"}, map[string]string{"table": "tenant_a"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := caller.MayAssume(test.role, test.tags); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func tag(table string) map[string]string { return map[string]string{"aws:PrincipalTag/table": table} }

func parse(t *testing.T, statements string) iam.Policy {
	t.Helper()
	policy, err := iam.ParsePolicy(`{"Statement":` + statements + `}`)
	if err != nil {
		t.Fatal(err)
	}
	return policy
}
