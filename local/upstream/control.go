package upstream

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// Settings is how one network behaves, as PUT /upstream/control sets it.
type Settings struct {
	Faults []Fault `json:"faults"`
	Limits Limits  `json:"limits"`
	// Tokens, if there are any, are the only ones that are valid.
	Tokens []string `json:"tokens"`
	// AppSecret makes Graph calls need an appsecret_proof made with it.
	AppSecret string `json:"appSecret"`
	// Paging "time" makes Facebook page by time instead of by cursors.
	Paging string `json:"paging"`
	// BareHashtag makes Instagram's hashtag search answer {"id"} without a list.
	BareHashtag bool `json:"bareHashtag"`
	// Spelling is the field names that X knows: "tweet", "post", or both ("").
	Spelling string `json:"spelling"`
	// PictureHours is how long an Instagram or Facebook picture can be loaded.
	PictureHours float64 `json:"pictureHours"`
	// Posts are, by query, all that it finds: "#tag" in lower case, a page id, a
	// place id, or an account id. A query that is not named finds generated posts.
	Posts map[string][]Explicit `json:"posts"`
	// Deleted are the ids of posts that are gone.
	Deleted []string `json:"deleted"`
	// Edits are new texts, by post id; on X an edited post gets a new id.
	Edits map[string]string `json:"edits"`

	editedAt time.Time
}

// Limits is how many calls a network takes.
type Limits struct {
	// Calls a token has in a window: an hour (Graph, rolling), 15 minutes (X) or a
	// minute (Google).
	Calls int `json:"calls"`
	// Hashtags an Instagram account may ask for in 7 days.
	Hashtags int `json:"hashtags,omitempty"`
	// MonthlyPosts is how many posts X gives away in a month.
	MonthlyPosts int `json:"monthlyPosts,omitempty"`
	// DailyCalls is Google's quota until midnight Pacific.
	DailyCalls int `json:"dailyCalls,omitempty"`
}

// Explicit is a post that a test puts into a network.
type Explicit struct {
	ID     string        `json:"id"` // made up if empty
	Text   string        `json:"text"`
	At     time.Time     `json:"at"` // by default a minute before the one listed above it
	Author *world.Person `json:"author"`
	Lang   string        `json:"lang"`
	Media  []world.Media `json:"media"`
	Link   *world.Link   `json:"link"`
	Rating int           `json:"rating"`
	Likes  int           `json:"likes"`
	// Raw is laid over the network's JSON of the post; null takes a member out.
	Raw map[string]any `json:"raw"`
}

// Calls counts what a network was asked.
type Calls struct {
	Calls   int            `json:"calls"`
	Refused int            `json:"refused"`
	Paths   map[string]int `json:"paths"`

	faulted map[int]int // by position in Settings.Faults
}

func (n *Calls) count(path string, refused bool) {
	n.Calls++
	n.Paths[path]++
	if refused {
		n.Refused++
	}
}

func (s *Server) showControl(w http.ResponseWriter, _ *http.Request) {
	type shown struct {
		Settings
		Calls Calls `json:"calls"`
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	state := map[string]shown{}
	for name, n := range s.networks {
		state[name] = shown{Settings: *n.settings, Calls: n.calls}
	}
	writeJSON(w, http.StatusOK, state)
}

func (s *Server) deleteControl(w http.ResponseWriter, _ *http.Request) {
	s.reset()
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) putControl(w http.ResponseWriter, r *http.Request) {
	var changes map[string]json.RawMessage
	err := json.NewDecoder(r.Body).Decode(&changes)
	if err == nil {
		err = s.change(changes)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.showControl(w, r)
}

// change changes all the networks that are named, or none.
func (s *Server) change(changes map[string]json.RawMessage) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := map[string]*Settings{}
	for name, change := range changes {
		n, ok := s.networks[name]
		if !ok {
			return fmt.Errorf("no network %q", name)
		}
		settings, err := n.settings.with(change, s.config.Now().UTC())
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		next[name] = settings
	}
	for name, settings := range next {
		n := s.networks[name]
		n.settings, n.calls.faulted = settings, nil
	}
	return nil
}

// with is the settings with a change: members that it names are replaced (lists)
// or added to (posts, edits); null empties them.
func (t *Settings) with(change []byte, now time.Time) (*Settings, error) {
	next := *t
	next.Posts, next.Edits = clone(t.Posts), clone(t.Edits)
	in := json.NewDecoder(strings.NewReader(string(change)))
	in.DisallowUnknownFields()
	if err := in.Decode(&next); err != nil {
		return nil, err
	}
	for _, f := range next.Faults {
		if !slices.Contains(faultKinds, f.Kind) {
			return nil, fmt.Errorf("no fault %q; there are %s", f.Kind, strings.Join(faultKinds, ", "))
		}
	}
	if !slices.Contains([]string{"", "tweet", "post"}, next.Spelling) {
		return nil, errors.New(`spelling is "tweet", "post" or ""`)
	}
	for _, posts := range next.Posts {
		date(posts, now)
	}
	next.editedAt = now.Truncate(time.Second)
	return &next, nil
}

func clone[V any](m map[string]V) map[string]V {
	copied := map[string]V{}
	for key, value := range m {
		copied[key] = value
	}
	return copied
}

// date gives a time to the posts that have none.
func date(posts []Explicit, now time.Time) {
	last := now.Truncate(time.Second)
	for i := range posts {
		if posts[i].At.IsZero() {
			posts[i].At = last.Add(-time.Minute)
		}
		last = posts[i].At
	}
}

// listed is the explicit posts of (from, until], newest first.
func listed(explicit []Explicit, from, until time.Time) []world.Post {
	var posts []world.Post
	for _, e := range explicit {
		if e.At.After(from) && !e.At.After(until) {
			posts = append(posts, e.post())
		}
	}
	sort.SliceStable(posts, func(i, j int) bool { return posts[i].At.After(posts[j].At) })
	return posts
}

func (e Explicit) post() world.Post {
	p := world.Post{
		ID: e.ID, Key: hash(e.ID, e.Text, e.At.String()), At: e.At.UTC(), Text: e.Text, Lang: e.Lang,
		Media: e.Media, Link: e.Link, Rating: e.Rating, Likes: e.Likes, Raw: e.Raw,
		Author: world.Person{ID: "2201000000000000099", Name: "Alix Martin-Dubreuil", Username: "alix_md"},
	}
	if e.Author != nil {
		p.Author = *e.Author
	}
	if p.Lang == "" {
		p.Lang = "fr"
	}
	return p
}

func (t *Settings) isDeleted(id string) bool {
	return slices.ContainsFunc(t.Deleted, func(name string) bool { return names(name, id) })
}

func (t *Settings) edited(p world.Post) world.Post {
	for name, text := range t.Edits {
		if names(name, p.ID) {
			p.Text, p.Edited = text, t.editedAt
		}
	}
	return p
}

// names tells whether a name is a post's id, alone or in the vendor's longer
// form: {page}_{post}, places/{place}/reviews/{review}.
func names(name, id string) bool {
	return name == id || strings.HasSuffix(name, "_"+id) || strings.HasSuffix(name, "/"+id)
}
