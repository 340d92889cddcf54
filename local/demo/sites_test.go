package demo_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/local/demo"
)

func TestSites(t *testing.T) {
	t.Parallel()
	key := func(host string) string { return "hmt_" + strings.TrimSuffix(host, ".localhost") }
	handler := demo.Handler(key, http.NotFoundHandler())
	for _, site := range demo.Sites() {
		t.Run(site.Host, func(t *testing.T) {
			t.Parallel()
			page := get(handler, "http://"+site.Host+":8080/")
			for _, want := range []string{
				`<div id="hashmytag-wall"></div>`,
				`<script src="http://localhost:8080/hashmytag.js"></script>`,
				`HashMyTag.init({ apiKey: '` + key(site.Host) + `'`,
			} {
				if !strings.Contains(page, want) {
					t.Errorf("the page does not contain %s", want)
				}
			}
			if style := get(handler, "http://"+site.Host+":8080/style.css"); !strings.Contains(style, "body {") {
				t.Error("no style sheet")
			}
		})
	}
	if got := get(handler, "http://localhost:8080/"); !strings.HasPrefix(got, "404") {
		t.Errorf("another host was answered: %.40s", got)
	}
}

func get(handler http.Handler, address string) string {
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
	body, _ := io.ReadAll(answer.Body)
	return string(body)
}
