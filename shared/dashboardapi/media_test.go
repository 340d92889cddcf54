package dashboardapi_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestPreviewAndTrial(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("trying", wall.Business)
	ask := request{user: "editor-trying", tenant: tenant.ID, method: "POST", path: "/v1/feeds/preview",
		body: object{"network": "twitter", "query": object{"hashtags": []string{"lyon"}}}}
	if got := get[api.PreviewedPosts](p, ask); len(got.Posts) != 6 || got.Posts[0].ID != "twitter:9" || got.Posts[0].Text != "#lyon" {
		t.Errorf("previewed %+v", got)
	}
	for _, path := range []string{"/v1/feeds/preview", "/v1/feeds"} {
		ask.path = path
		ask.body = object{"network": "twitter", "query": object{"hashtags": []string{"lyon"}}, "credential": object{"bearerToken": "refused"}}
		if a := p.send(ask); a.status != http.StatusUnprocessableEntity || len(a.Errors) != 1 || a.Errors[0].Pointer != "/credential" {
			t.Errorf("%s with a token that is refused: %d %s", path, a.status, a.text)
		}
	}
	if list := get[api.FeedList](p, request{user: ask.user, tenant: tenant.ID, method: "GET", path: "/v1/feeds"}); len(list.Items) != 0 {
		t.Errorf("stored %+v", list.Items)
	}
}

// picture is a small PNG.
func picture() string {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewNRGBA(image.Rect(0, 0, 8, 4))); err != nil {
		panic(err) // a buffer takes all
	}
	return out.String()
}

func TestPictures(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.tenant("pictures", wall.Business)
	png := picture()
	upload := request{user: "editor-pictures", tenant: tenant.ID, method: "POST", path: "/v1/media", body: png,
		header: map[string]string{"Content-Type": "image/png"}}
	got := get[api.UploadedMedia](p, upload)
	if got.Width != 8 || got.Height != 4 || !strings.HasPrefix(got.URL, "/media/"+tenant.ID+"/") {
		t.Errorf("uploaded %+v", got)
	}
	post := get[api.Post](p, request{user: upload.user, tenant: tenant.ID, method: "POST", path: "/v1/posts",
		body: object{"text": "Menu", "media": []string{got.URL}}})
	if len(post.Media) != 1 || post.Media[0].URL != got.URL || post.Media[0].Width != 8 {
		t.Errorf("posted %+v", post.Media)
	}
	for name, test := range map[string]struct {
		kind, body string
		want       int
	}{
		"another kind":     {"image/gif", png, http.StatusUnsupportedMediaType},
		"JSON":             {"application/json", "{}", http.StatusUnsupportedMediaType},
		"a page as PNG":    {"image/png", "<html>", http.StatusUnsupportedMediaType},
		"half a picture":   {"image/png", png[:40], http.StatusUnprocessableEntity},
		"more than two MB": {"image/png", png + strings.Repeat("a", 2<<20), http.StatusRequestEntityTooLarge},
	} {
		upload.header, upload.body = map[string]string{"Content-Type": test.kind}, test.body
		if a := p.send(upload); a.status != test.want {
			t.Errorf("%s: %d %s, want %d", name, a.status, a.text, test.want)
		}
	}
}
