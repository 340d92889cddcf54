package dashboardapi

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/problem"
)

// FuzzRequest sends any path, query, headers and body to every route: the
// contract refuses them as a mistake of the request, or hands the handler a
// request that it could decode.
func FuzzRequest(f *testing.F) {
	spec, err := api.GetSpec()
	if err != nil {
		f.Fatal(err)
	}
	var routes [][2]string // method, path
	for _, path := range slices.Sorted(maps.Keys(spec.Paths.Map())) {
		for _, method := range slices.Sorted(maps.Keys(spec.Paths.Value(path).Operations())) {
			routes = append(routes, [2]string{method, path})
		}
	}
	for i := range routes {
		for _, body := range []string{
			``, `{}`, `null`, `{"name":"A","domain":"a.example","network":"twitter","query":{"hashtags":["a"]}}`,
			`{"ids":["a:1"],"status":"hidden"}`, `{"graceSeconds":1e400}`, `{"text":"\ud800"}`, "{\"name\":\"\xff\"}", `{"email":1,"role":[]}`,
			strings.Repeat(`{"query":`, 300) + strings.Repeat(`}`, 300),
		} {
			f.Add(i, "f_1", "limit=5&cursor=abc&from=2026-01-01", `"7"`, "application/json", []byte(body))
		}
		f.Add(i, "%2e%2e%00", "limit=9e99&limit=x&cursor=%zz;", "*\x00", "image/png", []byte("\x89PNG"))
	}
	handed := false
	strict := api.NewStrictHandlerWithOptions(nil, []api.StrictMiddlewareFunc{func(api.StrictHandlerFunc, string) api.StrictHandlerFunc {
		return func(context.Context, http.ResponseWriter, *http.Request, any) (any, error) {
			handed = true
			return nil, nil //nolint:nilnil // nothing is answered: that the request was decoded is enough
		}
	}}, api.StrictHTTPServerOptions{RequestErrorHandlerFunc: malformed, ResponseErrorHandlerFunc: problem.Write})
	handler := api.HandlerWithOptions(strict, api.StdHTTPServerOptions{Middlewares: []api.MiddlewareFunc{contract()}, ErrorHandlerFunc: badParameter})
	f.Fuzz(func(t *testing.T, route int, id, query, header, kind string, body []byte) {
		method, path := routes[uint(route)%uint(len(routes))][0], routes[uint(route)%uint(len(routes))][1]
		r := httptest.NewRequest(method, "/", strings.NewReader(string(body)))
		r.URL = &url.URL{Path: strings.ReplaceAll(path, "{id}", strings.ReplaceAll(id, "/", "")), RawQuery: query}
		r.Header = http.Header{"Content-Type": {kind}, "X-Tenant-Id": {"t_1"}, "If-Match": {header}, "Idempotency-Key": {header}}
		w := httptest.NewRecorder()
		handed = false
		handler.ServeHTTP(w, r)
		if handed || r.Pattern == "" {
			return // decoded; or it is the path of no route, which the gateway refuses before us
		}
		var told struct{ Type, Detail string }
		err := json.Unmarshal(w.Body.Bytes(), &told)
		if w.Code < 400 || w.Code >= 500 || err != nil || told.Type == "" || told.Detail == "" {
			t.Errorf("%s %s: %d %s, %v", method, path, w.Code, w.Body, err)
		}
	})
}
