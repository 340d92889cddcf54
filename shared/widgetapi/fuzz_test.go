package widgetapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
)

// FuzzEvents sends any body as what visitors did: it is refused as a request's
// mistake, or all of it is counted, for the key's own tenant.
func FuzzEvents(f *testing.F) {
	f.Add(`{"events":[{"type":"view"},{"type":"impression","postId":"instagram:1"},{"type":"click","postId":"google:é/2"}]}`, "text/plain")
	f.Add(`{"events":[{"type":"view","postId":null}]}`, "application/json")
	f.Add(`{"events":[{"type":"click","postId":"tenantId"}],"tenantId":"t_2"}`, "text/plain;charset=x")
	f.Add(`{"events":[]}{"events":[]}`, "image/png")
	f.Fuzz(func(t *testing.T, body, kind string) {
		c := &counting{}
		w := tell(c, body, "Content-Type", kind)
		if w.Code != http.StatusNoContent {
			refusedInput(t, w, len(c.messages))
			return
		}
		var sent struct{ Events []struct{} }
		if err := json.Unmarshal([]byte(body), &sent); err != nil || len(c.messages) != 1 {
			t.Fatalf("%d messages of a body that is no JSON: %v", len(c.messages), err)
		}
		m := c.messages[0]
		counted := m.Views
		for id, n := range m.Posts {
			counted += n.Impressions + n.Clicks
			if _, ok := wall.NetworkOfPost(id); !ok {
				t.Errorf("%q is counted", id)
			}
		}
		if counted != int64(len(sent.Events)) || m.Ref != restaurant.Ref {
			t.Errorf("%d of %d are counted, for %+v", counted, len(sent.Events), m.Ref)
		}
	})
}

// FuzzWall asks for a wall with any parameters: it is a mistake of the request,
// or a wall.
func FuzzWall(f *testing.F) {
	cursor := wall.EncodeCursor(wall.Scope("wall", "t_1"), "1#x")
	for _, query := range []string{"limit=5", "limit=-1&cursor=" + cursor, "network=google&feed=f_1", "cursor=%ff%00", "limit=9e9;key=x", "network=__proto__", "%zz"} {
		f.Add(query, "https://bon-gout.com", "gzip;q=0", `W/"a", *`)
	}
	f.Fuzz(func(t *testing.T, query, origin, encoding, etag string) {
		api := widgetapi.API{Open: func(context.Context, wall.TableRef) (widgetapi.Store, error) { return bare{}, nil }, Clock: noonOf}
		r := httptest.NewRequest(http.MethodGet, "/v1/wall", nil)
		r.URL = &url.URL{Path: "/v1/wall", RawQuery: query}
		r.Header = http.Header{"Origin": {origin}, "Accept-Encoding": {encoding}, "If-None-Match": {etag}}
		w := httptest.NewRecorder()
		api.Handler().ServeHTTP(w, r.WithContext(widgetapi.WithGrant(t.Context(), restaurant)))
		switch w.Code {
		case http.StatusOK, http.StatusNotModified:
			if !wall.AllowsOrigin(restaurant.AllowedDomains, origin) {
				t.Errorf("%q gets a wall", origin)
			}
		default:
			refusedInput(t, w, 0)
		}
	})
}

// refusedInput wants a problem that tells whose mistake it is, and nothing done.
func refusedInput(t *testing.T, w *httptest.ResponseRecorder, done int) {
	t.Helper()
	var problem struct{ Type, Detail string }
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || problem.Type == "" || problem.Detail == "" || w.Code < 400 || w.Code >= 500 || done != 0 {
		t.Errorf("%d %s: %v, %d were done", w.Code, w.Body, err, done)
	}
}

func noonOf() time.Time { return noon }

// bare is the table of a tenant that has nothing.
type bare struct{}

func (bare) Snapshot(context.Context) (wall.Snapshot, error) {
	return wall.Snapshot{}, wall.Errorf(wall.NotFound, "there is none")
}
func (bare) LoadSync(context.Context) (wall.SyncData, error) { return wall.SyncData{}, nil }
func (bare) ListWall(context.Context, wall.Position, int, func(wall.Post) bool) ([]wall.WallPost, error) {
	return nil, nil
}
