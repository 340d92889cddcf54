package stack_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/hashmytag/hashmytag/infra/stack"
)

// testCell: a cell has the roles of the stage, no more: the same rights, from the other account, for the cell's tables.
func testCell(t *testing.T, platform resources) {
	stage, err := stack.FindStage("prod")
	if err != nil {
		t.Fatal(err)
	}
	at, err := stack.ParseCell("444455556666/eu-west-3")
	if err != nil {
		t.Fatal(err)
	}
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir())})
	cell := stack.NewCell(app, stack.Cell{Stage: stage, Home: "111122223333", At: at, Key: "arn:aws:kms:us-east-1:111122223333:key/k"})
	file := filepath.Join(*app.Synth(nil).Directory(), *cell.TemplateFile())
	var template map[string]any
	if err := json.Unmarshal([]byte(read(t, file)), &template); err != nil {
		t.Fatal(err)
	}
	all := resourcesOf(t, template)
	if len(all) != 3 {
		t.Errorf("%d resources, want the three roles", len(all))
	}
	rights := all.rights(t)
	for id, name := range map[string]string{
		"TenantReadRole":   "hashmytag-prod-TenantReadRole-eu-west-3",
		"TenantWriteRole":  "hashmytag-prod-TenantWriteRole-eu-west-3",
		"TenantTablesRole": "hashmytag-prod-TenantTablesRole-eu-west-3",
	} {
		if got := all[id].property("RoleName"); got != name {
			t.Errorf("%s is called %v, want %s", id, got, name)
		}
		trust := all[id].trust(t)[0]
		if !strings.Contains(trust.Condition, `"aws:RequestTag/table":"tenant_*"`) || !strings.Contains(trust.Condition, "arn:aws:iam::111122223333:role/hashmytag-prod-") {
			t.Errorf("%s may be assumed on the condition %s", id, trust.Condition)
		}
		for _, s := range rights[id] {
			for _, on := range s.Resources {
				if !strings.HasPrefix(on, "arn:aws:dynamodb:eu-west-3:444455556666:table/${aws:PrincipalTag/table}") && !strings.HasPrefix(on, "arn:aws:kms:") {
					t.Errorf("%s may %v on %s", id, s.Actions, on)
				}
			}
		}
	}
	home := platform.rights(t)
	for _, id := range []string{"TenantReadRole", "TenantWriteRole"} {
		if got, want := actions(rights[id]), actions(home[id]); !slices.Equal(got, want) {
			t.Errorf("%s may %v, at home %v", id, got, want)
		}
		if got, want := all[id].callers(t), platform[id].callers(t); !slices.Equal(got, want) {
			t.Errorf("%s may be assumed by %v, at home by %v", id, got, want)
		}
		if want := functionsFor(home, id); !slices.Equal(all[id].callers(t), want) {
			t.Errorf("%s may be assumed by %v, of which the rights in cells are had by %v", id, all[id].callers(t), want)
		}
	}
	for _, action := range actions(home["ProvisionerFunctionRole"]) {
		if strings.Contains(action, "Table") && !slices.Contains(actions(rights["TenantTablesRole"]), action) {
			t.Errorf("TenantTablesRole may not %s", action)
		}
	}
}
