package stack_test

import (
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
		trust := convert[struct{ Statement []statement }](t, all[id].Properties["AssumeRolePolicyDocument"]).Statement
		for _, s := range trust {
			if !strings.Contains(s.Condition, `"aws:RequestTag/table"`) {
				t.Errorf("%s can be assumed without the tag: %s", id, s.Condition)
			}
			names := strings.Split(s.Condition, "role/${AWS::StackName}-")
			if len(names) < 2 {
				t.Errorf("%s does not say who may assume it: %s", id, s.Condition)
			}
			for _, rest := range names[1:] {
				role, _, _ := strings.Cut(rest, "-*")
				if all[role].Type != "AWS::IAM::Role" {
					t.Errorf("%s trusts %s, which is not a role of the template", id, role)
				}
			}
		}
	}
}
