package platform

import (
	"compress/gzip"
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
	packed, done := packing(w, r, name)
	defer done()
	http.ServeFileFS(packed, r, built, name) //nolint:gosec // nothing outside of the folder can be named
}

// packing compresses a file of text, as CloudFront does, for who takes that.
func packing(w http.ResponseWriter, r *http.Request, name string) (http.ResponseWriter, func()) {
	text := slices.Contains([]string{".css", ".js", ".svg"}, path.Ext(name))
	if !text || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return w, func() {}
	}
	w.Header().Set("Vary", "Accept-Encoding")
	r.Header.Del("Range") // a part of the file is not one of what it is packed to
	packed := &packedAnswer{ResponseWriter: w}
	return packed, packed.close
}

// packedAnswer compresses what is answered, if it is the file.
type packedAnswer struct {
	http.ResponseWriter

	packer *gzip.Writer
}

func (a *packedAnswer) WriteHeader(status int) {
	if status == http.StatusOK {
		a.Header().Del("Content-Length")
		a.Header().Del("Accept-Ranges")
		a.Header().Set("Content-Encoding", "gzip")
		a.packer = gzip.NewWriter(a.ResponseWriter)
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *packedAnswer) Write(data []byte) (int, error) {
	if a.packer == nil {
		return a.ResponseWriter.Write(data)
	}
	return a.packer.Write(data)
}

func (a *packedAnswer) close() {
	if a.packer != nil {
		_ = a.packer.Close() // the client may be gone
	}
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
