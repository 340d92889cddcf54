package queue

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Whatever stands in a queue is refused, or is a message that is read the same
// again when it is sent once more: nothing is lost on the way, nothing is made up.

const named = `"tenantId":"t_1","table":"tenant_a"`

func FuzzSync(f *testing.F) {
	seed(f, `{`+named+`,"tick":7}`, `{`+named+`,"account":"1","region":"eu-west-3","tick":-1,"now":true,"id":"x","tidy":true,"after":"p"}`)
	f.Fuzz(func(t *testing.T, body string) { again(t, body, DecodeSync, encodeSync, hasTable) })
}

func FuzzProvision(f *testing.F) {
	seed(f, `{"tenantId":"t_1"}`, `{"tenantId":"t_1","purge":true}`, `{"tenantId":"t_1"}{}`)
	f.Fuzz(func(t *testing.T, body string) {
		tenant, purge, err := DecodeProvision(body)
		if err != nil {
			return
		}
		sent, stillPurge, err := DecodeProvision(encode(provisionMessage{TenantID: tenant, Purge: purge}))
		if err != nil || tenant == "" || sent != tenant || stillPurge != purge {
			t.Errorf("%q, %t became %q, %t, %v", tenant, purge, sent, stillPurge, err)
		}
	})
}

func FuzzEvents(f *testing.F) {
	seed(f, `{"id":"m",`+named+`,"day":"2026-11-30","views":2,"posts":{"google:1":[1,2]}}`, `{"id":"m",`+named+`,"day":"2026-02-30","posts":{"x":[-1,0]}}`)
	f.Fuzz(func(t *testing.T, body string) {
		again(t, body, DecodeEvents, encodeEvents, func(m wall.EventsMessage) wall.TableRef {
			for id, counts := range m.Posts {
				if _, ok := wall.NetworkOfPost(id); !ok || counts.Impressions < 0 || counts.Clicks < 0 {
					t.Errorf("%q counts %+v", id, counts)
				}
			}
			return m.Ref
		})
	})
}

func FuzzNotice(f *testing.F) {
	seed(f, `{"id":"n","tenantId":"t_1","kind":"failing","feeds":[{"id":"f","name":"A","network":"google","since":"2026-11-30T10:00:00Z"}],"more":3}`, `{"id":"n","tenantId":"t_1","kind":"other","feeds":[{}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		again(t, body, DecodeNotice, encodeNotice, func(m wall.NoticeMessage) wall.TableRef {
			return wall.TableRef{TenantID: m.TenantID, Table: m.ID}
		})
	})
}

func FuzzPictures(f *testing.F) {
	seed(f, `{`+named+`,"posts":["google:1"]}`, `{`+named+`,"gone":{"google:1":["k"]},"again":true,"look":true}`)
	f.Fuzz(func(t *testing.T, body string) {
		again(t, body, DecodePictures, func(m wall.PictureMessage) string {
			return encode(pictureMessage{tableRef: encodeRef(m.Ref), Posts: m.Posts, Gone: m.Gone, Again: m.Again, Look: m.Look})
		}, func(m wall.PictureMessage) wall.TableRef { return m.Ref })
	})
}

func hasTable(m wall.SyncMessage) wall.TableRef { return m.Ref }

func seed(f *testing.F, bodies ...string) {
	for _, body := range append(bodies, "", "null", "[]", `{"tenantId":"t_1","table":"a","else":1}`) {
		f.Add(body)
	}
}

// again decodes a body and, if it is a message, sends it once more.
func again[M any](t *testing.T, body string, decode func(string) (M, error), encode func(M) string, table func(M) wall.TableRef) {
	t.Helper()
	m, err := decode(body)
	if err != nil {
		return
	}
	if ref := table(m); ref.TenantID == "" || ref.Table == "" {
		t.Errorf("a message of nobody was taken: %+v", m)
	}
	sent, err := decode(encode(m))
	if diff := cmp.Diff(m, sent, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Errorf("it changes on the way: %v\n%s", err, diff)
	}
}
