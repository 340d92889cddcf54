package upstream

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// Settings is how one network behaves, as PUT /upstream/control sets it. Not
// every network has every setting.
type Settings struct {
	Faults []Fault `json:"faults"`
	Limits Limits  `json:"limits"`
	// Tokens, if there are any, are the only ones that are valid.
	Tokens []string `json:"tokens"`
	// Grants are what Instagram's and Facebook's tokens stand for, by token.
	Grants map[string]TokenGrant `json:"grants,omitempty"`
	// AppSecret makes Graph calls need an appsecret_proof made with it.
	AppSecret string `json:"appSecret,omitempty"`
	// Paging "time" makes Facebook page by time instead of by cursors.
	Paging string `json:"paging,omitempty"`
	// Gaps puts an empty page before each further page of a Facebook page or an
	// Instagram account: the vendor takes out what a caller may not see after it
	// has cut the pages.
	Gaps bool `json:"gaps,omitempty"`
	// BareHashtag makes Instagram's hashtag search answer {"id"} without a list.
	BareHashtag bool `json:"bareHashtag,omitempty"`
	// Spelling is the field names that X knows: "tweet", "post", or both ("").
	Spelling string `json:"spelling,omitempty"`
	// JobsRefused keeps X's app from compliance jobs.
	JobsRefused bool `json:"jobsRefused,omitempty"`
	// PictureHours is how long an Instagram or Facebook picture can be loaded.
	PictureHours float64 `json:"pictureHours,omitempty"`
	// Posts are, by query, all that it finds: "#tag" in lower case, a page id, a
	// place id, or an account id. A query that is not named finds generated posts.
	Posts map[string][]Explicit `json:"posts"`
	// Deleted are the ids of posts that are gone, or of pages, places, accounts.
	Deleted []string `json:"deleted"`
	// Edits are new texts, by post id; on X each edit gives the post a new id.
	Edits map[string]string `json:"edits"`
	// States of Facebook posts, by id: "unpublished", "hidden" or "expired", and
	// "published" to go back.
	States map[string]string `json:"states,omitempty"`
	// Withheld are the countries where X may not show a post, by its id.
	Withheld map[string][]string `json:"withheld,omitempty"`

	revisions map[string][]revision // what Edits were, by post id, the oldest first
	faultsSet int                   // how often Faults were set
}

// revision is a post's text after one of its edits.
type revision struct {
	at   time.Time
	text string
}

// Limits is how many calls a network takes.
type Limits struct {
	// Calls a token has in a window: an hour (Graph, rolling), 15 minutes (X, for
	// each endpoint) or a minute (Google).
	Calls int `json:"calls"`
	// BusinessCalls is how many calls Graph takes for one page or account in 24
	// hours, on top of Calls for pages and instead of them for own media.
	BusinessCalls int `json:"businessCalls,omitempty"`
	// Hashtags an Instagram account may ask for in 7 days.
	Hashtags int `json:"hashtags,omitempty"`
	// MonthlyPosts is how many posts X gives away in a month.
	MonthlyPosts int `json:"monthlyPosts,omitempty"`
	// DailyCalls is Google's quota until midnight Pacific.
	DailyCalls int `json:"dailyCalls,omitempty"`
}

// offer is what control can set of one network, and which faults it has.
type offer struct{ settings, limits, faults []string }

// offering is what all networks have, and what one has besides.
func offering(settings, limits, faults string) offer {
	return offer{
		settings: strings.Fields("faults limits tokens posts deleted edits " + settings),
		limits:   strings.Fields("calls " + limits),
		faults:   strings.Fields("throttled quota token permission gone server partial " + faults + " " + faultsOfAll),
	}
}

// with is the settings with a change: lists that it names are replaced, objects
// added to, and null empties both.
func (t *Settings) with(change []byte, o offer, now time.Time) (*Settings, error) {
	named, err := members("setting", change, o.settings)
	if err != nil {
		return nil, err
	}
	if _, err := members("limit", named["limits"], o.limits); err != nil {
		return nil, err
	}
	next := t.copied(named)
	in := json.NewDecoder(bytes.NewReader(change))
	in.DisallowUnknownFields()
	if err := in.Decode(next); err != nil {
		return nil, err
	}
	for _, posts := range next.Posts {
		date(posts, now)
	}
	next.revise(now.Truncate(time.Second))
	return next, next.check(o)
}

// members are those of a JSON object; an error if one of them is not known.
func members(what string, object []byte, known []string) (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	if object == nil {
		return all, nil
	}
	if err := json.Unmarshal(object, &all); err != nil {
		return nil, err
	}
	for name := range all {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("no %s %q; there are %s", what, name, strings.Join(known, ", "))
		}
	}
	return all, nil
}

// copied shares nothing that decoding writes to: calls under way read t.
func (t *Settings) copied(named map[string]json.RawMessage) *Settings {
	next := *t
	next.Posts, next.Edits, next.revisions = cloned(t.Posts), cloned(t.Edits), cloned(t.revisions)
	next.States, next.Withheld, next.Grants = cloned(t.States), cloned(t.Withheld), cloned(t.Grants)
	for name, list := range map[string]func(){
		"faults":  func() { next.Faults, next.faultsSet = nil, t.faultsSet+1 },
		"tokens":  func() { next.Tokens = nil },
		"deleted": func() { next.Deleted = nil },
	} {
		if named[name] != nil {
			list()
		}
	}
	return &next
}

func cloned[V any](m map[string]V) map[string]V {
	copied := map[string]V{}
	maps.Copy(copied, m)
	return copied
}

// revise notes the texts that are new among the edits, and forgets those that
// are gone.
func (t *Settings) revise(now time.Time) {
	maps.DeleteFunc(t.revisions, func(id string, _ []revision) bool { _, still := t.Edits[id]; return !still })
	for id, text := range t.Edits {
		before := t.revisions[id]
		if len(before) == 0 || before[len(before)-1].text != text {
			t.revisions[id] = append(slices.Clip(before), revision{now, text})
		}
	}
}

var country = regexp.MustCompile(`^[A-Z]{2}$`)

// check finds values that mean nothing.
func (t *Settings) check(o offer) error {
	for i, f := range t.Faults {
		if err := f.check(o.faults); err != nil {
			return fmt.Errorf("fault %d: %w", i+1, err)
		}
	}
	for key, posts := range t.Posts {
		for i, p := range posts {
			if err := p.check(); err != nil {
				return fmt.Errorf("post %d of %s: %w", i+1, key, err)
			}
		}
	}
	l := t.Limits
	if min(l.Calls, l.BusinessCalls, l.Hashtags, l.MonthlyPosts, l.DailyCalls) < 0 || t.PictureHours < 0 {
		return errors.New("limits and pictureHours are 0 or more")
	}
	return t.checkWords()
}

// checkWords finds words that are none of those that a setting knows.
func (t *Settings) checkWords() error {
	if err := oneOf("spelling", t.Spelling, "", "tweet", "post"); err != nil {
		return err
	}
	if err := oneOf("paging", t.Paging, "", "time"); err != nil {
		return err
	}
	for _, g := range t.Grants {
		if err := oneOf("type of a token", g.Type, "PAGE", "USER", "SYSTEM_USER", "INSTAGRAM"); err != nil {
			return err
		}
	}
	for _, state := range t.States {
		if err := oneOf("state", state, "published", "unpublished", "hidden", "expired"); err != nil {
			return err
		}
	}
	for id, countries := range t.Withheld {
		if slices.ContainsFunc(countries, func(c string) bool { return !country.MatchString(c) }) {
			return fmt.Errorf("withheld %s: countries are two capital letters", id)
		}
	}
	return nil
}

func oneOf(what, value string, known ...string) error {
	if !slices.Contains(known, value) {
		return fmt.Errorf("no %s %q; there are %q", what, value, known)
	}
	return nil
}

// isDeleted tells of an id whether what it names is gone.
func (t *Settings) isDeleted(id string) bool {
	return slices.ContainsFunc(t.Deleted, func(name string) bool { return names(name, id) })
}

// edited is a post as its edits left it, which name it by any of its ids; the
// vendor says what an edit does besides.
func (t *Settings) edited(p world.Post, v vendor) world.Post {
	ids := append(slices.Clone(p.Replaces), p.ID)
	for name, revisions := range t.revisions {
		if !slices.ContainsFunc(ids, func(id string) bool { return names(name, id) }) {
			continue
		}
		for _, r := range revisions {
			p.Text = r.text
			p = v.revise(p, r.at)
		}
	}
	return p
}

// names tells whether a name is a post's id, alone or in the vendor's longer
// form: {page}_{post}, places/{place}/reviews/{review}.
func names(name, id string) bool {
	return name == id || strings.HasSuffix(name, "_"+id) || strings.HasSuffix(name, "/"+id)
}
