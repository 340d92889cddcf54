package upstream_test

import (
	"net/http"
	"strings"
	"testing"
)

// What a lookup bills is what it finds, once a day; and the month's cap holds for
// it as for searches.
func TestTwitterBillsLookups(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"twitter": {"limits": {"monthlyPosts": 2}, "posts": {"#a": [{"id": "2125144303993824484", "text": "#a"},
		{"id": "2125144303993824483", "text": "#a"}, {"id": "2125144303993824482", "text": "#a"}]}}}`)
	ask := func(ids string) answer { return s.get("/twitter/2/tweets?ids="+ids, "Authorization", "Bearer t") }
	for range 2 {
		if a := ask("2125144303993824484,2125144303993824483,2125144303993824999"); a.status != http.StatusOK ||
			a.at("errors.0.resource_id") != "2125144303993824999" || a.at("data.1.id") != "2125144303993824483" {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	if a := ask("2125144303993824482"); a.status != http.StatusTooManyRequests || a.at("title") != "UsageCapExceeded" {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestTwitterRefusesLookups(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	many := strings.TrimSuffix(strings.Repeat("1,", 101), ",")
	for name, query := range map[string]string{
		"no ids": "", "letters": "ids=1,a", "too many": "ids=" + many, "a field that is none": "ids=1&tweet.fields=colour",
	} {
		if a := s.get("/twitter/2/tweets?"+query, "Authorization", "Bearer t"); a.status != http.StatusBadRequest || a.at("title") != "Invalid Request" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

// Only its owner may ask for a medium: what a hashtag finds cannot be asked for.
func TestInstagramShowsMediaToTheirOwner(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	const account = "17841400000000011"
	tagged := s.get("/instagram/v26.0/" + s.hashtag("lyon") + "/recent_media?user_id=" + account + "&access_token=t")
	own := s.get("/instagram/v26.0/" + account + "/media?access_token=t")
	for name, test := range map[string]struct {
		id     any
		status int
	}{"own": {own.at("data.0.id"), http.StatusOK}, "a hashtag's": {tagged.at("data.0.id"), http.StatusBadRequest}} {
		a := s.get("/instagram/v26.0/" + test.id.(string) + "?fields=caption,media_url&access_token=t")
		if a.status != test.status {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}
