package archive_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestArchivesThatAreNone(t *testing.T) {
	t.Parallel()
	v := vault{t, enginetest.DynamoDB(t)}
	target := v.empty(wall.Starter)
	const head = `{"archive":{"version":1,"at":"2026-11-24T12:00:00Z","tenantId":"t_1","name":"A","domain":"a.fr","allowedDomains":["a.fr"],"locale":"fr","plan":"starter","event":false,"table":"t","createdAt":"2026-11-24T12:00:00Z"}}`
	for name, text := range map[string]string{
		"nothing":              "",
		"not JSON":             "hello",
		"no head":              `{"end":{"feeds":0,"posts":0,"days":0,"audit":0}}`,
		"two heads":            head + "\n" + head,
		"a later version":      strings.Replace(head, `"version":1`, `"version":2`, 1),
		"an unknown kind":      head + "\n" + `{"poll":{}}`,
		"an empty line":        head + "\n{}",
		"cut off":              head,
		"behind the end":       head + "\n" + `{"end":{}}` + "\n" + `{"end":{}}`,
		"a foreign post id":    head + "\n" + `{"post":{"ID":"S/state","Network":"instagram","Status":"visible"}}`,
		"another network's id": head + "\n" + `{"post":{"ID":"twitter:1","Network":"instagram","Status":"visible"}}`,
		"an unknown status":    head + "\n" + `{"post":{"ID":"twitter:1","Network":"twitter","Status":"loud"}}`,
		"a bad feed":           head + "\n" + `{"feed":{"ID":"f_1","Name":"A","Network":"twitter","Query":{"Hashtags":["a b"]}}}`,
		"a bad widget":         head + "\n" + `{"widget":{"Theme":"loud"}}`,
		"no day":               head + "\n" + `{"day":{"Day":"state"}}`,
		"an entry's place":     head + "\n" + `{"audit":{"ID":"x","At":"2026-11-24T12:00:00Z","Action":"a"}}` + "\n" + `{"end":{}}`,
		"a line is missing":    head + "\n" + `{"end":{"posts":1}}`,
		"an endless line":      head + "\n" + strings.Repeat("a", 3<<20),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := v.keeper(v.db).Import(t.Context(), target, strings.NewReader(text))
			if !wall.IsCode(err, wall.Invalid) {
				t.Errorf("got %v", err)
			}
		})
	}
	list, err := v.table(target).PostsByID(t.Context(), "", 10)
	must(t, err)
	if len(list) != 0 {
		t.Errorf("posts %+v", list)
	}
}

// Archives of released versions can be read, and are written the same: whoever
// renames a field of the domain hears of it here.
func TestArchivesOfVersionOne(t *testing.T) {
	t.Parallel()
	v := vault{t, enginetest.DynamoDB(t)}
	text, err := os.ReadFile("testdata/v1.jsonl")
	must(t, err)
	target := v.again(wall.Tenant{ID: "t_4nq2xk5w6z7a3b2c4d5e", Plan: wall.Business, Status: wall.Active, KeyHash: "k"})
	v.restore(target, string(text))
	kept := func(text string) (lines []string) {
		for line := range strings.Lines(text) {
			if !strings.Contains(line, `{"archive"`) && !strings.Contains(line, `{"end"`) && !strings.Contains(line, "restored") && !strings.Contains(line, "tenant.imported") {
				lines = append(lines, line)
			}
		}
		slices.Sort(lines)
		return lines
	}
	if diff := cmp.Diff(kept(string(text)), kept(v.export(target))); diff != "" {
		t.Errorf("(-file +written):\n%s", diff)
	}
}
