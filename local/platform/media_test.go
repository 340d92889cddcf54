package platform

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/local/template"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestPicturesAreServed(t *testing.T) {
	t.Parallel()
	p := &platform{options: Options{Data: t.TempDir()}, plan: &template.Plan{Outputs: map[string]string{"MediaBucket": "bucket"}}}
	if err := p.openObjects(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.objects.Close() })
	picture := wall.Picture{TenantID: "t_1", Digest: strings.Repeat("ab", 16), Width: 2, Height: 1, Format: "png"}
	if err := p.objects.MkdirAll("bucket/media/t_1", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := p.objects.WriteFile("bucket/"+picture.Key(), []byte("picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.options.Data+"/secret", []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /media/{tenant}/{picture}", p.media)
	missing := strings.Replace(picture.Address(), "abab", "cdcd", 1)
	for address, want := range map[string]int{
		picture.Address(): http.StatusOK, missing: http.StatusNotFound, "/media/t_1/": http.StatusNotFound,
		strings.Replace(picture.Address(), "t_1", "t_2", 1): http.StatusNotFound,
		"/media/..%2f..%2f/secret":                          http.StatusNotFound, "/media/t_1/..%2f..%2f..%2fsecret": http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		if w.Code != want || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
		}
		header := w.Header()
		if want == http.StatusOK && (header.Get("Content-Type") != "image/png" || header.Get("X-Content-Type-Options") != "nosniff") {
			t.Errorf("%s: %v", address, header)
		}
		if want == http.StatusNotFound && strings.Contains(header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: that it is missing is kept for ever", address)
		}
	}
}
