package platform

import (
	"net/http"
	"os"
	"path/filepath"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// openObjects opens the folder of S3's objects.
func (p *platform) openObjects() error {
	folder := filepath.Join(p.options.Data, "objects")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	var err error
	p.objects, err = os.OpenRoot(folder)
	return err
}

// media serves tenants' pictures from the bucket, as CloudFront does in AWS. They are shown on other sites, never
// change, and are nothing but pictures.
func (p *platform) media(w http.ResponseWriter, r *http.Request) {
	picture, ok := wall.ParsePicture(r.PathValue("tenant"), r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeFileFS(w, r, p.objects.FS(), p.plan.Outputs["MediaBucket"]+"/"+picture.Key()) //nolint:gosec // nothing outside of the folder opens
}
