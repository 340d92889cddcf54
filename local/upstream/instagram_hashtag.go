package upstream

import (
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// search finds a hashtag's id.
func (i *instagram) search(w http.ResponseWriter, c *call) {
	tag := strings.ToLower(c.query["q"])
	switch {
	case !numeric(c.query["user_id"]):
		graphParameter(w, "The parameter user_id is required")
	case tag == "":
		graphParameter(w, "The parameter q is required")
	case !isHashtag(tag):
		noHashtag(w)
	case !i.spend(c, tag):
		overHashtags(w, c)
	case c.BareHashtag:
		writeJSON(w, http.StatusOK, map[string]any{"id": hashtagID(tag)})
	default:
		writeJSON(w, http.StatusOK, map[string]any{"data": []map[string]any{{"id": hashtagID(tag)}}})
	}
}

// noHashtag is also what is said of hashtags that the vendor finds offensive.
func noHashtag(w http.ResponseWriter) {
	graphError(w, graphFailure{
		Code: 24, Subcode: 2207024, Message: "Invalid parameter", Title: "No Hashtag Exists",
		UserText: "The hashtag you are looking for does not exist.",
	})
}

func overHashtags(w http.ResponseWriter, c *call) {
	c.overLimit()
	graphError(w, graphFailure{
		Code: 18, Subcode: 2207034, Message: "(#18) Too many hashtags were queried", Title: "Hashtag limit reached",
		UserText: fmt.Sprintf("This account has queried %d unique hashtags in the last 7 days.", c.Limits.Hashtags),
	})
}

// isHashtag refuses what the vendor's search does not take, emoji among it.
func isHashtag(tag string) bool {
	return !strings.ContainsFunc(tag, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// spend counts a hashtag against the account's 7 days. Asking again is free and
// does not start them anew.
func (i *instagram) spend(c *call, tag string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	account := c.query["user_id"]
	tags := i.recent(account, c.now)
	if _, known := tags[tag]; known {
		return true
	}
	if len(tags) >= c.Limits.Hashtags {
		return false
	}
	tags[tag] = c.now
	return true
}

func (i *instagram) recent(account string, now time.Time) map[string]time.Time {
	if i.searched[account] == nil {
		i.searched[account] = map[string]time.Time{}
	}
	maps.DeleteFunc(i.searched[account], func(_ string, at time.Time) bool { return !at.After(now.AddDate(0, 0, -7)) })
	return i.searched[account]
}

func (i *instagram) recentlySearched(w http.ResponseWriter, c *call) {
	limit, ok := c.limit(30)
	if !ok {
		graphParameter(w, "Param limit must be a number between 1 and 30")
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	tags := i.recent(c.path[0], c.now)
	list := []map[string]any{}
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		if len(list) < limit {
			list = append(list, map[string]any{"id": hashtagID(tag)})
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"data": list})
}

// hashtagPrefix tells a hashtag's id from an account's.
const hashtagPrefix = "17877"

// hashtagID is the static and global id of a hashtag: the hashtag itself, in
// digits, so that an id which was learned long ago is still understood.
func hashtagID(tag string) string {
	return hashtagPrefix + new(big.Int).SetBytes([]byte(tag)).String()
}

func hashtagOf(id string) (string, bool) {
	digits, ok := strings.CutPrefix(id, hashtagPrefix)
	number, isNumber := new(big.Int).SetString(digits, 10)
	if !ok || !isNumber || !numeric(digits) {
		return "", false
	}
	tag := string(number.Bytes())
	return tag, tag != "" && utf8.ValidString(tag) && isHashtag(tag)
}
