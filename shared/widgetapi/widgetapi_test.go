package widgetapi_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// visit is a tenant's wall on a real engine, and a visitor of it.
type visit struct {
	*testing.T
	now    time.Time
	table  *dynamo.TenantTable
	tables *dynamo.Tables
	grant  wall.KeyGrant
}

// newWall makes a wall of n posts: odd ones of Instagram, even ones of X, the
// first one pinned, post i at minute i.
func newWall(t *testing.T, n int) *visit {
	t.Helper()
	db := enginetest.DynamoDB(t)
	tenant := wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant")}
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), tenant.Ref()))
	v := &visit{
		T: t, now: noon, tables: dynamo.NewTables(dynamo.OneClient{Client: db}),
		grant: wall.KeyGrant{Ref: tenant.Ref(), Status: wall.Active, AllowedDomains: []string{"bon-gout.com"}},
	}
	var err error
	v.table, err = v.tables.Open(t.Context(), tenant.Ref())
	must(t, err)
	_, err = v.table.SetUp(t.Context(), tenant, "hmt_key")
	must(t, err)
	for i, network := range []wall.Network{wall.Twitter, wall.Instagram} {
		must(t, v.table.AddFeed(t.Context(), wall.Feed{ID: fmt.Sprintf("f_%d", i), Name: "n", Network: network, Enabled: true, Rev: 1}, wall.Unlimited))
	}
	v.save(n)
	return v
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (v *visit) save(n int) {
	v.Helper()
	var changes []wall.PostChange
	for i := 1; i <= n; i++ {
		network := []wall.Network{wall.Twitter, wall.Instagram}[i%2]
		changes = append(changes, wall.PostChange{Post: wall.Post{
			ID: wall.PostID(network, fmt.Sprint(i)), Network: network, FeedIDs: []string{fmt.Sprintf("f_%d", i%2)},
			Text: `<script>alert("é")</script>`, PublishedAt: noon.Add(time.Duration(i-n) * time.Minute), Status: wall.Visible, Pinned: i == 1,
		}})
	}
	data, err := v.table.LoadSync(v.Context())
	must(v.T, err)
	must(v.T, v.table.SaveChanges(v.Context(), data.State, changes))
	must(v.T, feedsync.Rebuild(v.Context(), v.table, v.grant.Ref.TenantID, v.now))
}

// get asks for the wall; headers come in pairs.
func (v *visit) get(query string, headers ...string) *httptest.ResponseRecorder {
	v.Helper()
	api := widgetapi.API{
		Open:  func(ctx context.Context, ref wall.TableRef) (widgetapi.Store, error) { return v.tables.Open(ctx, ref) },
		Clock: func() time.Time { return v.now },
	}
	r := httptest.NewRequest(http.MethodGet, "/v1/wall?"+query, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	api.Handler().ServeHTTP(w, r.WithContext(widgetapi.WithGrant(v.Context(), v.grant)))
	return w
}

type answer struct {
	Wall           map[string]any
	Posts          []struct{ ID, Text string }
	NextCursor     *string
	UpdatedAt      time.Time
	RefreshSeconds int
}

func (v *visit) read(query string) answer {
	v.Helper()
	w := v.get(query)
	if w.Code != http.StatusOK {
		v.Fatalf("GET ?%s: %d %s", query, w.Code, w.Body)
	}
	var a answer
	must(v.T, json.Unmarshal(w.Body.Bytes(), &a))
	return a
}

func (a answer) ids() string {
	var ids []string
	for _, p := range a.Posts {
		_, id, _ := strings.Cut(p.ID, ":")
		ids = append(ids, id)
	}
	return strings.Join(ids, " ")
}

func TestTheWall(t *testing.T) {
	t.Parallel()
	v := newWall(t, 5)
	a := v.read("")
	if got := a.ids(); got != "1 5 4 3 2" {
		t.Errorf("the wall shows %s", got)
	}
	if a.NextCursor != nil || a.RefreshSeconds != 300 || !a.UpdatedAt.Equal(noon) || a.Wall["theme"] != "light" {
		t.Errorf("the answer is %+v", a)
	}
	if _, told := a.Wall["moderation"]; told {
		t.Error("visitors are told the rules of moderation")
	}
}

func TestAnEmptyWall(t *testing.T) {
	t.Parallel()
	v := newWall(t, 0)
	if a := v.read(""); a.Posts == nil || len(a.Posts) != 0 || a.NextCursor != nil {
		t.Errorf("the answer is %+v", a)
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	v := newWall(t, 230)
	for _, limit := range []string{"", "&limit=7", "&limit=24", "&limit=99", "&limit=100"} {
		seen, cursor := map[string]bool{}, ""
		for pages := 0; ; pages++ {
			a := v.read("cursor=" + cursor + limit)
			for _, p := range a.Posts {
				if seen[p.ID] {
					t.Fatalf("limit %q: %s comes twice", limit, p.ID)
				}
				seen[p.ID] = true
			}
			if a.NextCursor == nil {
				break
			}
			if cursor = *a.NextCursor; pages > 40 {
				t.Fatalf("limit %q: paging does not end", limit)
			}
		}
		if len(seen) != 230 {
			t.Errorf("limit %q: %d posts", limit, len(seen))
		}
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	v := newWall(t, 6)
	for query, want := range map[string]string{
		"network=instagram":         "1 5 3",
		"network=twitter&limit=2":   "6 4",
		"feed=f_0":                  "6 4 2",
		"feed=f_none":               "",
		"network=google":            "",
		"network=twitter&feed=f_1":  "",
		"network=instagram&limit=1": "1",
	} {
		if got := v.read(query).ids(); got != want {
			t.Errorf("?%s shows %q, want %q", query, got, want)
		}
	}
	a := v.read("network=twitter&limit=2")
	if got := v.read("network=twitter&limit=2&cursor=" + url.QueryEscape(*a.NextCursor)).ids(); got != "2" {
		t.Errorf("the next page shows %s", got)
	}
}

func TestNotModified(t *testing.T) {
	t.Parallel()
	v := newWall(t, 30)
	for _, query := range []string{"", "limit=5", "network=twitter"} {
		etag := v.get(query).Header().Get("ETag")
		if w := v.get(query, "If-None-Match", `"x", `+etag); etag == "" || w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("?%s: etag %q answered %d", query, etag, w.Code)
		}
		if w := v.get(query, "If-None-Match", `W/"other"`); w.Code != http.StatusOK {
			t.Errorf("?%s: another etag answered %d", query, w.Code)
		}
	}
	if v.get("").Header().Get("ETag") == v.get("limit=5").Header().Get("ETag") {
		t.Error("two pages have one etag")
	}
	before := v.get("").Header().Get("ETag")
	v.now = noon.Add(time.Hour)
	must(t, feedsync.Rebuild(t.Context(), v.table, v.grant.Ref.TenantID, v.now))
	if after := v.get("").Header().Get("ETag"); after != before || !v.read("").UpdatedAt.Equal(noon) {
		t.Error("a rebuild of the same content looks like a change")
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	v := newWall(t, 30)
	plain := v.get("").Body.String()
	for header, want := range map[string]string{"gzip": "gzip", "br, gzip;q=0.5": "gzip", "*": "gzip", "gzip;q=0": "", "br": "", "": ""} {
		w := v.get("", "Accept-Encoding", header)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: %q", header, got)
		}
		body := w.Body.String()
		if want == "gzip" {
			r, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
			must(t, err)
			data, err := io.ReadAll(r)
			must(t, err)
			body = string(data)
		}
		if body != plain {
			t.Errorf("Accept-Encoding %q: another body", header)
		}
	}
}

func TestCaching(t *testing.T) {
	t.Parallel()
	v := newWall(t, 1)
	h := v.get("").Header()
	if got := h.Get("Cache-Control"); got != "max-age=0, s-maxage=15, stale-while-revalidate=15, stale-if-error=86400" {
		t.Errorf("Cache-Control is %s", got)
	}
	if !strings.Contains(h.Get("Vary"), "Origin") {
		t.Errorf("Vary is %s", h.Get("Vary"))
	}
	if got := v.get("limit=x").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("an error's Cache-Control is %s", got)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	v, other := newWall(t, 30), newWall(t, 30)
	foreign := *other.read("limit=5").NextCursor
	for name, test := range map[string]struct {
		query, origin string
		status        int
		problem       string
	}{
		"own site":                {"", "https://www.bon-gout.com", 200, ""},
		"foreign site":            {"", "https://evil.example", 403, "/problems/origin-not-allowed"},
		"limit of 0":              {"limit=0", "", 422, "/problems/invalid"},
		"limit over 100":          {"limit=101", "", 422, "/problems/invalid"},
		"limit not a number":      {"limit=ten", "", 422, "/problems/invalid"},
		"cursor not a cursor":     {"cursor=%00", "", 422, "/problems/invalid"},
		"another tenant's cursor": {"cursor=" + foreign, "", 422, "/problems/invalid"},
		"unknown network":         {"network=myspace", "", 422, "/problems/invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			w := v.get(test.query, "Origin", test.origin)
			var p struct{ Type, Detail string }
			must(t, json.Unmarshal(w.Body.Bytes(), &p))
			if w.Code != test.status || p.Type != test.problem {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if test.status != 200 && (p.Detail == "" || w.Header().Get("Content-Type") != "application/problem+json") {
				t.Errorf("the problem is %s", w.Body)
			}
		})
	}
}

func TestWithoutAKeyNothing(t *testing.T) {
	t.Parallel()
	v := newWall(t, 1)
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodGet, "/v1/wall", nil),
		httptest.NewRequest(http.MethodPost, "/v1/wall/events", strings.NewReader(`{"events":[{"type":"view"}]}`)),
	} {
		w := httptest.NewRecorder()
		widgetapi.API{}.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("%s answered %d", r.URL.Path, w.Code)
		}
	}
	v.grant.Ref.TenantID = "t_other" // an authorizer that names another tenant's table
	for _, query := range []string{"", "limit=5", "network=twitter"} {
		if w := v.get(query); w.Code == http.StatusOK {
			t.Errorf("?%s answered %d %s", query, w.Code, w.Body)
		}
	}
}
