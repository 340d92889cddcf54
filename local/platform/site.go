package platform

import (
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/hashmytag/hashmytag/local/identity"
)

// sitePolicy lets the dashboard run its own scripts and ask its own API, nothing else. Styles may be inline, because
// Mantine writes <style> elements as it renders, and a static site cannot give each answer a nonce of its own. Pictures
// come from the networks as well.
const sitePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' https: data: blob:; " +
	"media-src 'self' https:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; " +
	"frame-ancestors 'none'"

// site serves the dashboard as it was built last, as CloudFront serves the bucket of the site: a path without a file's
// name belongs to a page of the dashboard, which finds its own way.
func (p *platform) site(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	header := w.Header()
	header.Set("Content-Security-Policy", sitePolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	header.Set("Cache-Control", "no-cache")
	built := os.DirFS(filepath.Join(p.root, "dashboard", "dist"))
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if path.Ext(name) == "" {
		servePage(w, r, built)
		return
	}
	if strings.HasPrefix(name, "assets/") {
		header.Set("Cache-Control", "public, max-age=31536000, immutable") // their names change with their content
	}
	http.ServeFileFS(w, r, built, name) //nolint:gosec // nothing outside of the folder can be named
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
	writeJSON(w, map[string]string{"issuer": identity.Issuer(p.address), "clientId": identity.ClientID})
}
