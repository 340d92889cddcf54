package site_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/hashmytag/hashmytag/shared/site"
)

// shelf keeps what is uploaded, in the order in which it came.
type shelf struct {
	sync.Mutex
	keys  []string
	files map[string]string
}

func (s *shelf) Publish(_ context.Context, key, contentType, cacheControl string, data []byte) error {
	s.Lock()
	defer s.Unlock()
	s.keys = append(s.keys, key)
	s.files[key] = strings.Join([]string{contentType, cacheControl, string(data)}, " | ")
	return nil
}

func folder(keys ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, key := range keys {
		files[key] = &fstest.MapFile{Data: []byte(key)}
	}
	return files
}

func TestUpload(t *testing.T) {
	t.Parallel()
	s := &shelf{files: map[string]string{}}
	n, err := site.Upload(t.Context(), s, site.Config{Issuer: "https://issuer", ClientID: "id"},
		folder("index.html", "favicon.svg", "assets/index-1.js", "assets/fonts/a.woff2", ".vite/manifest.json"),
		folder("hashmytag.js", "hashmytag/grid-1.js", "wall.html", "module/hashmytag.js", "LICENSE"))
	if err != nil {
		t.Fatal(err)
	}
	const immutable, scripts = "public, max-age=31536000, immutable", "public, max-age=300, stale-while-revalidate=86400"
	want := map[string]string{
		"assets/index-1.js":    "text/javascript; charset=utf-8 | " + immutable + " | assets/index-1.js",
		"assets/fonts/a.woff2": "font/woff2 | " + immutable + " | assets/fonts/a.woff2",
		"hashmytag/grid-1.js":  "text/javascript; charset=utf-8 | " + immutable + " | hashmytag/grid-1.js",
		"hashmytag.js":         "text/javascript; charset=utf-8 | " + scripts + " | hashmytag.js",
		"index.html":           "text/html; charset=utf-8 | no-cache | index.html",
		"wall.html":            "text/html; charset=utf-8 | no-cache | wall.html",
		"favicon.svg":          "image/svg+xml | no-cache | favicon.svg",
		"config.json":          `application/json | no-cache | {"issuer":"https://issuer","clientId":"id"}`,
	}
	if n != len(want) || len(s.files) != len(want) {
		t.Errorf("%d files, want %d: %v", n, len(want), s.keys)
	}
	for key, file := range want {
		if s.files[key] != file {
			t.Errorf("%s: %s, want %s", key, s.files[key], file)
		}
	}
	for _, key := range s.keys[4:] { // the four that pages name came first
		if strings.Contains(key, "/") {
			t.Errorf("%s came after pages: %v", key, s.keys)
		}
	}
}

func TestTwoFilesOfOneName(t *testing.T) {
	t.Parallel()
	_, err := site.Upload(t.Context(), &shelf{files: map[string]string{}}, site.Config{}, folder("wall.html"), folder("wall.html"))
	if err == nil || !strings.Contains(err.Error(), "wall.html") {
		t.Errorf("got %v", err)
	}
}
