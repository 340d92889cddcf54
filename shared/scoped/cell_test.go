package scoped_test

import (
	"testing"

	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// At home tables are made with the function's own rights; in a cell by the role there, for the one table.
func TestTableMakersAssumeARoleInACell(t *testing.T) {
	t.Parallel()
	wire, config := newWire(t)
	makers := scoped.NewTableMakers(config, role)
	for _, cell := range []wall.Cell{{}, {Account: "123456789012", Region: "us-east-1"}} {
		ref := bistro
		ref.Cell = cell
		get(t, makers, ref)
	}
	wire.assumed(t, 0)
	ref := bistro
	ref.Cell = wall.Cell{Account: "123456789012", Region: "eu-west-3"} // another region of the same account is a cell too
	get(t, makers, ref)
	form := wire.assumed(t, 1)[0]
	if got := form.Get("RoleArn"); got != "arn:aws:iam::123456789012:role/hashmytag-prod-TenantTablesRole-eu-west-3" {
		t.Errorf("assumed %s", got)
	}
	if got := form.Get("Tags.member.1.Value"); got != bistro.Table {
		t.Errorf("for %s", got)
	}
}
