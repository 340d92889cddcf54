package blackbox_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// networks is a server that answers as the four networks do, in their own JSON.
type networks struct {
	*httptest.Server

	mu      sync.Mutex
	posts   map[string][]published
	failing map[string]bool
	asked   map[string]int
	gate    chan struct{} // while it is open, nobody gets an answer
}

type published struct {
	id   int
	text string
	at   time.Time
}

func newNetworks(t *testing.T) *networks {
	t.Helper()
	n := &networks{posts: map[string][]published{}, failing: map[string]bool{}, asked: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /instagram/{version}/ig_hashtag_search", n.answer("instagram", hashtagID))
	mux.HandleFunc("GET /instagram/{version}/{hashtag}/recent_media", n.answer("instagram", n.media))
	mux.HandleFunc("GET /facebook/{version}/{page}", n.answer("facebook", page))
	mux.HandleFunc("GET /facebook/{version}/{page}/{edge}", n.answer("facebook", n.pagePosts))
	mux.HandleFunc("GET /twitter/2/tweets/search/recent", n.answer("twitter", n.tweets))
	mux.HandleFunc("GET /google/v1/places/{place}", n.answer("google", n.place))
	mux.HandleFunc("GET /picture.jpg", picture)
	n.Server = httptest.NewServer(mux)
	t.Cleanup(n.Close)
	return n
}

// settings point a platform at the networks.
func (n *networks) settings() map[string]string {
	return map[string]string{
		"INSTAGRAM_BASE_URL": n.URL + "/instagram", "FACEBOOK_BASE_URL": n.URL + "/facebook",
		"TWITTER_BASE_URL": n.URL + "/twitter", "GOOGLE_PLACES_BASE_URL": n.URL + "/google",
	}
}

// publish adds a post that is newer than all others of its network.
func (n *networks) publish(network string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	id := len(n.posts[network]) + 1
	p := published{id, fmt.Sprintf("%s says %d", network, id), time.Now().Add(time.Duration(id) * time.Second).Add(-time.Hour)}
	n.posts[network] = append([]published{p}, n.posts[network]...)
	return p.text
}

// fail makes a network refuse every token, or accept them again.
func (n *networks) fail(network string, failing bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.failing[network] = failing
}

// hold makes every request wait until release.
func (n *networks) hold() (release func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	gate := make(chan struct{})
	n.gate = gate
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.gate = nil
		close(gate)
	}
}

// calls is how often a network was asked.
func (n *networks) calls(network string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.asked[network]
}

func (n *networks) answer(network string, body func(*http.Request, []published) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		n.asked[network]++
		failing, posts, gate := n.failing[network], n.posts[network], n.gate
		n.mu.Unlock()
		if gate != nil {
			select {
			case <-gate:
			case <-r.Context().Done():
				return
			}
		}
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		if failing {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprint(w, `{"error":{"message":"Error validating access token: The session has expired.","type":"OAuthException","code":190,"error_subcode":463,"fbtrace_id":"A1"}}`)
			return
		}
		_ = json.NewEncoder(w).Encode(body(r, posts))
	}
}

type object = map[string]any

const graphTime = "2006-01-02T15:04:05-0700"

func hashtagID(*http.Request, []published) any {
	return object{"data": []object{{"id": "17841500000000001"}}}
}

func (n *networks) media(_ *http.Request, posts []published) any {
	data := []object{}
	for _, p := range posts {
		data = append(data, object{
			"id": fmt.Sprintf("1790000000000%04d", p.id), "caption": p.text, "media_type": "IMAGE",
			"media_url": n.URL + "/picture.jpg", "permalink": fmt.Sprintf("https://www.instagram.com/p/C%d/", p.id),
			"timestamp": p.at.UTC().Format(graphTime), "like_count": 3, "comments_count": 0,
		})
	}
	return object{"data": data}
}

// picture is that of every post.
func picture(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/jpeg")
	_ = jpeg.Encode(w, image.NewGray(image.Rect(0, 0, 320, 240)), nil)
}

func page(r *http.Request, _ []published) any {
	return object{"id": r.PathValue("page"), "name": "The Page"}
}

func (n *networks) pagePosts(r *http.Request, posts []published) any {
	id, data := r.PathValue("page"), []object{}
	for _, p := range posts {
		data = append(data, object{
			"id": fmt.Sprintf("%s_%d", id, p.id), "message": p.text, "created_time": p.at.UTC().Format(graphTime),
			"permalink_url": fmt.Sprintf("https://www.facebook.com/%s/posts/%d", id, p.id), "is_published": true,
			"from": object{"id": id, "name": "The Page"}, "status_type": "mobile_status_update",
		})
	}
	return object{"data": data, "paging": object{"cursors": object{"before": "b", "after": "a"}}}
}

// tweets answers what is newer than since_id, as X does.
func (n *networks) tweets(r *http.Request, posts []published) any {
	since, _ := strconv.Atoi(r.URL.Query().Get("since_id"))
	const first = 1860000000000000000
	data := []object{}
	for _, p := range posts {
		if first+p.id > since {
			data = append(data, object{
				"id": strconv.Itoa(first + p.id), "text": p.text, "author_id": "42",
				"created_at": p.at.UTC().Format("2006-01-02T15:04:05.000Z"), "edit_history_tweet_ids": []string{strconv.Itoa(first + p.id)},
			})
		}
	}
	if len(data) == 0 {
		return object{"meta": object{"result_count": 0}}
	}
	return object{
		"data":     data,
		"includes": object{"users": []object{{"id": "42", "name": "Ana", "username": "ana"}}},
		"meta":     object{"newest_id": data[0]["id"], "oldest_id": data[len(data)-1]["id"], "result_count": len(data)},
	}
}

func (n *networks) place(r *http.Request, posts []published) any {
	id, reviews := r.PathValue("place"), []object{}
	for _, p := range posts {
		text := object{"text": p.text, "languageCode": "en"}
		reviews = append(reviews, object{
			"name": fmt.Sprintf("places/%s/reviews/R%d", id, p.id), "rating": 5, "text": text, "originalText": text,
			"publishTime":       p.at.UTC().Format(time.RFC3339Nano),
			"authorAttribution": object{"displayName": "Bo", "uri": "https://www.google.com/maps/contrib/1", "photoUri": n.URL + "/bo.jpg"},
		})
	}
	return object{
		"id": id, "displayName": object{"text": "The Place", "languageCode": "en"}, "rating": 4.5, "userRatingCount": 12,
		"googleMapsUri": "https://maps.google.com/?cid=1", "reviews": reviews,
	}
}

// all are the networks of the server.
func all() []string { return strings.Fields("instagram facebook twitter google") }
