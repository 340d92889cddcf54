package feedsync_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// listings are what the networks have listed, read from the answers that came
// whole, by other code than the clients'.
type listings struct {
	now   func() time.Time
	mu    sync.Mutex
	posts map[string]sighting
}

// sighting is how a post was last listed.
type sighting struct {
	at        time.Time
	text      string    // empty: not compared
	withdrawn string    // why it may not be shown
	until     time.Time // zero for no end
	denied    bool      // the network has said since that there is no such post
}

func (s sighting) mayShow(now time.Time) bool {
	return !s.at.IsZero() && s.withdrawn == "" && (s.until.IsZero() || now.Before(s.until))
}

func (s sighting) why(now time.Time) string {
	switch {
	case s.at.IsZero():
		return "it was never listed"
	case s.withdrawn != "":
		return "it is " + s.withdrawn
	case !s.mayShow(now):
		return fmt.Sprintf("it had to go at %s", s.until)
	}
	return "it may be shown"
}

func (l *listings) has(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.posts[id]
	return ok
}

// answered is as much of any network's answer as is needed.
type answered struct {
	Data    []answeredPost
	Reviews []struct {
		Name         any
		OriginalText struct{ Text string }
	}
	Paging struct{ Next string }
	Meta   struct {
		NextToken string `json:"next_token"`
	}
}

type answeredPost struct {
	ID           any
	Timestamp    string          `json:"timestamp"`    // Instagram's
	CreatedTime  string          `json:"created_time"` // Facebook's
	CreatedAt    string          `json:"created_at"`   // X's
	Caption      string          `json:"caption"`
	Message      string          `json:"message"`
	Published    *bool           `json:"is_published"`
	Hidden       bool            `json:"is_hidden"`
	Expired      bool            `json:"is_expired"`
	Withheld     json.RawMessage `json:"withheld"`
	EditsOfTweet []string        `json:"edit_history_tweet_ids"`
	EditsOfPost  []string        `json:"edit_history_post_ids"`
}

// noteOne reads what a network says of one post that was asked for by id, and the
// list of those that must go: posts that it denies may leave the wall.
func (l *listings) noteOne(n wall.Network, path string, status int, body []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	deny := func(id string) {
		if seen, known := l.posts[wall.PostID(n, id)]; known {
			seen.denied = true
			l.posts[wall.PostID(n, id)] = seen
		}
	}
	var p answeredPost
	var failed struct {
		Error struct {
			Subcode int `json:"error_subcode"`
		}
		Errors []struct {
			Parameter string
			Resource  string `json:"resource_id"`
		}
	}
	if json.Unmarshal(body, &p) == nil && status == http.StatusOK {
		if id, ok := p.readable(n); ok && n != wall.Twitter {
			l.posts[wall.PostID(n, id)] = sighting{at: l.now(), text: p.Caption + p.Message, withdrawn: p.withdrawn()}
		}
	}
	if json.Unmarshal(body, &failed) == nil && failed.Error.Subcode == 33 {
		deny(path[strings.LastIndex(path, "/")+1:])
	}
	for _, e := range failed.Errors {
		if e.Parameter == "ids" {
			deny(e.Resource)
		}
	}
	for line := range bytes.Lines(body) {
		var event struct{ ID, Action string }
		if json.Unmarshal(line, &event) == nil && event.Action == "delete" {
			deny(event.ID)
		}
	}
}

// readable posts of Graph have a time.
func (p answeredPost) readable(n wall.Network) (id string, ok bool) {
	id, ok = p.ID.(string)
	return id, ok && (n == wall.Twitter || p.Timestamp+p.CreatedTime != "")
}

// withdrawn is why a post may not be shown.
func (p answeredPost) withdrawn() string {
	switch {
	case p.Published != nil && !*p.Published:
		return "not published"
	case p.Hidden:
		return "hidden"
	case p.Expired:
		return "expired"
	case p.Withheld != nil:
		return "withheld"
	}
	return ""
}

// note reads an answer.
func (l *listings) note(n wall.Network, body []byte) {
	var answer answered
	if json.Unmarshal(body, &answer) != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for _, p := range answer.Data {
		id, ok := p.readable(n)
		if !ok {
			continue
		}
		for _, old := range append(p.EditsOfTweet, p.EditsOfPost...) {
			l.posts[wall.PostID(n, old)] = sighting{at: now, withdrawn: "an old version of " + id}
		}
		l.posts[wall.PostID(n, id)] = sighting{at: now, text: p.Caption + p.Message, withdrawn: p.withdrawn()}
	}
	for _, r := range answer.Reviews {
		if name, ok := r.Name.(string); ok {
			id := name[strings.LastIndex(name, "/")+1:]
			l.posts[wall.PostID(n, id)] = sighting{at: now, text: r.OriginalText.Text, until: now.Add(48 * time.Hour)}
		}
	}
}

// recorder notes each answer that was read to its end.
type recorder struct {
	http.RoundTripper
	listed *listings
}

// RoundTrip makes the call.
func (r recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.RoundTripper.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	_, path, _ := strings.Cut(request.URL.Path, "/upstream/")
	name, _, _ := strings.Cut(path, "/")
	whole := func(body []byte) {
		if response.StatusCode == http.StatusOK {
			r.listed.note(wall.Network(name), body)
		}
		r.listed.noteOne(wall.Network(name), request.URL.Path, response.StatusCode, body)
	}
	response.Body = &recordedBody{ReadCloser: response.Body, whole: whole}
	return response, nil
}

type recordedBody struct {
	io.ReadCloser
	read  bytes.Buffer
	whole func([]byte)
}

// Read passes on what is read.
func (b *recordedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read.Write(p[:n])
	if errors.Is(err, io.EOF) && b.whole != nil {
		b.whole(b.read.Bytes())
		b.whole = nil
	}
	return n, err
}
