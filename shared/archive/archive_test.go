package archive_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/archive"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// vault is archives on a real engine.
type vault struct {
	*testing.T
	db *dynamodb.Client
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (v vault) keeper(db *dynamodb.Client) archive.Keeper {
	tables := dynamo.NewTables(dynamo.OneClient{Client: db})
	return archive.Keeper{
		Open:  func(ctx context.Context, ref wall.TableRef) (archive.Store, error) { return tables.Open(ctx, ref) },
		Clock: func() time.Time { return noon },
	}
}

func (v vault) table(t wall.Tenant) *dynamo.TenantTable {
	v.Helper()
	table, err := dynamo.NewTables(dynamo.OneClient{Client: v.db}).Open(v.Context(), t.Ref())
	must(v.T, err)
	return table
}

// empty makes a tenant that has nothing yet.
func (v vault) empty(plan wall.Plan) wall.Tenant {
	v.Helper()
	return v.again(wall.Tenant{
		ID: wall.NewTenantID(), Name: "Bon Goût", Domain: "bon-gout.com", AllowedDomains: []string{"bon-gout.com"}, Locale: "fr",
		Plan: plan, Status: wall.Active, KeyHash: "k", CreatedAt: noon.AddDate(-1, 0, 0),
	})
}

const posts = 120 // more than a page, and than a transaction

// furnished makes a tenant that has some of everything.
func (v vault) furnished() wall.Tenant {
	v.Helper()
	t := v.empty(wall.Business)
	table, ctx := v.table(t), audit.AsOperator(v.Context())
	own := wall.Picture{TenantID: t.ID, Digest: strings.Repeat("a", 32), Width: 4, Height: 3, Format: "png"}.Address()
	w := wall.DefaultWidget(false)
	w.Theme, w.Branding.Logo, w.Moderation.BlockedWords = wall.ThemeDark, own, []string{"concurrent"}
	w, err := wall.ParseWidget(w)
	must(v.T, err)
	w.Rev = 1
	must(v.T, table.SaveWidget(ctx, w, audit.Entry(ctx, noon, "widget.changed", "", "")))
	for i, f := range []wall.Feed{
		{ID: "f_1", Name: "Instagram", Network: wall.Instagram, Query: wall.Query{Hashtags: []string{"bongout"}}, Enabled: true},
		{ID: "f_2", Name: "Paused", Network: wall.Twitter, Query: wall.Query{Hashtags: []string{"lyon"}}},
		{ID: "f_3", Name: "Own", Network: wall.Facebook, Query: wall.Query{PageID: "bongout"}, Enabled: true, SealedCredential: []byte("sealed")},
	} {
		f.CreatedAt, f.Rev = noon.Add(time.Duration(i)*time.Second), 1
		must(v.T, table.AddFeed(ctx, f, t.Plan.FeedLimit(), audit.Entry(ctx, noon.Add(-time.Hour), "feed.added", f.ID, "%s", f.Name)))
	}
	var changes []wall.PostChange
	for i := range posts {
		p := wall.Post{
			ID: wall.PostID(wall.Instagram, fmt.Sprint(i)), Network: wall.Instagram, FeedIDs: []string{"f_1"}, Text: "<b>à table</b> #bongout",
			Author: wall.Author{Name: "Claire"}, Entities: []wall.Entity{{Kind: wall.EntityHashtag, Start: 15, End: 23}},
			PublishedAt: noon.Add(-time.Duration(i) * time.Minute), Status: wall.Visible,
		}
		switch i % 10 {
		case 1:
			p.Status, p.Moderated, p.Reason = wall.Hidden, true, "decided by a person"
		case 2:
			p.Pinned = true
		case 3:
			p.ID, p.Network, p.FeedIDs = wall.PostID(wall.Direct, fmt.Sprint(i)), wall.Direct, nil
			p.Media = []wall.Media{{Kind: wall.Image, URL: own, Width: 4, Height: 3}}
		}
		changes = append(changes, wall.PostChange{Post: p})
	}
	review := wall.Post{
		ID: "google:1", Network: wall.Google, Text: "Parfait", Rating: 5, PublishedAt: noon, Status: wall.Visible, ExpiresAt: noon.Add(time.Hour),
	}
	must(v.T, table.ChangePosts(ctx, append(changes, wall.PostChange{Post: review}), audit.Entry(ctx, noon, "posts.moderated", "", "some")))
	for _, day := range []wall.Day{"2026-01-02", "2026-11-24"} {
		counts := wall.PostCounts{Impressions: 10, Clicks: 2}
		_, err := table.SaveDay(ctx, wall.DayCounts{
			Day: day, Views: 5, Networks: map[wall.Network]wall.PostCounts{wall.Instagram: counts}, Posts: map[string]wall.PostCounts{"instagram:1": counts},
		}, nil)
		must(v.T, err)
	}
	return t
}

func (v vault) export(t wall.Tenant) string {
	v.Helper()
	var out bytes.Buffer
	_, err := v.keeper(v.db).Export(v.Context(), t, &out)
	must(v.T, err)
	return out.String()
}

func (v vault) restore(t wall.Tenant, text string) archive.Report {
	v.Helper()
	report, err := v.keeper(v.db).Import(audit.AsOperator(v.Context()), t, strings.NewReader(text))
	must(v.T, err)
	return report
}

// content is what an archive holds, without what says how often it was written
// and whose it is: by kind and id.
func (v vault) content(t wall.Tenant, text string) map[string]string {
	v.Helper()
	all := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var parts map[string]map[string]any
		must(v.T, json.Unmarshal([]byte(line), &parts))
		for kind, fields := range parts {
			delete(fields, "Rev")
			action, _ := fields["Action"].(string)
			if kind == "archive" || kind == "end" || strings.HasSuffix(action, ".restored") || action == "tenant.imported" {
				continue
			}
			value, err := json.Marshal(fields)
			must(v.T, err)
			all[fmt.Sprint(kind, fields["ID"], fields["Day"])] = strings.ReplaceAll(string(value), t.ID, "<tenant>")
		}
	}
	return all
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	v := vault{t, enginetest.DynamoDB(t)}
	source := v.furnished()
	text := v.export(source)
	want := v.content(source, text)
	if len(want) != posts+1+3+2+5 || strings.Contains(text, "hmt_key") || strings.Contains(text, "google:1") {
		t.Fatalf("%d things in the archive", len(want))
	}
	if report := v.restore(source, text); report.Restored.Posts+report.Restored.Feeds+report.Restored.Days != 0 || report.Widget {
		t.Errorf("nothing had changed, but was restored: %+v", report)
	}
	v.destroy(source)
	report := v.restore(source, text)
	if len(report.Notes) != 0 || report.Restored.Posts == 0 || report.Restored.Feeds != 2 || !report.Widget {
		t.Errorf("%+v", report)
	}
	if diff := cmp.Diff(want, v.content(source, v.export(source))); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	data, err := v.table(source).LoadSync(t.Context())
	must(t, err)
	if data.State.NeedsRebuild(noon) || data.State.FeedCount != 2 {
		t.Errorf("the wall is not up to date: %+v", data.State)
	}
}

// destroy does what people do by mistake: hides and removes all that they can.
func (v vault) destroy(t wall.Tenant) {
	v.Helper()
	table, ctx := v.table(t), v.Context()
	data, err := table.LoadSync(ctx)
	must(v.T, err)
	for _, f := range data.Feeds {
		switch f.ID {
		case "f_1":
			must(v.T, table.RemoveFeed(ctx, f))
		case "f_2":
			next := f
			next.Name = "Renamed"
			must(v.T, table.UpdateFeed(ctx, f, next, wall.Unlimited))
		}
	}
	w := wall.DefaultWidget(false)
	w.Rev = data.Widget.Rev
	must(v.T, table.SaveWidget(ctx, w))
	list, err := table.PostsByID(ctx, "", 1000)
	must(v.T, err)
	var changes []wall.PostChange
	for i, p := range list {
		p.Status = wall.Hidden
		changes = append(changes, wall.PostChange{Post: p, Remove: i%2 == 0})
	}
	must(v.T, table.ChangePosts(ctx, changes))
}

// In another tenant everything but what is bound to the first works as before.
func TestImportIntoAnotherTenant(t *testing.T) {
	t.Parallel()
	v := vault{t, enginetest.DynamoDB(t)}
	source, target := v.furnished(), v.empty(wall.Starter)
	text := v.export(source)
	report := v.restore(target, text)
	if len(report.Notes) != 2 || !strings.Contains(report.Notes[0], source.ID+"/") || !strings.Contains(report.Notes[1], "f_3") {
		t.Errorf("notes %q", report.Notes)
	}
	want, got := v.content(source, text), v.content(target, v.export(target))
	want["feedf_3<nil>"] = strings.NewReplacer(`"Enabled":true`, `"Enabled":false`, `"SealedCredential":"c2VhbGVk"`, `"SealedCredential":null`).Replace(want["feedf_3<nil>"])
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	more := v.empty(wall.Starter)
	text = strings.Replace(text, `"Name":"Paused","Network":"twitter","Query":{"Hashtags":["lyon"],"Account":false,"PageID":"","PlaceID":""},"Enabled":false`,
		`"Name":"Paused","Network":"twitter","Query":{"Hashtags":["lyon"],"Account":false,"PageID":"","PlaceID":""},"Enabled":true`, 1)
	if report := v.restore(more, text); len(report.Notes) != 3 || !strings.Contains(report.Notes[1], "plan has no room") {
		t.Errorf("beyond the plan: %q", report.Notes)
	}
}

// A copy of the table, as AWS restores one, is as good as the table, also of a
// tenant whom the registry has forgotten; another tenant's is not.
func TestExportOfACopy(t *testing.T) {
	t.Parallel()
	v := vault{t, enginetest.DynamoDB(t)}
	source := v.furnished()
	text := v.export(wall.Tenant{ID: source.ID, Table: source.Table})
	if diff := cmp.Diff(v.content(source, v.export(source)), v.content(source, text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	stranger := wall.Tenant{ID: wall.NewTenantID(), Table: source.Table}
	if _, err := v.keeper(v.db).Export(t.Context(), stranger, io.Discard); !wall.IsCode(err, wall.NotFound) {
		t.Errorf("another tenant's table: %v", err)
	}
}

// What came after the archive stays.
func TestWhatCameSinceStays(t *testing.T) {
	t.Parallel()
	v := vault{t, enginetest.DynamoDB(t)}
	source := v.furnished()
	text := v.export(source)
	table := v.table(source)
	fresh := wall.Post{ID: "instagram:fresh", Network: wall.Instagram, FeedIDs: []string{"f_1"}, PublishedAt: noon, Status: wall.Visible}
	must(t, table.ChangePosts(t.Context(), []wall.PostChange{{Post: fresh}}))
	days, err := table.Days(t.Context(), "2026-11-24", "2026-11-24")
	must(t, err)
	days[0].Views += 100
	_, err = table.SaveDay(t.Context(), days[0], nil)
	must(t, err)
	v.restore(source, text)
	found, err := table.Posts(t.Context(), []string{fresh.ID})
	must(t, err)
	days, err = table.Days(t.Context(), "2026-11-24", "2026-11-24")
	must(t, err)
	if len(found) != 1 || days[0].Views != 105 {
		t.Errorf("%d posts, %d views", len(found), days[0].Views)
	}
}

// again is a tenant with a new table, as after the loss of the old one.
func (v vault) again(t wall.Tenant) wall.Tenant {
	v.Helper()
	t.Table = enginetest.Name("tenant")
	must(v.T, dynamo.Provisioner{Client: v.db}.CreateTable(v.Context(), t.Ref()))
	_, err := v.table(t).SetUp(v.Context(), t, "hmt_key")
	must(v.T, err)
	return t
}
