package platform

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
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

// The built files are sent as CloudFront sends them: compressed, for who takes that.
func TestSiteIsPacked(t *testing.T) {
	t.Parallel()
	p := &platform{root: t.TempDir(), plan: &template.Plan{}}
	built := filepath.Join(p.root, "dashboard", "dist", "assets")
	if err := os.MkdirAll(built, 0o700); err != nil {
		t.Fatal(err)
	}
	script := strings.Repeat("script;", 1000)
	for _, name := range []string{"a.js", "a.woff2"} {
		if err := os.WriteFile(filepath.Join(built, name), []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		address, accept string
		packed          bool
		status          int
	}{
		"text":                      {"/assets/a.js", "gzip, br", true, http.StatusOK},
		"who does not take it":      {"/assets/a.js", "", false, http.StatusOK},
		"what is packed already":    {"/assets/a.woff2", "gzip", false, http.StatusOK},
		"what there is not, as was": {"/assets/b.js", "gzip", false, http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, test.address, nil)
			r.Header.Set("Accept-Encoding", test.accept)
			w := httptest.NewRecorder()
			p.site(w, r)
			if w.Code != test.status || (w.Header().Get("Content-Encoding") == "gzip") != test.packed {
				t.Fatalf("%d %v", w.Code, w.Header())
			}
			if !test.packed {
				return
			}
			unpacked, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(unpacked)
			if err != nil || string(text) != script {
				t.Errorf("%d bytes, %v", len(text), err)
			}
		})
	}
}

func ask(p *platform, method, address string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.site(w, httptest.NewRequest(method, address, nil))
	return w
}
