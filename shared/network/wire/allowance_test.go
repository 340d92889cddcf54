package wire_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestNoMoreCallsThanAllowed(t *testing.T) {
	t.Parallel()
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		_, _ = w.Write([]byte("{}"))
	}))
	defer server.Close()
	client := wire.Client{Network: wall.Facebook, HTTP: server.Client(), Base: server.URL}
	ctx, allowance := wire.Allow(t.Context(), 2)
	for i := range 3 {
		_, err := client.Do(ctx, wire.Call{})
		if refused := err != nil && wall.AsUpstreamError(err).Class == wall.ClassQuota; refused != (i == 2) {
			t.Errorf("call %d: %v", i+1, err)
		}
	}
	if asked != 2 || allowance.Made() != 2 || !allowance.Exceeded() {
		t.Errorf("%d calls, %d counted, exceeded: %t", asked, allowance.Made(), allowance.Exceeded())
	}
	ctx, allowance = wire.Allow(t.Context(), 0)
	if _, err := client.Do(ctx, wire.Call{}); err != nil || allowance.Made() != 1 {
		t.Errorf("without a limit: %v, %d counted", err, allowance.Made())
	}
}
