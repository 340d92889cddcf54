package twitter_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/twitter"
	"github.com/hashmytag/hashmytag/shared/network/wire"
)

// X bills the posts that it gives away, whether they arrive or not: a budget
// that took them for unread would be exceeded.
func TestAPageThatGetsLostCounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		want   int
	}{
		"cut on its way": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`{"data":[`))
		}, 50},
		"cut by X":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"data":[`)) }, 50},
		"X has failed": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(test.answer)
			defer server.Close()
			request := player.Request
			request.Limit, request.Now = 50, time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
			x := twitter.New(wire.Client{Network: player.Network, Base: server.URL, HTTP: server.Client()})
			result, err := x.Fetch(t.Context(), request)
			if err == nil || result.PostsRead != test.want {
				t.Errorf("%d posts count as read, want %d (%v)", result.PostsRead, test.want, err)
			}
		})
	}
}
