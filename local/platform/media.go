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
	for name, value := range wall.PictureHeaders() {
		header.Set(name, value)
	}
	header.Set("Content-Type", picture.MediaType())
	http.ServeFileFS(w, r, p.objects.FS(), p.plan.Outputs["MediaBucket"]+"/"+picture.Key()) //nolint:gosec // nothing outside of the folder opens
}
