package demo_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/local/demo"
)

func overview(context.Context) (demo.Overview, error) {
	return demo.Overview{
		Tenants: []demo.Made{{ID: "t_1", Name: "Bon Goût & Fils", APIKey: "hmt_abc", Site: "http://restaurant-bon-gout.localhost:8080/", Table: "tenant_restaurant_bon_gout_com"}},
		Users:   []demo.Person{{Email: "claire@restaurant-bon-gout.com", Tenants: []demo.Access{{ID: "t_1", Role: "owner"}}}},
	}, nil
}

func TestHome(t *testing.T) {
	t.Parallel()
	page := get(demo.Home(overview), "http://localhost:8080/")
	for _, want := range []string{
		`<a href="http://restaurant-bon-gout.localhost:8080/">Bon Goût &amp; Fils</a>`, "curl 'http://localhost:8080/v1/wall?key=hmt_abc&amp;limit=3'",
		`curl http://localhost:8080/v1/feeds -H "Authorization: Bearer $TOKEN" -H 'X-Tenant-Id: t_1'`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not contain %s", want)
		}
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	answer := httptest.NewRecorder()
	demo.Show(overview).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/local/demo", nil))
	want := `{"tenants":[{"id":"t_1","name":"Bon Goût \u0026 Fils","apiKey":"hmt_abc","site":"http://restaurant-bon-gout.localhost:8080/","table":"tenant_restaurant_bon_gout_com"}],` +
		`"users":[{"email":"claire@restaurant-bon-gout.com","admin":false,"tenants":[{"id":"t_1","role":"owner"}]}]}`
	if got := strings.TrimSpace(answer.Body.String()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
