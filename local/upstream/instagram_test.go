package upstream_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

const account = "17841400000000099"

func (s *simulation) search(tag string, more ...string) answer {
	s.t.Helper()
	return s.get("/instagram/v26.0/ig_hashtag_search" + query(append([]string{"user_id", account, "q", tag, "access_token", "t"}, more...)...))
}

func TestInstagramRefuses(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	bonGout := s.hashtag("bongout")
	tests := map[string]struct {
		path    string
		code    float64
		subcode any
	}{
		"no token":          {"ig_hashtag_search" + query("user_id", account, "q", "a"), 104, nil},
		"invalid token":     {"ig_hashtag_search" + query("user_id", account, "q", "a", "access_token", "invalid"), 190, nil},
		"expired token":     {"ig_hashtag_search" + query("user_id", account, "q", "a", "access_token", "expired-1"), 190, 463.0},
		"permission":        {"ig_hashtag_search" + query("user_id", account, "q", "a", "access_token", "forbidden"), 10, nil},
		"no account":        {"ig_hashtag_search" + query("q", "a", "access_token", "t"), 100, nil},
		"emoji":             {"ig_hashtag_search" + query("user_id", account, "q", "été🌞", "access_token", "t"), 24, 2207024.0},
		"author of a media": {bonGout + "/recent_media" + query("user_id", account, "fields", "id,username", "access_token", "t"), 100, nil},
		"still of a media":  {bonGout + "/recent_media" + query("user_id", account, "fields", "id,thumbnail_url", "access_token", "t"), 100, nil},
		"page over 50":      {bonGout + "/recent_media" + query("user_id", account, "limit", "51", "access_token", "t"), 100, nil},
		"made-up cursor":    {bonGout + "/recent_media" + query("user_id", account, "after", "QVFIx", "access_token", "t"), 100, nil},
		"no such hashtag":   {"123/recent_media" + query("user_id", account, "access_token", "t"), 100, 33.0},
		"unknown path":      {bonGout + "/nothing" + query("access_token", "t"), 2500, nil},
		"own media of none": {"nobody/media" + query("access_token", "t"), 100, nil},
		"broken fields":     {bonGout + "/recent_media" + query("user_id", account, "fields", "children{id", "access_token", "t"), 100, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := s.get("/instagram/v26.0/" + test.path)
			if a.status != http.StatusBadRequest || a.at("error.code") != test.code || a.at("error.error_subcode") != test.subcode {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

func TestInstagramSearchAnswersInTwoShapes(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	listed := s.search("été").at("data.0.id")
	s.control(`{"instagram": {"bareHashtag": true}}`)
	if bare := s.search("ÉTÉ").at("id"); listed == nil || bare != listed {
		t.Errorf("bare %v, listed %v", bare, listed)
	}
}

func TestInstagramHashtagsPerWeek(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	for n := range 30 {
		if a := s.search(fmt.Sprintf("tag%d", n)); a.status != http.StatusOK {
			t.Fatalf("hashtag %d: %s", n+1, a.body)
		}
		s.pass(time.Minute)
	}
	if a := s.search("onemore"); a.at("error.code") != 18.0 || a.at("error.error_subcode") != 2207034.0 {
		t.Errorf("the 31st: %d %s", a.status, a.body)
	}
	if a := s.search("tag0"); a.status != http.StatusOK {
		t.Errorf("one of the 30 again: %s", a.body)
	}
	if used := s.get("/instagram/v26.0/" + account + "/recently_searched_hashtags" + query("limit", "30", "access_token", "t")); len(list(used.at("data"))) != 30 {
		t.Errorf("recently searched: %s", used.body)
	}
	s.pass(7*24*time.Hour - 29*time.Minute)
	if a := s.search("onemore"); a.status != http.StatusOK {
		t.Errorf("a week after the first: %s", a.body)
	}
}

func TestInstagramPagesKeepTheirCursor(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	all := s.hashtagMedia("bongout")
	next := "/instagram/v26.0/" + s.hashtag("bongout") + "/recent_media" + query("user_id", account, "fields", "id", "limit", "20", "access_token", "t")
	cursors, found := map[any]bool{}, []any{}
	for next != "" {
		page := s.get(next)
		found = append(found, list(page.at("data"))...)
		next, _ = page.at("paging.next").(string)
		if next == "" {
			if _, ok := page.json()["paging"]; ok {
				t.Error("the last page has a paging member")
			}
			break
		}
		cursors[page.at("paging.cursors.after")] = true
		if page.at("paging.cursors.before") != nil {
			t.Error("a page has a cursor before")
		}
		s.pass(2 * time.Minute) // what is posted meanwhile does not shift the pages
	}
	if len(cursors) != 1 {
		t.Errorf("%d cursors, want one for all pages", len(cursors))
	}
	if got, want := ids(found, "id"), ids(all, "id"); !slices.Equal(got, want) {
		t.Errorf("pages of 20 have %d posts, pages of 10 have %d, or others", len(got), len(want))
	}
	if len(slices.Compact(slices.Sorted(slices.Values(ids(found, "id"))))) != len(found) {
		t.Error("a post is on two pages")
	}
}

func TestInstagramHashtagMedia(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	seen := map[string]int{}
	for _, element := range s.hashtagMedia("bongout") {
		m, _ := element.(map[string]any)
		caption, _ := m["caption"].(string)
		posted, err := time.Parse("2006-01-02T15:04:05-0700", m["timestamp"].(string))
		if err != nil || posted.Before(start.Add(-24*time.Hour)) {
			t.Errorf("posted %v (%v): only the last 24 hours are listed", m["timestamp"], err)
		}
		if strings.Contains(caption, "@") || !strings.Contains(strings.ToLower(caption), "#bongout") {
			t.Errorf("caption %q", caption)
		}
		seen[m["media_type"].(string)]++
		if _, ok := m["like_count"]; !ok {
			seen["likes hidden"]++
		}
		if _, ok := m["media_url"]; !ok {
			seen["no address of "+m["media_type"].(string)]++
		}
		if m["media_type"] == "CAROUSEL_ALBUM" && at(m, "children.data.1.media_url") == nil {
			t.Errorf("an album without children: %v", m)
		}
	}
	for _, kind := range []string{"IMAGE", "VIDEO", "CAROUSEL_ALBUM", "likes hidden", "no address of CAROUSEL_ALBUM"} {
		if seen[kind] == 0 {
			t.Errorf("no %s among %v", kind, seen)
		}
	}
	if seen["no address of CAROUSEL_ALBUM"] != seen["CAROUSEL_ALBUM"] || seen["no address of IMAGE"] > 0 {
		t.Errorf("addresses: %v", seen)
	}
}

func TestInstagramTopMedia(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	top := list(s.get("/instagram/v26.0/" + s.hashtag("bongout") + "/top_media" + query("user_id", account, "fields", "id,like_count", "access_token", "t")).at("data"))
	if len(top) != 25 {
		t.Errorf("%d media on the first page, want 25", len(top))
	}
}

func TestInstagramOwnMedia(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	path := "/instagram/v26.0/17841400000000011/media" + query("fields", "id,caption,username,media_product_type,timestamp", "limit", "100", "access_token", "t")
	all := s.all(path)
	first, _ := all[0].(map[string]any)
	if first["username"] != "restaurant_bon_gout" || first["media_product_type"] == nil {
		t.Errorf("%v", first)
	}
	for next := path; next != ""; {
		page := s.get(next)
		if page.at("paging.cursors.before") == nil || page.at("paging.cursors.after") == nil {
			t.Errorf("a page without cursors: %.200s", page.body)
		}
		next, _ = page.at("paging.next").(string)
	}
	if unknown := s.get("/instagram/v26.0/17841400000000011/media" + query("fields", "nothing", "access_token", "t")); unknown.at("error.type") != "IGApiException" {
		t.Errorf("%s", unknown.body)
	}
}

func TestGraphWantsProof(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"instagram": {"appSecret": "secret"}}`)
	if a := s.search("été"); a.at("error.code") != 100.0 {
		t.Errorf("without proof: %d %s", a.status, a.body)
	}
	// printf t | openssl dgst -sha256 -hmac secret
	const proof = "55a1708ccb9b43137fd11076cc94c5d2a937767f407eb3d05f7a6135a31f1a15"
	if a := s.search("été", "appsecret_proof", proof); a.status != http.StatusOK {
		t.Errorf("with proof: %d %s", a.status, a.body)
	}
}

func TestInstagramCountsHashtagsByTheAppAndMediaByTheAccount(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	own := "/instagram/v26.0/17841400000000011/media" + query("access_token", "t")
	s.control(`{"instagram": {"limits": {"calls": 1, "businessCalls": 1}}}`)
	if a := s.search("a"); a.status != http.StatusOK || a.header.Get("X-App-Usage") == "" || a.header.Get("X-Business-Use-Case-Usage") != "" {
		t.Errorf("%d %v", a.status, a.header)
	}
	if a := s.get(own); a.status != http.StatusOK || a.header.Get("X-App-Usage") != "" || !strings.Contains(a.header.Get("X-Business-Use-Case-Usage"), `"type":"instagram"`) {
		t.Errorf("%d %v", a.status, a.header)
	}
	if a := s.search("a"); a.at("error.code") != 4.0 {
		t.Errorf("%s", a.body)
	}
	if a := s.get(own); a.at("error.code") != 80002.0 {
		t.Errorf("%s", a.body)
	}
}

func TestInstagramHashtagThatIsNotShown(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"instagram": {"faults": [{"kind": "gone", "path": "q=tabu"}]}}`)
	if a := s.search("tabu"); a.at("error.error_subcode") != 2207024.0 {
		t.Errorf("%s", a.body)
	}
	if a := s.search("été"); a.status != http.StatusOK {
		t.Errorf("%s", a.body)
	}
}
