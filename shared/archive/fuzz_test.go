package archive_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/archive"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// FuzzImport imports any bytes into a tenant, on a real engine: they are refused
// as no archive, or restored, and then once more with nothing left to restore.
func FuzzImport(f *testing.F) {
	whole, err := os.ReadFile("testdata/v1.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	f.Add(whole)
	f.Add([]byte(lines[0]))
	f.Add([]byte(lines[0] + `{"end":{"feeds":0,"posts":0,"days":0,"audit":0}}` + "\n"))
	f.Add([]byte(lines[0] + `{"post":{"ID":"direct:1","Network":"direct","Media":[{"URL":"javascript:1"}]}}` + "\n"))
	f.Add([]byte(`{"archive":{"version":99}}`))
	f.Add([]byte("{\"archive\":{\"version\":1,\"name\":\"\xff\"}}\n[]"))
	f.Add(bytes.Repeat([]byte("["), 20_000))
	db := enginetest.DynamoDB(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		v := vault{T: t, db: db}
		tenant := v.empty(wall.Enterprise)
		keeper := archive.Keeper{
			Open: func(ctx context.Context, ref wall.TableRef) (archive.Store, error) {
				return dynamo.NewTables(dynamo.OneClient{Client: db}).Open(ctx, ref)
			},
			Clock: func() time.Time { return noon },
		}
		for round := range 2 {
			report, err := keeper.Import(t.Context(), tenant, bytes.NewReader(text))
			if err != nil {
				if code := wall.CodeOf(err); code != wall.Invalid && code != wall.Malformed && code != wall.Conflict && code != wall.PlanLimit {
					t.Errorf("the code is %s: %v", code, err)
				}
				return
			}
			if round == 1 && (report.Restored.Posts > 0 || report.Restored.Feeds > 0 || report.Widget) {
				t.Errorf("there was something left: %+v", report)
			}
		}
	})
}
