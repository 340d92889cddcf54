package upstream_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// page calls an edge of the restaurant's page.
func (s *simulation) page(edge string, pairs ...string) answer {
	s.t.Helper()
	return s.get("/facebook/v26.0/" + restaurantPage + edge + query(append(pairs, "access_token", "t")...))
}

func TestFacebookRefuses(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	tests := map[string]struct {
		path string
		code float64
	}{
		"limit over 100":        {"/" + restaurantPage + "/posts" + query("limit", "101", "access_token", "t"), 100},
		"unknown field":         {"/" + restaurantPage + "/posts" + query("fields", "id,colour", "access_token", "t"), 100},
		"unknown nested field":  {"/" + restaurantPage + "/posts" + query("fields", "attachments{colour}", "access_token", "t"), 100},
		"field of the old days": {"/" + restaurantPage + "/posts" + query("fields", "id,link", "access_token", "t"), 12},
		"unknown name":          {"/nobody.at.all/posts" + query("access_token", "t"), 803},
		"post that is not":      {"/" + restaurantPage + "_1" + query("access_token", "t"), 100},
		"made-up cursor":        {"/" + restaurantPage + "/posts" + query("after", "x", "access_token", "t"), 100},
		"no token":              {"/" + restaurantPage + "/posts", 104},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if a := s.get("/facebook/v26.0" + test.path); a.status != http.StatusBadRequest || a.at("error.code") != test.code || a.at("error.fbtrace_id") == "" {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

// allPosts are the ids of the restaurant's posts, read in pages of limit.
func (s *simulation) allPosts(limit string) []string {
	return ids(s.all("/facebook/v26.0/"+restaurantPage+"/posts"+query("limit", limit, "access_token", "t")), "id")
}

func TestFacebookPages(t *testing.T) {
	t.Parallel()
	for _, style := range []string{"", "time"} {
		t.Run("paging "+style, func(t *testing.T) {
			t.Parallel()
			s := simulate(t)
			s.control(`{"facebook": {"paging": "` + style + `"}}`)
			want := s.allPosts("100")
			first := s.page("/posts", "limit", "7")
			next, err := url.Parse(first.at("paging.next").(string))
			if err != nil || next.Query().Get("access_token") != "t" {
				t.Errorf("next %v, %v: the token is a part of it", next, err)
			}
			if style == "time" && (next.Query().Get("until") == "" || next.Query().Get("__paging_token") == "") {
				t.Errorf("next %v", next)
			}
			if got := s.allPosts("7"); len(want) <= 100 || !slices.Equal(got, want) {
				t.Errorf("pages of 7 have %d posts, pages of 100 have %d", len(got), len(want))
			}
		})
	}
}

func TestFacebookPreviousPage(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	first := s.page("/posts", "limit", "5")
	second := s.get(first.at("paging.next").(string))
	back := s.get(second.at("paging.previous").(string))
	if got, want := ids(list(back.at("data")), "id"), ids(list(first.at("data")), "id"); !slices.Equal(got, want) {
		t.Errorf("back at %v, started from %v", got, want)
	}
}

func TestFacebookPosts(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	seen := map[string]bool{}
	for _, post := range list(s.page("/posts", "limit", "100", "fields", postFields).at("data")) {
		kind, _ := at(post, "attachments.data.0.type").(string)
		seen[kind] = true
		switch kind {
		case "share":
			shim, _ := at(post, "attachments.data.0.url").(string)
			if !strings.HasPrefix(shim, "https://l.facebook.com/") || !strings.HasPrefix(at(post, "attachments.data.0.unshimmed_url").(string), "https://gazette") {
				t.Errorf("shared link: %v", post)
			}
		case "album":
			if at(post, "attachments.data.0.subattachments.data.1.media.image.src") == nil {
				t.Errorf("album: %v", post)
			}
		case "video_inline":
			if at(post, "attachments.data.0.media.source") == nil || at(post, "full_picture") == nil {
				t.Errorf("video: %v", post)
			}
		}
		if message, _ := at(post, "message").(string); strings.Contains(message, "Marché Saint-Antoine") {
			seen["mention"] = true
			offset, length := int(at(post, "message_tags.0.offset").(float64)), int(at(post, "message_tags.0.length").(float64))
			if got := string([]rune(message)[offset : offset+length]); got != "Marché Saint-Antoine" {
				t.Errorf("the tag is at %q", got)
			}
		}
		if at(post, "reactions.summary.total_count") == nil || at(post, "is_published") != true || at(post, "icon") != nil {
			t.Errorf("%v", post)
		}
	}
	for _, kind := range []string{"", "photo", "album", "video_inline", "share", "mention"} {
		if !seen[kind] {
			t.Errorf("no %q among %v", kind, seen)
		}
	}
}

func TestFacebookFeedHasDrafts(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	drafts := func(edge string) (n int) {
		for _, post := range list(s.page(edge, "fields", "id,is_published").at("data")) {
			if at(post, "is_published") == false {
				n++
			}
		}
		return n
	}
	if drafts("/feed") == 0 || drafts("/published_posts") != 0 {
		t.Errorf("drafts: %d in feed, %d in published_posts", drafts("/feed"), drafts("/published_posts"))
	}
}

func TestFacebookPostByID(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	id := at(s.page("/posts").at("data"), "0.id").(string)
	read := func() answer {
		return s.get("/facebook/v26.0/" + id + query("fields", "id,message,updated_time", "access_token", "t"))
	}
	if a := read(); a.at("id") != id {
		t.Errorf("%d %s", a.status, a.body)
	}
	s.control(`{"facebook": {"edits": {"` + id + `": "corrigé"}}}`)
	if a := read(); a.at("message") != "corrigé" || a.at("updated_time") != "2026-11-24T10:00:00+0000" {
		t.Errorf("edited: %s", a.body)
	}
	s.control(`{"facebook": {"deleted": ["` + id + `"]}}`)
	if a := read(); a.at("error.code") != 100.0 || a.at("error.error_subcode") != 33.0 {
		t.Errorf("deleted: %d %s", a.status, a.body)
	}
	if slices.Contains(ids(list(s.page("/posts").at("data")), "id"), id) {
		t.Error("a deleted post is listed")
	}
}

func TestGraphUsage(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"facebook": {"limits": {"calls": 10}}}`)
	if a := s.page("/posts"); a.header.Get("X-App-Usage") != `{"call_count":10,"total_cputime":3,"total_time":5}` {
		t.Errorf("usage %s", a.header.Get("X-App-Usage"))
	}
	for range 9 {
		s.page("/posts")
	}
	if a := s.page("/posts"); a.status != http.StatusBadRequest || a.at("error.code") != 4.0 || a.header.Get("X-App-Usage") == "" {
		t.Errorf("the eleventh: %d %s", a.status, a.body)
	}
	s.pass(time.Hour)
	if a := s.page("/posts"); a.status != http.StatusOK {
		t.Errorf("an hour later: %d %s", a.status, a.body)
	}
}

func TestFacebookStates(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	all := ids(list(s.page("/posts").at("data")), "id")
	s.control(`{"facebook": {"states": {"` + all[0] + `": "hidden", "` + all[1] + `": "expired", "` + all[2] + `": "unpublished", "` + all[3] + `": "published"}}}`)
	tests := map[string]struct {
		edge   string
		ask    []string
		listed string // which of the four
	}{
		"nothing asked":   {"/posts", nil, "..23"},
		"hidden asked":    {"/posts", []string{"include_hidden", "true"}, "0.23"},
		"expired asked":   {"/posts", []string{"show_expired", "true"}, ".123"},
		"published alone": {"/published_posts", []string{"include_hidden", "true", "show_expired", "true"}, "01.3"},
	}
	for name, test := range tests {
		listed := ids(list(s.page(test.edge, test.ask...).at("data")), "id")
		got := ""
		for k := range 4 {
			got += map[bool]string{true: string(rune('0' + k)), false: "."}[slices.Contains(listed, all[k])]
		}
		if got != test.listed {
			t.Errorf("%s: listed are %s, want %s", name, got, test.listed)
		}
	}
	first := list(s.page("/posts", "fields", "is_hidden,is_published,is_expired", "include_hidden", "true", "show_expired", "true").at("data"))
	if at(first[0], "is_hidden") != true || at(first[1], "is_expired") != true || at(first[2], "is_published") != false {
		t.Errorf("%v", first[:3])
	}
}

func TestGraphGaps(t *testing.T) {
	t.Parallel()
	for _, style := range []string{"", "time"} {
		s := simulate(t)
		want := s.allPosts("100")
		s.control(`{"facebook": {"gaps": true, "paging": "` + style + `"}}`)
		first := s.page("/posts", "limit", "20")
		if gap := s.get(first.at("paging.next").(string)); len(list(gap.at("data"))) != 0 || gap.at("paging.next") == nil {
			t.Errorf("no gap: %.300s", gap.body)
		}
		if got := s.allPosts("20"); !slices.Equal(got, want) {
			t.Errorf("paging %q: with gaps there are %d posts, without %d", style, len(got), len(want))
		}
	}
}

func TestFacebookSinceAndUntil(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	from, to := start.Add(-48*time.Hour), start.Add(-24*time.Hour)
	posts := list(s.page("/posts", "limit", "100", "since", strconv.FormatInt(from.Unix(), 10), "until", strconv.FormatInt(to.Unix(), 10)).at("data"))
	for _, post := range posts {
		created, _ := time.Parse("2006-01-02T15:04:05-0700", at(post, "created_time").(string))
		if created.Before(from) || created.After(to) {
			t.Errorf("a post of %s", created)
		}
	}
	if len(posts) == 0 {
		t.Error("no posts of that day")
	}
}

func TestDeletedPagesAreGone(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"facebook": {"deleted": ["` + restaurantPage + `"]}, "google": {"deleted": ["` + restaurantPlace + `"]}}`)
	if a := s.page("/posts"); a.at("error.error_subcode") != 33.0 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := s.place(); a.status != http.StatusNotFound {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestGraphCountsPagesForThemselves(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	s.control(`{"facebook": {"limits": {"businessCalls": 2}}}`)
	if a := s.page("/posts"); !strings.Contains(a.header.Get("X-Business-Use-Case-Usage"), `"type":"pages"`) {
		t.Errorf("%v", a.header)
	}
	s.page("/posts")
	s.pass(23 * time.Hour)
	a := s.page("/posts")
	if a.at("error.code") != 80001.0 || !strings.Contains(a.header.Get("X-Business-Use-Case-Usage"), `"estimated_time_to_regain_access":60`) {
		t.Errorf("the third of the day: %s %v", a.body, a.header)
	}
	if other := s.get("/facebook/v26.0/104523998877002/posts" + query("access_token", "t")); other.status != http.StatusOK {
		t.Errorf("another page: %d", other.status)
	}
	s.pass(time.Hour)
	if a := s.page("/posts"); a.status != http.StatusOK {
		t.Errorf("a day later: %d", a.status)
	}
	if over := s.get("/control").at("facebook.calls.overLimit"); over != 1.0 {
		t.Errorf("%v calls over the limit", over)
	}
}
