package platform

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashmytag/hashmytag/local/template"
)

func TestSite(t *testing.T) {
	t.Parallel()
	const policy, immutable = "script-src 'self'", "public, max-age=31536000, immutable"
	p := &platform{root: t.TempDir(), plan: &template.Plan{PagePolicies: map[string]string{"DashboardHeaders": policy}}}
	built := filepath.Join(p.root, "dashboard", "dist")
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(built, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(built, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if w := ask(p, http.MethodGet, "/"); w.Code != http.StatusFound || w.Header().Get("Location") != overviewPath {
		t.Errorf("a dashboard that is not built: %d to %s", w.Code, w.Header().Get("Location"))
	}
	write("index.html", "page")
	write("assets/a.js", "script")
	write("../secret.txt", "secret")
	for address, want := range map[string]struct {
		status      int
		body, keeps string
	}{
		"/":                {http.StatusOK, "page", "no-cache"},
		"/walls/t_1/feeds": {http.StatusOK, "page", "no-cache"},
		"/index.html":      {http.StatusOK, "page", "no-cache"},
		"/assets/a.js":     {http.StatusOK, "script", immutable},
		"/assets/b.js":     {http.StatusNotFound, "404 page not found\n", ""},
		"/../secret.txt":   {http.StatusBadRequest, "invalid URL path\n", ""},
	} {
		w := ask(p, http.MethodGet, address)
		if w.Code != want.status || w.Body.String() != want.body || w.Header().Get("Cache-Control") != want.keeps {
			t.Errorf("%s: %d %q, kept %q; want %+v", address, w.Code, w.Body, w.Header().Get("Cache-Control"), want)
		}
		if got := w.Header().Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s: policy %q", address, got)
		}
	}
	if w := ask(p, http.MethodPost, "/walls"); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func ask(p *platform, method, address string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.site(w, httptest.NewRequest(method, address, nil))
	return w
}
