package upstream

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// twitter is the X API v2: recent search, and posts by id.
type twitter struct {
	mu   sync.Mutex
	read map[string]map[string]string // by token and month: post id → day it was last counted
}

func newTwitter() *twitter { return &twitter{read: map[string]map[string]string{}} }

const twitterTime = "2006-01-02T15:04:05.000Z"

// snowflake is the id of a post: the time it was made at, then something of its
// own.
func snowflake(at time.Time, key uint64) string {
	return strconv.FormatInt((at.UnixMilli()-1288834974657)<<22|int64(key%(1<<22)), 10)
}

// id is that of the newest edit: an edited post has a new one.
func (*twitter) id(p world.Post) string {
	if !p.Edited.IsZero() {
		return snowflake(p.Edited, p.Key)
	}
	return snowflake(p.At, p.Key)
}

func (*twitter) partial(answer map[string]any) map[string]any {
	errors, _ := answer["errors"].([]any)
	answer["errors"] = append(errors, missing("1234567890123456789", "referenced_tweets.id"))
	return answer
}

// missing is the partial error about a post that cannot be shown.
func missing(id, parameter string) map[string]any {
	return map[string]any{
		"value": id, "resource_id": id, "parameter": parameter, "resource_type": "tweet", "section": "includes",
		"title": "Not Found Error", "type": "https://api.twitter.com/2/problems/resource-not-found",
		"detail": fmt.Sprintf("Could not find tweet with %s: [%s].", parameter, id),
	}
}

// problem is an error in the words of X.
func problem(w http.ResponseWriter, status int, kind, title, detail string, members map[string]any) bool {
	writeJSON(w, status, overlaid(map[string]any{
		"title": title, "detail": detail, "status": status, "type": "https://api.twitter.com/2/problems/" + kind,
	}, members))
	return true
}

func (*twitter) refuse(w http.ResponseWriter, c *call, f Fault) bool {
	switch f.Kind {
	case "throttled":
		return tooMany(w, c, c.now.Truncate(15*time.Minute).Add(15*time.Minute))
	case "quota":
		rates(w, c.Limits.Calls, c.Limits.Calls-3, c.now.Add(15*time.Minute))
		return problem(w, http.StatusTooManyRequests, "usage-capped", "UsageCapExceeded", "Usage cap exceeded: Monthly product cap",
			map[string]any{"account_id": 1633, "product_name": "standard-basic", "period": "Monthly", "scope": "Product", "status": nil})
	case "token", "invalid":
		writeJSON(w, http.StatusUnauthorized, map[string]any{"errors": []map[string]any{{"message": "Invalid or expired token", "code": 89}}})
		return true
	case "missing":
		return problem(w, http.StatusUnauthorized, "", "Unauthorized", "Unauthorized", map[string]any{"type": "about:blank"})
	case "permission":
		return problem(w, http.StatusForbidden, "client-forbidden", "Client Forbidden",
			"When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a Twitter developer App that is attached to a Project.",
			map[string]any{"reason": "client-not-enrolled", "registration_url": "https://developer.twitter.com/en/docs/projects/overview", "status": nil})
	case "gone":
		return problem(w, http.StatusNotFound, "resource-not-found", "Not Found Error", "Could not find what was asked for.", nil)
	case "cursor":
		return invalid(w, "next_token", c.query["next_token"], "The 'next_token' query parameter value ["+c.query["next_token"]+"] is not valid")
	case "server":
		return problem(w, or(f.Status, http.StatusServiceUnavailable), "", "Service Unavailable", "Service Unavailable", map[string]any{"type": "about:blank"})
	}
	return false
}

func invalid(w http.ResponseWriter, parameter, value, message string) bool {
	return problem(w, http.StatusBadRequest, "invalid-request", "Invalid Request", "One or more parameters to your request was invalid.",
		map[string]any{"status": nil, "errors": []map[string]any{{"parameters": map[string][]string{parameter: {value}}, "message": message}}})
}

func tooMany(w http.ResponseWriter, c *call, until time.Time) bool {
	rates(w, c.Limits.Calls, 0, until)
	return problem(w, http.StatusTooManyRequests, "", "Too Many Requests", "Too Many Requests", map[string]any{"type": "about:blank"})
}

func rates(w http.ResponseWriter, limit, remaining int, until time.Time) {
	w.Header().Set("x-rate-limit-limit", strconv.Itoa(limit))
	w.Header().Set("x-rate-limit-remaining", strconv.Itoa(remaining))
	w.Header().Set("x-rate-limit-reset", strconv.FormatInt(until.Unix(), 10))
}

func (t *twitter) answer(w http.ResponseWriter, c *call) {
	if bearer, ok := strings.CutPrefix(c.Header.Get("Authorization"), "Bearer "); ok {
		c.token = bearer
	}
	if fault := c.tokenFault(); fault != "" {
		t.refuse(w, c, Fault{Kind: fault})
		return
	}
	used, free, ok := c.take(15 * time.Minute)
	if !ok {
		tooMany(w, c, free)
		return
	}
	rates(w, c.Limits.Calls, c.Limits.Calls-used-1, free)
	switch path := strings.Join(c.path, "/"); path {
	case "2/tweets/search/recent":
		t.search(w, c)
	case "2/tweets":
		t.lookup(w, c)
	default:
		t.refuse(w, c, Fault{Kind: "gone"})
	}
}

// search is GET /2/tweets/search/recent.
func (t *twitter) search(w http.ResponseWriter, c *call) {
	ask, ok := readSearch(w, c)
	if !ok {
		return
	}
	found := slices.DeleteFunc(c.candidates(ask.tags), func(p world.Post) bool {
		return !ask.match(p) || compareIDs(p.ID, ask.sinceID) <= 0 || (ask.untilID != "" && compareIDs(p.ID, ask.untilID) >= 0) ||
			p.At.Before(ask.start) || p.At.After(ask.end)
	})
	slices.SortFunc(found, func(a, b world.Post) int { return compareIDs(b.ID, a.ID) })
	from := 0
	if ask.after != "" {
		for from < len(found) && compareIDs(found[from].ID, ask.after) >= 0 {
			from++
		}
	}
	shown := found[from:min(from+ask.max, len(found))]
	if !t.spend(c, shown) {
		t.refuse(w, c, Fault{Kind: "quota"})
		return
	}
	answer := c.tweets(shown)
	meta := map[string]any{"result_count": len(shown)}
	if len(shown) > 0 {
		meta["newest_id"], meta["oldest_id"] = shown[0].ID, shown[len(shown)-1].ID
	}
	if from+len(shown) < len(found) {
		meta["next_token"] = opaque("b26v89c19zqg8o3f", shown[len(shown)-1].ID)
	}
	answer["meta"] = meta
	writeJSON(w, http.StatusOK, answer)
}

// lookup is GET /2/tweets?ids=…, which tells what was deleted.
func (t *twitter) lookup(w http.ResponseWriter, c *call) {
	var found []world.Post
	all := c.candidates(nil)
	var errors []any
	for id := range strings.SplitSeq(c.query["ids"], ",") {
		k := slices.IndexFunc(all, func(p world.Post) bool { return p.ID == id })
		if k < 0 {
			errors = append(errors, missing(id, "ids"))
			continue
		}
		found = append(found, all[k])
	}
	answer := c.tweets(found)
	if len(errors) > 0 {
		answer["errors"] = errors
	}
	writeJSON(w, http.StatusOK, answer)
}

// spend counts the posts that are given away against the month's cap. A post
// counts once a day.
func (t *twitter) spend(c *call, posts []world.Post) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	month, day := c.token+" "+c.now.Format("2006-01"), c.now.Format(time.DateOnly)
	if t.read[month] == nil {
		t.read[month] = map[string]string{}
	}
	read := t.read[month]
	for _, p := range posts {
		key := p.ID + " " + day
		if _, known := read[key]; known {
			continue
		}
		if len(read) >= c.Limits.MonthlyPosts {
			return false
		}
		read[key] = day
	}
	return len(posts) > 0 || len(read) < c.Limits.MonthlyPosts
}

// candidates are all posts that a query could find: those of its hashtags, or of
// everybody.
func (c *call) candidates(tags []string) []world.Post {
	week := c.now.AddDate(0, 0, -7)
	var all []world.Post
	seen := map[string]bool{}
	for _, key := range c.keys(tags) {
		stream, _ := world.ByTag("twitter", key)
		for _, p := range c.posts("#"+strings.ToLower(key), stream, week) {
			if p = c.edit(p); !seen[p.ID] {
				seen[p.ID] = true
				all = append(all, p)
			}
		}
	}
	return all
}

func (c *call) keys(tags []string) []string {
	if len(tags) > 0 {
		return tags
	}
	tags = world.MainTags()
	for key := range c.Posts {
		tags = append(tags, strings.TrimPrefix(key, "#"))
	}
	return tags
}

// edit gives a post that control edited its new id, and remembers the old one.
func (c *call) edit(p world.Post) world.Post {
	if c.Edits[p.ID] != "" {
		p.Replaces, p.ID = p.ID, snowflake(p.Edited, p.Key)
	} else if !p.Edited.IsZero() && p.Replaces == "" {
		p.Replaces = snowflake(p.At, p.Key)
	}
	return p
}

func compareIDs(a, b string) int {
	if n := len(a) - len(b); n != 0 {
		return n
	}
	return strings.Compare(a, b)
}

// escaped is the text as X gives it: three characters as entities.
var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func runes(s string) int { return utf8.RuneCountInString(s) }
