package upstream_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream"
)

// start is the moment that tests begin at.
var start = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// simulation is a running simulator with a clock of its own.
type simulation struct {
	*httptest.Server
	t   *testing.T
	mu  sync.Mutex
	now time.Time
}

func simulate(t *testing.T) *simulation {
	t.Helper()
	s := &simulation{t: t, now: start}
	s.Server = httptest.NewServer(upstream.New(upstream.Config{Now: s.clock, Seed: 1}))
	t.Cleanup(s.Close)
	return s
}

func (s *simulation) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *simulation) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// answer is what came back from a call.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// get calls an address below /upstream, or a whole one; headers come in pairs.
func (s *simulation) get(address string, headers ...string) answer {
	s.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = s.URL + "/upstream" + address
	}
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for k := 0; k < len(headers); k += 2 {
		request.Header.Set(headers[k], headers[k+1])
	}
	return s.do(request)
}

func (s *simulation) do(request *http.Request) answer {
	s.t.Helper()
	response, err := s.Client().Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{s.t, response.StatusCode, response.Header, body}
}

// control changes how the networks behave.
func (s *simulation) control(body string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPut, s.URL+"/upstream/control", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if a := s.do(request); a.status != http.StatusOK {
		s.t.Fatalf("control: %d %s", a.status, a.body)
	}
}

func (a answer) json() map[string]any {
	a.t.Helper()
	var v map[string]any
	if err := json.Unmarshal(a.body, &v); err != nil {
		a.t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	return v
}

// at follows a path of names and positions into the answer: "data.0.id".
func (a answer) at(path string) any { return at(a.json(), path) }

func at(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch here := v.(type) {
		case map[string]any:
			v = here[name]
		case []any:
			k := int(name[0] - '0')
			if k >= len(here) {
				return nil
			}
			v = here[k]
		default:
			return nil
		}
	}
	return v
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func ids(list []any, name string) []string {
	var all []string
	for _, element := range list {
		id, _ := element.(map[string]any)[name].(string)
		all = append(all, id)
	}
	return all
}

func query(pairs ...string) string {
	values := url.Values{}
	for k := 0; k < len(pairs); k += 2 {
		values.Set(pairs[k], pairs[k+1])
	}
	return "?" + values.Encode()
}

const (
	hashtagFields = "id,caption,media_type,media_url,permalink,timestamp,like_count,comments_count,children{id,media_type,media_url,permalink}"
	postFields    = "id,message,created_time,updated_time,permalink_url,full_picture,from,status_type,is_published,is_hidden,is_expired,message_tags," +
		"attachments{media_type,type,title,description,url,unshimmed_url,target,media,subattachments{media,media_type,target,url}}," +
		"shares,reactions.summary(true).limit(0),comments.summary(true).limit(0)"
	restaurantPage  = "104523998877001"
	restaurantPlace = "ChIJb0nG0ut_Ly0nR6900xQ1u5E"
)

// hashtag is the id of a hashtag.
func (s *simulation) hashtag(tag string) string {
	s.t.Helper()
	id, _ := s.get("/instagram/v26.0/ig_hashtag_search" + query("user_id", "17841400000000099", "q", tag, "access_token", "t")).at("data.0.id").(string)
	if id == "" {
		s.t.Fatalf("no id for #%s", tag)
	}
	return id
}

// hashtagMedia lists all pages of a hashtag's recent media.
func (s *simulation) hashtagMedia(tag string) []any {
	s.t.Helper()
	next := "/instagram/v26.0/" + s.hashtag(tag) + "/recent_media" + query("user_id", "17841400000000099", "fields", hashtagFields, "limit", "10", "access_token", "t")
	return s.all(next)
}

// all follows paging.next to the end.
func (s *simulation) all(next string) []any {
	s.t.Helper()
	var found []any
	for next != "" {
		page := s.get(next)
		if page.status != http.StatusOK {
			s.t.Fatalf("%d %s", page.status, page.body)
		}
		found = append(found, list(page.at("data"))...)
		next, _ = page.at("paging.next").(string)
	}
	return found
}

func (s *simulation) tweets(pairs ...string) answer {
	s.t.Helper()
	return s.get("/twitter/2/tweets/search/recent"+query(pairs...), "Authorization", "Bearer t")
}

func (s *simulation) place(pairs ...string) answer {
	s.t.Helper()
	return s.get("/google/v1/places/"+restaurantPlace+query(pairs...), "X-Goog-Api-Key", "k",
		"X-Goog-FieldMask", "id,displayName,rating,userRatingCount,googleMapsUri,reviews")
}

func TestEveryNetworkHasPosts(t *testing.T) {
	t.Parallel()
	s := simulate(t)
	tests := map[string]struct {
		count int
		least int
	}{
		"instagram": {len(s.hashtagMedia("bongout")), 40},
		"facebook":  {len(s.all("/facebook/v26.0/" + restaurantPage + "/posts" + query("access_token", "t", "fields", postFields))), 40},
		"twitter":   {len(list(s.tweets("query", "#TechConf -is:retweet", "max_results", "100").at("data"))), 100},
		"google":    {len(list(s.place().at("reviews"))), 5},
	}
	for name, test := range tests {
		if test.count < test.least {
			t.Errorf("%s: %d posts, want %d at least", name, test.count, test.least)
		}
	}
}
