package wall

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Query is what a feed asks its network for. Each network uses its own fields:
// Instagram Hashtags or Account, Twitter Hashtags, Facebook PageID, Google PlaceID.
type Query struct {
	Hashtags []string
	Account  bool
	PageID   string
	PlaceID  string
}

const (
	maxHashtags      = 10
	maxHashtagLength = 100
)

// ParseQuery reads a feed's query as a person gave it and returns its one
// canonical form; the error names the field that is wrong.
func ParseQuery(n Network, q Query) (Query, error) {
	if err := onlyOwnFields(n, q); err != nil {
		return Query{}, err
	}
	switch n {
	case Instagram:
		if q.Account {
			return Query{Account: true}, nil
		}
		return parseHashtags(q.Hashtags)
	case Twitter:
		return parseHashtags(q.Hashtags)
	case Facebook:
		return parsePageID(q.PageID)
	case Google:
		return parsePlaceID(q.PlaceID)
	}
	return Query{}, InvalidField("/network", "network-without-feeds", `"{network}" has no feeds`, n)
}

// onlyOwnFields refuses fields that the network does not use, because a query
// that silently ignores a part is not the one that was asked for.
func onlyOwnFields(n Network, q Query) error {
	hashtags := n == Instagram && !q.Account || n == Twitter
	switch {
	case len(q.Hashtags) > 0 && !hashtags:
		return InvalidField("/query/hashtags", "takes-no-hashtags", "{network} feeds of this kind take no hashtags", n.Title())
	case q.Account && n != Instagram:
		return InvalidField("/query/account", "takes-no-account", "only Instagram feeds show an account's own media")
	case q.PageID != "" && n != Facebook:
		return InvalidField("/query/pageId", "takes-no-page", "only Facebook feeds take a page id")
	case q.PlaceID != "" && n != Google:
		return InvalidField("/query/placeId", "takes-no-place", "only Google feeds take a place id")
	}
	return nil
}

func parseHashtags(list []string) (Query, error) {
	if len(list) == 0 {
		return Query{}, InvalidField("/query/hashtags", "hashtags-needed", "at least one hashtag is needed")
	}
	if len(list) > maxHashtags {
		return Query{}, InvalidField("/query/hashtags", "too-many-hashtags", "at most {most} hashtags fit one feed", maxHashtags)
	}
	var tags []string
	for i, s := range list {
		tag, err := ParseHashtag(s)
		if err != nil {
			return Query{}, invalidAt("/query/hashtags/"+itoa(i), err)
		}
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return Query{Hashtags: tags}, nil
}

// ParseHashtag returns the canonical form of a hashtag: no sign, NFKC (so that
// full-width and decomposed letters meet their plain forms), lower case.
func ParseHashtag(s string) (string, error) {
	tag := strings.TrimPrefix(norm.NFKC.String(strings.TrimSpace(s)), "#")
	tag = norm.NFC.String(strings.ToLower(tag))
	switch {
	case tag == "":
		return "", InvalidField("/hashtag", "hashtag-empty", "the hashtag is empty")
	case !utf8.ValidString(tag) || strings.ContainsFunc(tag, notInHashtag):
		return "", InvalidField("/hashtag", "not-a-hashtag", `"{hashtag}" is not a hashtag: letters, digits and underscores only, no spaces or emoji`, s)
	case !strings.ContainsFunc(tag, unicode.IsLetter):
		return "", InvalidField("/hashtag", "hashtag-without-letter", `"{hashtag}" is not a hashtag: the networks want at least one letter`, s)
	case utf8.RuneCountInString(tag) > maxHashtagLength:
		return "", InvalidField("/hashtag", "hashtag-too-long", "the hashtag is longer than {most} characters", maxHashtagLength)
	}
	return tag, nil
}

func notInHashtag(r rune) bool {
	return r == utf8.RuneError || r != '_' && !unicode.In(r, unicode.L, unicode.M, unicode.Nd)
}

// parsePageID accepts a page's numeric id, its name, or its address.
func parsePageID(s string) (Query, error) {
	id := strings.TrimSpace(s)
	if u, err := url.Parse(id); err == nil && isFacebook(u.Hostname()) {
		id = strings.Split(strings.Trim(u.Path, "/"), "/")[0]
		if id == "profile.php" {
			id = u.Query().Get("id")
		}
	}
	whoAsks := strings.EqualFold(id, "me") // for the Graph API the token's own account
	if !consistsOf(id, 2, 80, "._-") || strings.ContainsRune("._-", rune(id[0])) || whoAsks {
		return Query{}, InvalidField("/query/pageId", "not-a-page", `"{page}" is not a Facebook page: give its id, its name or its address`, s)
	}
	return Query{PageID: id}, nil
}

func isFacebook(host string) bool {
	return host == "facebook.com" || strings.HasSuffix(host, ".facebook.com")
}

func parsePlaceID(s string) (Query, error) {
	id := strings.TrimPrefix(strings.TrimSpace(s), "places/")
	if !consistsOf(id, 5, 255, "_-") {
		return Query{}, InvalidField("/query/placeId", "not-a-place", `"{place}" is not a Google place id: it looks like ChIJN1t_tDeuEmsRUsoyG83frY4`, s)
	}
	return Query{PlaceID: id}, nil
}

// consistsOf reports whether s is ASCII letters, digits and the others given,
// within a length. (Compiling a regular expression would cost every function a
// good part of its cold start.)
func consistsOf(s string, shortest, longest int, others string) bool {
	if len(s) < shortest || len(s) > longest {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		return !letter && (r < '0' || r > '9') && !strings.ContainsRune(others, r)
	})
}

// String is the query as people read it, and the same for equal queries.
func (q Query) String() string {
	switch {
	case q.Account:
		return "own account"
	case q.PageID != "":
		return "page " + q.PageID
	case q.PlaceID != "":
		return "place " + q.PlaceID
	}
	return "#" + strings.Join(q.Hashtags, " #")
}

func itoa(i int) string { return strconv.Itoa(i) }
