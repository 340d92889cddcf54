package direct_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/direct"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/snapshot"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// office is a tenant on a real engine whose people write posts.
type office struct {
	*testing.T
	direct.Writer
	tenant wall.Tenant
	table  *dynamo.TenantTable
	now    time.Time
}

func newOffice(t *testing.T, db *dynamodb.Client) *office {
	t.Helper()
	o := &office{T: t, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), tenant: wall.Tenant{
		ID: wall.NewTenantID(), Name: "Bon Goût", Table: enginetest.Name("tenant"), Status: wall.Active, KeyHash: "hash",
	}}
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), o.tenant.Ref()))
	tables := dynamo.NewTables(dynamo.OneClient{Client: db})
	var err error
	o.table, err = tables.Open(t.Context(), o.tenant.Ref())
	must(t, err)
	_, err = o.table.SetUp(t.Context(), o.tenant, "hmt_key")
	must(t, err)
	o.Writer = direct.Writer{
		Open:  func(ctx context.Context, ref wall.TableRef) (direct.Store, error) { return tables.Open(ctx, ref) },
		Clock: func() time.Time { return o.now },
	}
	return o
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func claire(t *testing.T) context.Context {
	return audit.As(t.Context(), audit.Actor{Subject: "u1", Email: "claire@bon-gout.com"})
}

// shown is what visitors get.
func (o *office) shown() string {
	o.Helper()
	s, err := o.table.Snapshot(o.Context())
	must(o.T, err)
	page, err := snapshot.First(o.tenant.ID, s, wall.DefaultLimit, o.now)
	must(o.T, err)
	if !page.Gzip {
		return string(page.Body)
	}
	body, err := snapshot.Decompress(page.Body)
	must(o.T, err)
	return string(body)
}

// wantShown wants some words on the wall, and others not.
func (o *office) wantShown(there, gone string) {
	o.Helper()
	got := o.shown()
	if there != "" && !strings.Contains(got, there) {
		o.Errorf("visitors do not see %q: %s", there, got)
	}
	if gone != "" && strings.Contains(got, gone) {
		o.Errorf("visitors still see %q", gone)
	}
}

func TestOwnPosts(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		for name, test := range map[string]func(*testing.T, *dynamodb.Client){
			"a post is written, edited and deleted": life,
			"pictures are the tenant's own":         pictures,
			"posts of networks are not edited":      others,
			"two edits at once both come through":   together,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, db)
			})
		}
	})
}

func life(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db)
	p, err := o.Write(claire(t), o.tenant, direct.Draft{Text: " Ce soir, concert\r\nsur la terrasse: https://bon-gout.com/concert ", Pinned: true})
	must(t, err)
	if !strings.HasPrefix(p.ID, "direct:") || p.Author.Name != "Bon Goût" || !p.PublishedAt.Equal(o.now) || p.Rev != 1 {
		t.Errorf("written %+v", p)
	}
	if len(p.Entities) != 1 || p.Entities[0].URL != "https://bon-gout.com/concert" {
		t.Errorf("entities %+v", p.Entities)
	}
	o.wantShown("concert", "")
	o.now = o.now.Add(time.Hour)
	edited, err := o.Edit(claire(t), o.tenant, p.ID, direct.Draft{Text: "Concert annulé", URL: "https://bon-gout.com/"})
	must(t, err)
	if edited.ID != p.ID || edited.Pinned || !edited.PublishedAt.Equal(p.PublishedAt) || edited.Rev != 2 {
		t.Errorf("edited %+v", edited)
	}
	o.wantShown("Concert annulé", "terrasse")
	o.now = o.now.Add(time.Hour)
	must(t, o.Delete(claire(t), o.tenant, p.ID))
	o.wantShown("", "annulé")
	wantCode(t, o.Delete(claire(t), o.tenant, p.ID), wall.NotFound)
	log, _, err := o.table.Audit(t.Context(), "", 10, o.now)
	must(t, err)
	if len(log) != 3 || log[0].Action != "post.deleted" || log[2].Action != "post.written" || log[2].Target != p.ID {
		t.Errorf("the audit says %+v", log)
	}
	if want := "Ce soir, concert sur la terrasse: https://bon-gout.com/concert"; log[2].Detail != want {
		t.Errorf("the audit says %q, want %q", log[2].Detail, want)
	}
}

func wantCode(t *testing.T, err error, code wall.Code) {
	t.Helper()
	if !wall.IsCode(err, code) {
		t.Errorf("got error %v, want %s", err, code)
	}
}

func pictures(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db)
	own := wall.Picture{TenantID: o.tenant.ID, Digest: strings.Repeat("ab", 16), Width: 640, Height: 480, Format: "jpg"}
	p, err := o.Write(claire(t), o.tenant, direct.Draft{Text: "Menu", Media: []string{own.Address()}})
	must(t, err)
	if want := (wall.Media{Kind: wall.Image, URL: own.Address(), Width: 640, Height: 480}); len(p.Media) != 1 || p.Media[0] != want {
		t.Errorf("media %+v", p.Media)
	}
	other := own
	other.TenantID = wall.NewTenantID()
	for name, address := range map[string]string{
		"another tenant's": other.Address(), "elsewhere": "https://evil.example/x.png", "a script": "javascript:alert(1)",
		"upwards": "/media/" + o.tenant.ID + "/../../x.png", "no size": "/media/" + o.tenant.ID + "/" + own.Digest + ".png",
		"a minus": strings.Replace(own.Address(), "640", "-640", 1), "svg": strings.Replace(own.Address(), ".jpg", ".svg", 1),
		"more": own.Address() + " onerror=x",
	} {
		if _, err := o.Write(claire(t), o.tenant, direct.Draft{Text: "Menu", Media: []string{own.Address(), address}}); err == nil {
			t.Errorf("%s: accepted", name)
		} else {
			wantField(t, err, "/media/1")
		}
	}
}

func wantField(t *testing.T, err error, pointer string) {
	t.Helper()
	var e *wall.Error
	if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Pointer != pointer {
		t.Errorf("got %v, want a refusal of %s", err, pointer)
	}
}

func others(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db)
	foreign := wall.Post{ID: "instagram:1", Network: wall.Instagram, Text: "theirs", PublishedAt: o.now, Status: wall.Visible}
	must(t, o.table.ChangePosts(t.Context(), []wall.PostChange{{Post: foreign}}))
	for _, id := range []string{"instagram:1", "direct:none", "direct:" + strings.Repeat("a", 2000), ""} {
		_, err := o.Edit(claire(t), o.tenant, id, direct.Draft{Text: "ours"})
		wantCode(t, err, wall.NotFound)
		wantCode(t, o.Delete(claire(t), o.tenant, id), wall.NotFound)
	}
	stored, err := o.table.Posts(t.Context(), []string{"instagram:1"})
	if err != nil || stored["instagram:1"].Text != "theirs" {
		t.Errorf("stored %+v, %v", stored, err)
	}
}

func together(t *testing.T, db *dynamodb.Client) {
	o := newOffice(t, db)
	p, err := o.Write(claire(t), o.tenant, direct.Draft{Text: "first"})
	must(t, err)
	var both sync.WaitGroup
	for _, words := range []string{"second", "third"} {
		both.Go(func() {
			if _, err := o.Edit(claire(t), o.tenant, p.ID, direct.Draft{Text: words}); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	stored, err := o.table.Posts(t.Context(), []string{p.ID})
	must(t, err)
	if got := stored[p.ID]; got.Rev != 3 {
		t.Errorf("stored %+v", got)
	}
}

func TestBadDrafts(t *testing.T) {
	t.Parallel()
	o := newOffice(t, enginetest.DynamoDB(t))
	for name, test := range map[string]struct {
		draft   direct.Draft
		pointer string
	}{
		"no text":           {direct.Draft{Text: " \n "}, "/text"},
		"too long":          {direct.Draft{Text: strings.Repeat("é", 2201)}, "/text"},
		"not UTF-8":         {direct.Draft{Text: "a\xff"}, "/text"},
		"a bell":            {direct.Draft{Text: "a\a"}, "/text"},
		"reversed":          {direct.Draft{Text: "a\u202eb"}, "/text"},
		"a script":          {direct.Draft{Text: "a", URL: "javascript:alert(1)"}, "/url"},
		"no host":           {direct.Draft{Text: "a", URL: "https:///x"}, "/url"},
		"a password":        {direct.Draft{Text: "a", URL: "https://u:p@a.fr/"}, "/url"},
		"a long address":    {direct.Draft{Text: "a", URL: "https://a.fr/" + strings.Repeat("a", 2000)}, "/url"},
		"too many pictures": {direct.Draft{Text: "a", Media: make([]string, 5)}, "/media"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := o.Write(claire(t), o.tenant, test.draft)
			wantField(t, err, test.pointer)
		})
	}
}
