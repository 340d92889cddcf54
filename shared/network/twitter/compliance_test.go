package twitter_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/network/twitter"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// x is the simulated network, and a client of it.
type x struct {
	*testing.T
	*twitter.Network
	address string
	now     atomic.Pointer[time.Time]
}

func newX(t *testing.T) *x {
	t.Helper()
	s := &x{T: t}
	s.pass(0)
	server := httptest.NewServer(upstream.New(upstream.Config{Now: func() time.Time { return *s.now.Load() }, Seed: 1}))
	t.Cleanup(server.Close)
	s.address = server.URL
	s.Network = twitter.New(wire.Client{Network: wall.Twitter, Base: server.URL + "/upstream/twitter", HTTP: server.Client()})
	return s
}

func (s *x) pass(d time.Duration) {
	now := fixture.Now
	if before := s.now.Load(); before != nil {
		now = before.Add(d)
	}
	s.now.Store(&now)
}

func (s *x) control(settings string) {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), http.MethodPut, s.address+"/upstream/control", strings.NewReader(settings))
	if err != nil {
		s.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		s.Fatal(response, err)
	}
	_ = response.Body.Close()
}

func (s *x) ask(job string, ids ...string) (wall.ComplianceResult, error) {
	return s.Compliance(s.Context(), wall.ComplianceRequest{Credential: wall.Credential{BearerToken: "t"}, IDs: ids, Job: job, Now: *s.now.Load()})
}

// TestAComplianceJob follows a job from its beginning to what came of it.
func TestAComplianceJob(t *testing.T) {
	t.Parallel()
	s := newX(t)
	found, err := s.Fetch(t.Context(), wall.FetchRequest{
		Query: wall.Query{Hashtags: []string{"techconf"}}, Credential: wall.Credential{BearerToken: "t"}, Limit: 20, Now: fixture.Now,
	})
	if err != nil || len(found.Posts) < 3 {
		t.Fatal(found, err)
	}
	var ids []string
	for _, p := range found.Posts {
		ids = append(ids, p.ID)
	}
	s.control(fmt.Sprintf(`{"twitter": {"deleted": [%q], "edits": {%q: "another text"}}}`, wall.ExternalID(ids[0]), wall.ExternalID(ids[1])))
	begun, err := s.ask("", ids...)
	if err != nil || begun.Job == "" {
		t.Fatal(begun, err)
	}
	if _, err := s.ask("", ids...); wall.AsUpstreamError(err).Class != wall.ClassThrottled {
		t.Errorf("a second job at the same time: %v", err)
	}
	if under, err := s.ask(begun.Job); err != nil || under.Job != begun.Job {
		t.Errorf("under way: %+v, %v", under, err)
	}
	s.pass(2 * time.Minute)
	done, err := s.ask(begun.Job)
	if err != nil || done.Job != "" || !slices.Equal(done.Gone, ids[:1]) || !slices.Equal(done.Edited, ids[1:2]) {
		t.Errorf("done: %+v, %v", done, err)
	}
}

// TestAJobWithoutPostsIsClearedAway: a process died after it had created a job.
func TestAJobWithoutPostsIsClearedAway(t *testing.T) {
	t.Parallel()
	s := newX(t)
	s.control(`{"twitter": {"faults": [{"kind": "reset", "path": "/upload", "times": 1}]}}`)
	if _, err := s.ask("", "twitter:2125152944255926272"); err == nil {
		t.Fatal("the posts did not arrive")
	}
	if _, err := s.ask("", "twitter:2125152944255926272"); wall.AsUpstreamError(err).Class != wall.ClassThrottled {
		t.Fatalf("the dead job is still there: %v", err)
	}
	if begun, err := s.ask("", "twitter:2125152944255926272"); err != nil || begun.Job == "" {
		t.Errorf("%+v, %v", begun, err)
	}
}

// TestJobsThatFail: nothing of what X may answer makes a post gone, nor sends our
// token anywhere else.
func TestJobsThatFail(t *testing.T) {
	t.Parallel()
	const complete = `{"data": {"id": "1", "status": "complete", "download_url": "http://{host}/down"}}`
	for name, test := range map[string]struct {
		job     string
		answers map[string]string // by method and path
		want    wall.ErrorClass
	}{
		"not offered":    {"", map[string]string{"POST /2/compliance/jobs": `403 {"type": "https://api.x.com/2/problems/client-forbidden", "title": "Client Forbidden"}`}, wall.ClassPermission},
		"sent elsewhere": {"", map[string]string{"POST /2/compliance/jobs": `200 {"data": {"id": "1", "upload_url": "http://elsewhere.example/up"}}`}, wall.ClassPermission},
		"sent to a look-alike": {"", map[string]string{"POST /2/compliance/jobs": `200 {"data": {"id": "1", "upload_url": "http://{host}.evil.example/up"}}`},
			wall.ClassPermission},
		"job failed":        {"1", map[string]string{"GET /2/compliance/jobs/1": `200 {"data": {"id": "1", "status": "failed"}}`}, wall.ClassCursor},
		"job unknown":       {"1", map[string]string{"GET /2/compliance/jobs/1": `404 {"type": "about:blank", "title": "Not Found"}`}, wall.ClassGone},
		"results cut":       {"1", map[string]string{"GET /2/compliance/jobs/1": "200 " + complete, "GET /down": `200 {"id": "1", "action": "delete"}` + "\n" + `{"id": "2", "act`}, wall.ClassTransient},
		"results not there": {"1", map[string]string{"GET /2/compliance/jobs/1": "200 " + complete, "GET /down": `503 {"title": "Service Unavailable"}`}, wall.ClassTransient},
		"an error page":     {"1", map[string]string{"GET /2/compliance/jobs/1": "200 " + complete, "GET /down": "200 <html>"}, wall.ClassTransient},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				status, body, _ := strings.Cut(test.answers[r.Method+" "+r.URL.Path], " ")
				code := 500
				_, _ = fmt.Sscan(status, &code)
				w.WriteHeader(code)
				_, _ = w.Write([]byte(strings.ReplaceAll(body, "{host}", r.Host)))
			}))
			t.Cleanup(server.Close)
			client := twitter.New(wire.Client{Network: wall.Twitter, Base: server.URL, HTTP: server.Client()})
			result, err := client.Compliance(t.Context(), wall.ComplianceRequest{
				Credential: wall.Credential{BearerToken: "secret-token"}, IDs: []string{"twitter:1"}, Job: test.job, Now: fixture.Now,
			})
			if class := wall.AsUpstreamError(err).Class; err == nil || class != test.want || len(result.Gone) > 0 || strings.Contains(err.Error(), "secret") {
				t.Errorf("%+v, %v", result, err)
			}
		})
	}
}
