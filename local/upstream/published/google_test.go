package published_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"cloud.google.com/go/maps/places/apiv1/placespb"
	"google.golang.org/genproto/googleapis/rpc/code"
	_ "google.golang.org/genproto/googleapis/rpc/errdetails" // the details of errors
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/anypb"
)

const place = "/google/v1/places/ChIJb0nG0ut_Ly0nR6900xQ1u5E"

// TestGooglePlaces decodes places of many days as google/maps/places/v1 has them;
// a member that it does not have is an error.
func TestGooglePlaces(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		s := simulate(t, seed)
		for _, language := range []string{"", "fr", "en-GB"} {
			_, body := s.get(place+query("languageCode", language), "X-Goog-Api-Key", "k", "X-Goog-FieldMask", "*")
			var p placespb.Place
			if err := protojson.Unmarshal(body, &p); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			if n := len(p.GetReviews()); n == 0 || n > 5 || p.GetId() == "" || p.GetDisplayName().GetText() == "" {
				t.Errorf("%d reviews of %q", n, p.GetId())
			}
			for _, r := range p.GetReviews() {
				if r.GetRating() < 1 || r.GetRating() > 5 || !r.GetPublishTime().IsValid() || r.GetAuthorAttribution().GetDisplayName() == "" || r.GetVisitDate().GetDay() != 0 {
					t.Errorf("review %v", r)
				}
			}
		}
	}
}

// TestGoogleErrors decodes the details of errors as google/rpc has them.
func TestGoogleErrors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault string
		mask  string
		name  code.Code
	}{
		"throttled":  {fault: "throttled", name: code.Code_RESOURCE_EXHAUSTED},
		"quota":      {fault: "quota", name: code.Code_RESOURCE_EXHAUSTED},
		"token":      {fault: "token", name: code.Code_INVALID_ARGUMENT},
		"permission": {fault: "permission", name: code.Code_PERMISSION_DENIED},
		"gone":       {fault: "gone", name: code.Code_NOT_FOUND},
		"server":     {fault: "server", name: code.Code_UNAVAILABLE},
		"no mask":    {name: code.Code_INVALID_ARGUMENT},
		"bad mask":   {mask: "reviews.colour", name: code.Code_INVALID_ARGUMENT},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulate(t, 1)
			if test.fault != "" {
				s.control(`{"google": {"faults": [{"kind": "` + test.fault + `"}]}}`)
			}
			status, body := s.get(place, "X-Goog-Api-Key", "k", "X-Goog-FieldMask", test.mask)
			wantStatus(t, status, body, test.name)
		})
	}
}

// httpStatus is how google/rpc/code.proto maps codes to HTTP.
var httpStatus = map[code.Code]int{
	code.Code_INVALID_ARGUMENT: http.StatusBadRequest, code.Code_PERMISSION_DENIED: http.StatusForbidden, code.Code_NOT_FOUND: http.StatusNotFound,
	code.Code_RESOURCE_EXHAUSTED: http.StatusTooManyRequests, code.Code_UNAVAILABLE: http.StatusServiceUnavailable,
}

func wantStatus(t *testing.T, status int, body []byte, want code.Code) {
	t.Helper()
	var answer struct {
		Error struct {
			Code    int
			Message string
			Status  string
			Details []json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	e := answer.Error
	if e.Status != want.String() || status != httpStatus[want] || e.Code != status || e.Message == "" {
		t.Errorf("%d %s, want %s", status, body, want)
	}
	for _, detail := range e.Details {
		if err := protojson.Unmarshal(detail, new(anypb.Any)); err != nil {
			t.Errorf("%v: %s", err, detail)
		}
	}
}
