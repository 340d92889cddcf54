package widgetapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
)

// counting is where events go; it may be out of order.
type counting struct {
	messages []wall.EventsMessage
	err      error
}

func (c *counting) SendEvents(_ context.Context, m wall.EventsMessage) error {
	c.messages = append(c.messages, m)
	return c.err
}

var restaurant = wall.KeyGrant{
	Ref:    wall.TableRef{TenantID: "t_1", Table: "tenant_bon_gout_com", Cell: wall.Cell{Account: "1", Region: "eu-west-3"}},
	Status: wall.Active, AllowedDomains: []string{"bon-gout.com"},
}

// tell sends events as a browser on the restaurant's site does; headers come in
// pairs.
func tell(c *counting, body string, headers ...string) *httptest.ResponseRecorder {
	late := time.Date(2026, 11, 24, 23, 59, 59, 0, time.UTC)
	api := widgetapi.API{Events: c, Clock: func() time.Time { return late }}
	r := httptest.NewRequest(http.MethodPost, "/v1/wall/events?key=hmt_x", strings.NewReader(body))
	r.Header.Set("Content-Type", "text/plain;charset=UTF-8")
	r.Header.Set("Origin", "https://www.bon-gout.com")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	api.Handler().ServeHTTP(w, r.WithContext(widgetapi.WithGrant(r.Context(), restaurant)))
	return w
}

func TestEventsAreCountedAndHandedOn(t *testing.T) {
	t.Parallel()
	body := `{"events":[{"type":"view"},{"type":"impression","postId":"instagram:1"},{"type":"impression","postId":"google:é/2"},
		{"type":"click","postId":"instagram:1"},{"type":"impression","postId":"instagram:1"}]}`
	for _, kind := range []string{"text/plain", "text/plain;charset=UTF-8", "application/json"} {
		c := &counting{}
		w := tell(c, body, "Content-Type", kind, "User-Agent", "secret-browser", "X-Forwarded-For", "192.0.2.7")
		if w.Code != http.StatusNoContent || w.Body.Len() != 0 || w.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: answered %d %s %v", kind, w.Code, w.Body, w.Header())
		}
		want := wall.EventsMessage{
			ID: c.messages[0].ID, Ref: restaurant.Ref, Day: "2026-11-24", Views: 1,
			Posts: map[string]wall.PostCounts{"instagram:1": {Impressions: 2, Clicks: 1}, "google:é/2": {Impressions: 1}},
		}
		if diff := cmp.Diff([]wall.EventsMessage{want}, c.messages); diff != "" || want.ID == "" {
			t.Errorf("%s: id %q, %s", kind, want.ID, diff)
		}
		if text := fmt.Sprint(c.messages); strings.Contains(text, "secret") || strings.Contains(text, "192.0.2") {
			t.Errorf("it tells of the visitor: %s", text)
		}
	}
}

func TestTwoRequestsAreTwoMessages(t *testing.T) {
	t.Parallel()
	c := &counting{}
	for range 2 {
		tell(c, `{"events":[{"type":"view"}]}`)
	}
	if len(c.messages) != 2 || c.messages[0].ID == c.messages[1].ID {
		t.Errorf("messages %v", c.messages)
	}
}

func TestEventsThatAreRefused(t *testing.T) {
	t.Parallel()
	events := func(list ...string) string { return `{"events":[` + strings.Join(list, ",") + `]}` }
	view, long := `{"type":"view"}`, strings.Repeat("1", 300)
	for name, test := range map[string]struct {
		body    string
		headers []string
		status  int
		problem string
		pointer string
	}{
		"foreign site":        {events(view), []string{"Origin", "https://evil.example"}, 403, "origin-not-allowed", ""},
		"no site":             {events(view), []string{"Origin", "null"}, 403, "origin-not-allowed", ""},
		"a form":              {"events=1", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "unsupported-media-type", ""},
		"no type":             {events(view), []string{"Content-Type", ""}, 415, "unsupported-media-type", ""},
		"too large":           {events(view) + strings.Repeat(" ", 33<<10), nil, 413, "too-large", ""},
		"empty":               {"", nil, 400, "malformed", ""},
		"no JSON":             {"view", nil, 400, "malformed", ""},
		"cut off":             {`{"events":[{"type":"view"`, nil, 400, "malformed", ""},
		"two values":          {events(view) + "{}", nil, 400, "malformed", ""},
		"deep":                {strings.Repeat("[", 15000), nil, 400, "malformed", ""},
		"a list":              {"[1]", nil, 422, "invalid", ""},
		"no events":           {"{}", nil, 422, "invalid", "/events"},
		"null":                {"null", nil, 422, "invalid", "/events"},
		"an empty list":       {events(), nil, 422, "invalid", "/events"},
		"51 events":           {events(strings.Split(strings.Repeat(view+" ", 51), " ")[:51]...), nil, 422, "invalid", "/events"},
		"unknown field":       {`{"events":[` + view + `],"tenantId":"t_2"}`, nil, 422, "invalid", ""},
		"unknown event field": {events(`{"type":"view","count":1000}`), nil, 422, "invalid", ""},
		"type of a number":    {events(`{"type":1}`), nil, 422, "invalid", "/events/type"},
		"null event":          {events("null"), nil, 422, "invalid", "/events/0/type"},
		"null for a post":     {events(`{"type":"view","postId":null}`), nil, 422, "invalid", "/events/postId"},
		"a post's number":     {events(`{"type":"click","postId":7}`), nil, 422, "invalid", "/events/postId"},
		"unknown type":        {events(view, `{"type":"purchase"}`), nil, 422, "invalid", "/events/1/type"},
		"view of a post":      {events(`{"type":"view","postId":"instagram:1"}`), nil, 422, "invalid", "/events/0/postId"},
		"click on nothing":    {events(view, `{"type":"click"}`), nil, 422, "invalid", "/events/1/postId"},
		"no post's id":        {events(`{"type":"click","postId":"x"}`), nil, 422, "invalid", "/events/0/postId"},
		"a long id":           {events(`{"type":"click","postId":"twitter:` + long + `"}`), nil, 422, "invalid", "/events/0/postId"},
		"control characters":  {events(`{"type":"click","postId":"twitter:\u0000"}`), nil, 422, "invalid", "/events/0/postId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &counting{}
			w := tell(c, test.body, test.headers...)
			var p struct {
				Type, Detail string
				Errors       []struct{ Pointer string }
			}
			must(t, json.Unmarshal(w.Body.Bytes(), &p))
			if w.Code != test.status || p.Type != "/problems/"+test.problem || p.Detail == "" || len(c.messages) != 0 {
				t.Errorf("answered %d %s, sent %v", w.Code, w.Body, c.messages)
			}
			if test.pointer != "" && (len(p.Errors) != 1 || p.Errors[0].Pointer != test.pointer) {
				t.Errorf("names %+v, want %s", p.Errors, test.pointer)
			}
		})
	}
}

func TestFiftyEventsOfLongIDsFit(t *testing.T) {
	t.Parallel()
	c, list := &counting{}, []string{}
	for i := range 50 {
		list = append(list, fmt.Sprintf(`{"type":"impression","postId":"google:%0249d"}`, i))
	}
	if w := tell(c, `{"events":[`+strings.Join(list, ",")+`]}`); w.Code != http.StatusNoContent || len(c.messages[0].Posts) != 50 {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}

func TestEventsThatCannotBeHandedOn(t *testing.T) {
	t.Parallel()
	w := tell(&counting{err: errors.New("queue: secret detail")}, `{"events":[{"type":"view"}]}`)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}
