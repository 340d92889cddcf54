package feedsync_test

import (
	"fmt"
	"net/url"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// reach is how far back a feed reads for sure after any outage of the storm: of
// Instagram's hashtags the newest 50 posts.
const reach = 5 * time.Hour

// wantComplete reads the networks to their ends, without the clients: all that
// they have is on the wall, unless it may not be shown.
func (s *storm) wantComplete() {
	s.Helper()
	week := s.now.AddDate(0, 0, -7) // less than the 100 posts that are read of a page
	lists := map[string]struct {
		network wall.Network
		path    string
		since   time.Time
	}{
		"page":        {wall.Facebook, s.pagePath("104523998877001"), week},
		"other page":  {wall.Facebook, s.pagePath("104523998877002"), week},
		"search":      {wall.Twitter, s.searchPath("#techconf OR #techconf2026"), s.dawn},
		"own search":  {wall.Twitter, s.searchPath("#rush"), s.dawn},
		"hashtag":     {wall.Instagram, s.hashtagPath("bongout"), s.now.Add(-reach)},
		"own hashtag": {wall.Instagram, s.hashtagPath("lookdujour"), s.now.Add(-reach)},
		"own media":   {wall.Instagram, "/instagram/v26.0/17841400000000013/media?fields=id,timestamp&limit=100&access_token=look", s.now.Add(-reach)},
	}
	shown := s.wallNow()
	for name, list := range lists {
		compared := 0
		for _, post := range s.pages(list.path) {
			id, ok := post.readable(list.network)
			if !ok || post.at().Before(list.since) {
				continue
			}
			compared++
			_, there := shown[wall.PostID(list.network, id)]
			if may := post.withdrawn() == ""; may != there {
				s.Errorf("%s: %s of %s is on the wall: %t; may be: %t %s", name, id, post.at(), there, may, post.withdrawn())
			}
		}
		if compared < 3 {
			s.Errorf("%s: only %d posts compared", name, compared)
		}
	}
}

func (s *storm) pagePath(page string) string {
	return "/facebook/v26.0/" + page + "/posts?fields=id,created_time,is_published,is_hidden,is_expired&include_hidden=true&show_expired=true&access_token=look"
}

func (s *storm) searchPath(query string) string {
	return "/twitter/2/tweets/search/recent?post.fields=created_at,withheld&max_results=100&query=" + url.QueryEscape(query)
}

func (s *storm) hashtagPath(tag string) string {
	s.Helper()
	const user = "user_id=17841400000000077&access_token=look"
	found := s.look(s.ahead, "/instagram/v26.0/ig_hashtag_search?"+user+"&q="+tag, "")
	return fmt.Sprintf("/instagram/v26.0/%s/recent_media?%s&fields=id,timestamp&limit=50", found.Data[0].ID, user)
}

// pages reads a listing to its end.
func (s *storm) pages(path string) []answeredPost {
	s.Helper()
	var all []answeredPost
	for next := path; next != ""; {
		answer := s.look(s.server, next, "Bearer look")
		all = append(all, answer.Data...)
		next = answer.Paging.Next
		if token := answer.Meta.NextToken; token != "" {
			next = path + "&next_token=" + token
		}
	}
	return all
}

func (p answeredPost) at() time.Time {
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
		if at, err := time.Parse(layout, p.Timestamp+p.CreatedTime+p.CreatedAt); err == nil {
			return at
		}
	}
	return time.Time{}
}
