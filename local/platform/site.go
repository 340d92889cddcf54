package platform

import (
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashmytag/hashmytag/local/identity"
	"github.com/hashmytag/hashmytag/shared/site"
)

// site serves the dashboard as it was built last, as CloudFront serves the bucket of the site: a path without a file's
// name belongs to a page of the dashboard, which finds its own way.
func (p *platform) site(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	header := w.Header()
	header.Set("Content-Security-Policy", p.plan.PagePolicies["DashboardHeaders"])
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	built := os.DirFS(filepath.Join(p.root, "dashboard", "dist"))
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if path.Ext(name) == "" {
		name = "index.html"
	}
	header.Set("Cache-Control", kept(name))
	if name == "index.html" {
		servePage(w, r, built)
		return
	}
	http.ServeFileFS(w, r, built, name) //nolint:gosec // nothing outside of the folder can be named
}

// kept says how long a file may be kept.
func kept(name string) string {
	classes := site.Classes()
	return classes[slices.IndexFunc(classes, func(c site.Class) bool { return c.Has(name) })].CacheControl
}

// servePage answers with the one page, at whatever address it was asked for.
func servePage(w http.ResponseWriter, r *http.Request, built fs.FS) {
	page, err := fs.ReadFile(built, "index.html")
	if err != nil {
		http.Redirect(w, r, overviewPath, http.StatusFound) // it is not built
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page)
}

// siteConfig tells the dashboard where to sign in.
func (p *platform) siteConfig(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	writeJSON(w, site.Config{Issuer: identity.Issuer(p.address), ClientID: identity.ClientID})
}
