package problem_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/problem"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	secret := errors.New("dial tcp 10.0.0.7: token EAAB")
	for name, test := range map[string]struct {
		err    error
		status int
		kind   string
	}{
		"of the domain":      {wall.Errorf(wall.PlanLimit, "full"), 403, "plan-limit"},
		"with a cause":       {&wall.Error{Code: wall.Changed, Message: "changed", Cause: secret}, 412, "changed"},
		"wrapped":            {fmt.Errorf("add feed: %w", wall.Errorf(wall.NotFound, "gone")), 404, "not-found"},
		"not of the domain":  {secret, 500, "internal"},
		"internal":           {&wall.Error{Code: wall.Internal, Message: secret.Error()}, 500, "internal"},
		"of an unknown code": {wall.Errorf("made-up", "x"), 500, "made-up"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodGet, "/v1/x", nil)
			problem.Write(w, r.WithContext(problem.WithRequestID(t.Context(), "req-1")), test.err)
			var body struct {
				Type, Title, Detail, RequestID string
				Status                         int
			}
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
				t.Fatal(err)
			}
			if w.Code != test.status || body.Status != test.status || body.Type != "/problems/"+test.kind || body.RequestID != "req-1" || body.Title == "" || body.Detail == "" {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if strings.Contains(w.Body.String(), "EAAB") {
				t.Errorf("the answer tells %s", w.Body)
			}
		})
	}
}

func TestFieldsAndRetryAfter(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	err := wall.InvalidField("/query/hashtags/1", "not-good", "{hashtag} is {what}", "b\nd", "{x}")
	err.RetryAfter = 1500 * time.Millisecond
	problem.Write(w, httptest.NewRequest(http.MethodPost, "/v1/feeds", nil), err)
	if got := w.Header().Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After is %q", got)
	}
	const want = `"errors":[{"pointer":"/query/hashtags/1","detail":"b�d is �x�","reason":"not-good","values":{"hashtag":"b�d","what":"�x�"}}]`
	if !strings.Contains(w.Body.String(), want) {
		t.Errorf("the answer is %s", w.Body)
	}
}
