package stack_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func testRights(t *testing.T, all resources) {
	rights := all.rights(t)
	if len(rights) < 9 {
		t.Fatalf("%d roles: is the template expanded?", len(rights))
	}
	t.Run("the widget only reads", func(t *testing.T) {
		if got, want := actions(rights["TenantReadRole"]), []string{"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}; !slices.Equal(got, want) {
			t.Errorf("TenantReadRole may %v", got)
		}
		if got, want := actions(rights["WidgetFunctionRole"]), []string{"sqs:SendMessage", "sts:AssumeRole", "sts:TagSession"}; !slices.Equal(got, want) {
			t.Errorf("the widget may %v", got)
		}
		for _, s := range rights["WidgetFunctionRole"] {
			if strings.Contains(strings.Join(s.Resources, " "), "TenantWriteRole") {
				t.Error("the widget may assume TenantWriteRole")
			}
		}
	})
	t.Run("the provisioner alone makes and ends tables", func(t *testing.T) {
		for role, statements := range rights {
			for _, action := range actions(statements) {
				if slices.Contains([]string{"dynamodb:CreateTable", "dynamodb:DeleteTable", "dynamodb:UpdateTable"}, action) && role != "ProvisionerFunctionRole" {
					t.Errorf("%s may %s", role, action)
				}
			}
		}
	})
	t.Run("no right on everything", func(t *testing.T) {
		for role, statements := range rights {
			for _, s := range statements {
				for _, action := range s.Actions {
					if strings.HasSuffix(action, "*") && !strings.HasPrefix(role, "CustomCDKBucketDeployment") { // uploads the site, see nag_test.go
						t.Errorf("%s may %s", role, action)
					}
				}
				if s.Effect == "Allow" && slices.Contains(s.Resources, "*") {
					t.Errorf("%s may %v on everything", role, s.Actions)
				}
			}
		}
	})
	t.Run("functions reach tenants' tables by a tagged session alone", func(t *testing.T) {
		testTenantTables(t, rights)
	})
	t.Run("the trust demands the tag and names functions that are there", func(t *testing.T) {
		testTrust(t, all)
	})
}

// testTenantTables: what a role may do with DynamoDB is on the registry, or on the session's own table; the
// provisioner's is about tables, never about what is in them.
func testTenantTables(t *testing.T, rights map[string][]statement) {
	for role, statements := range rights {
		for _, s := range statements {
			for _, action := range s.Actions {
				if !strings.HasPrefix(action, "dynamodb:") {
					continue
				}
				for _, on := range s.Resources {
					tagged := strings.Contains(on, "table/${!aws:PrincipalTag/table}") && strings.HasPrefix(role, "Tenant")
					table := strings.Contains(on, "${TenantTablePrefix}*") || strings.Contains(on, "table/tenant_*")
					if !strings.Contains(on, "RegistryTable") && !tagged && (!table || strings.HasSuffix(action, "Item") || action == "dynamodb:Query" || action == "dynamodb:Scan") {
						t.Errorf("%s may %s on %s", role, action, on)
					}
				}
			}
		}
	}
}

func testTrust(t *testing.T, all resources) {
	for _, id := range []string{"TenantReadRole", "TenantWriteRole"} {
		for _, s := range all[id].trust(t) {
			if !strings.Contains(s.Condition, `"aws:RequestTag/table"`) {
				t.Errorf("%s can be assumed without the tag: %s", id, s.Condition)
			}
			if len(s.callers()) == 0 {
				t.Errorf("%s does not say who may assume it: %s", id, s.Condition)
			}
			for _, role := range s.callers() {
				if all[role].Type != "AWS::IAM::Role" {
					t.Errorf("%s trusts %s, which is not a role of the template", id, role)
				}
			}
		}
	}
}

// trust is who may assume a role.
func (r resource) trust(t *testing.T) []statement {
	t.Helper()
	return convert[struct{ Statement []statement }](t, r.property("AssumeRolePolicyDocument")).Statement
}

// callers are the functions' roles that may assume a role.
func (r resource) callers(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, s := range r.trust(t) {
		all = append(all, s.callers()...)
	}
	return all
}

var caller = regexp.MustCompile(`role/[^"]+-(\w+FunctionRole)-\*`)

func (s statement) callers() []string {
	var all []string
	for _, name := range caller.FindAllStringSubmatch(s.Condition, -1) {
		all = append(all, name[1])
	}
	slices.Sort(all)
	return all
}

// functionsFor are the roles that may assume a role of a tenant's table in cells.
func functionsFor(rights map[string][]statement, id string) []string {
	var all []string
	for role, statements := range rights {
		for _, s := range statements {
			if slices.ContainsFunc(s.Resources, func(on string) bool { return strings.Contains(on, "-"+id+"-*") }) {
				all = append(all, role)
			}
		}
	}
	slices.Sort(all)
	return all
}
