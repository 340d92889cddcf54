package published_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream"
)

// simulation is the simulated networks at one moment.
type simulation struct {
	*httptest.Server
	t *testing.T
}

func simulate(t *testing.T, seed uint64) simulation {
	t.Helper()
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC).Add(time.Duration(seed) * 7 * time.Hour)
	server := httptest.NewServer(upstream.New(upstream.Config{Seed: seed, Now: func() time.Time { return now }}))
	t.Cleanup(server.Close)
	return simulation{server, t}
}

// get calls an address below /upstream; headers come in pairs.
func (s simulation) get(path string, headers ...string) (int, []byte) {
	s.t.Helper()
	return s.do(http.MethodGet, path, "", headers...)
}

func (s simulation) do(method, path, body string, headers ...string) (int, []byte) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+"/upstream"+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for k := 0; k < len(headers); k += 2 {
		request.Header.Set(headers[k], headers[k+1])
	}
	response, err := s.Client().Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, answer
}

func (s simulation) control(body string) {
	s.t.Helper()
	if status, answer := s.do(http.MethodPut, "/control", body); status != http.StatusOK {
		s.t.Fatalf("control: %d %s", status, answer)
	}
}

func query(pairs ...string) string {
	values := url.Values{}
	for k := 0; k < len(pairs); k += 2 {
		values.Set(pairs[k], pairs[k+1])
	}
	return "?" + values.Encode()
}
