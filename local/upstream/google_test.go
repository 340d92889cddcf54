package upstream_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestGoogleRefuses(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	place := "/google/v1/places/" + restaurantPlace
	tests := map[string]struct {
		path, key, mask string
		status          int
		says            string
	}{
		"no mask":       {place, "k", "", http.StatusBadRequest, "FieldMask is a required parameter"},
		"unknown field": {place, "k", "id,colour", http.StatusBadRequest, "colour"},
		"no key":        {place, "", "id", http.StatusForbidden, "unregistered callers"},
		"invalid key":   {place, "invalid", "id", http.StatusBadRequest, "API_KEY_INVALID"},
		"not allowed":   {place, "forbidden", "id", http.StatusForbidden, "SERVICE_DISABLED"},
		"bad place":     {"/google/v1/places/a!", "k", "id", http.StatusBadRequest, "Not a valid Place ID"},
		"another path":  {"/google/v1/nothing", "k", "id", http.StatusNotFound, "<html"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := s.get(test.path, "X-Goog-Api-Key", test.key, "X-Goog-FieldMask", test.mask)
			if a.status != test.status || !strings.Contains(string(a.body), test.says) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

func TestGoogleMask(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	path := "/google/v1/places/" + restaurantPlace
	a := s.get(path, "X-Goog-Api-Key", "k", "X-Goog-FieldMask", "id,reviews.rating,reviews.authorAttribution.displayName")
	if a.at("rating") != nil || a.at("reviews.0.rating") == nil || a.at("reviews.0.name") != nil || a.at("reviews.0.authorAttribution.uri") != nil {
		t.Errorf("%s", a.body)
	}
	if a := s.get(path + query("fields", "*", "key", "k")); a.at("displayName.text") != "Restaurant Bon Goût" || a.at("reviews.0.name") == nil {
		t.Errorf("%s", a.body)
	}
}

func TestGoogleReviews(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	names, photos, stars := map[any]map[any]bool{}, map[any]bool{}, false
	for range 60 {
		reviews := list(s.place("languageCode", "fr").at("reviews"))
		if len(reviews) != 5 {
			t.Fatalf("%d reviews, want the five that there ever are", len(reviews))
		}
		for _, review := range reviews {
			name := at(review, "name")
			if names[name] == nil {
				names[name] = map[any]bool{}
			}
			names[name][at(review, "publishTime")] = true
			photos[at(review, "authorAttribution.photoUri")] = true
			stars = stars || at(review, "text") == nil && at(review, "rating") != nil
			if at(review, "originalText.languageCode") == "en" && at(review, "text.languageCode") != "fr" {
				t.Errorf("not translated: %v", review)
			}
		}
		s.pass(3 * time.Hour)
	}
	if len(names) < 10 || len(photos) <= len(names) || !stars {
		t.Errorf("%d reviews with %d photos in a week; stars alone: %t", len(names), len(photos), stars)
	}
	for name, times := range names {
		if len(times) != 1 {
			t.Errorf("%v was published at %v", name, times)
		}
	}
}

func TestGoogleQuotas(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"google": {"limits": {"calls": 2, "dailyCalls": 3}}}`)
	limit := func() any { return s.place().at("error.details.0.metadata.quota_limit") }
	s.place()
	s.place()
	if got := limit(); got != "GetPlaceRequestPerMinutePerProject" {
		t.Errorf("third of the minute: %v", got)
	}
	s.pass(time.Minute)
	if got := limit(); got != nil {
		t.Errorf("third of the day: %v", got)
	}
	if got := limit(); got != "GetPlaceRequestPerDayPerProject" {
		t.Errorf("fourth of the day: %v", got)
	}
	s.pass(22 * time.Hour) // midnight Pacific is 8:00 UTC
	if got := limit(); got != nil {
		t.Errorf("next day: %v", got)
	}
}
