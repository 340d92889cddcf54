package upstream

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// twitter is the X API v2: recent search, posts by id, and compliance jobs.
type twitter struct {
	mu       sync.Mutex
	read     map[string]map[string]bool // by token and month: ids of posts with the days on which they were read
	searched map[string]bool            // hashtags
	jobs     []*complianceJob
}

func newTwitter() *twitter {
	return &twitter{read: map[string]map[string]bool{}, searched: map[string]bool{}}
}

const twitterTime = "2006-01-02T15:04:05.000Z"

// snowflake is the id of a post: the time it was made at, then something of its
// own.
func snowflake(at time.Time, key uint64) string {
	return strconv.FormatInt((at.UnixMilli()-epoch)<<22|int64(key%(1<<22)), 10)
}

func (*twitter) id(p world.Post) string { return snowflake(p.At, p.Key) }

// revise gives an edited post a new id.
func (*twitter) revise(p world.Post, at time.Time) world.Post {
	p.Replaces, p.ID, p.Edited = append(slices.Clip(p.Replaces), p.ID), snowflake(at, p.Key), at
	return p
}

func (*twitter) offer() offer {
	return offering("spelling withheld jobsRefused", "monthlyPosts", "cursor credits")
}

func (*twitter) partial(c *call, answer map[string]any) map[string]any {
	errors, _ := answer["errors"].([]any)
	answer["errors"] = append(errors, missing("1234567890123456789", c.dialect().referenced(), c.problems()))
	return answer
}

func (t *twitter) answer(w http.ResponseWriter, c *call) {
	if bearer, ok := strings.CutPrefix(c.Header.Get("Authorization"), "Bearer "); ok {
		c.token = bearer
	}
	if fault := c.tokenFault(); fault != "" {
		t.refuse(w, c, Fault{Kind: fault})
		return
	}
	path, limit := strings.Join(c.path, "/"), c.Limits.Calls
	if strings.HasPrefix(path+"/", "2/compliance/jobs/") {
		path, limit = "2/compliance/jobs", min(limit, jobCalls)
	}
	used, free, ok := c.take(c.Method+path+" "+c.token, window{length: 15 * time.Minute, limit: limit, fixed: true})
	if !ok {
		c.tooMany(w, Fault{}, free)
		return
	}
	rates(w, limit, limit-used-1, free)
	switch path {
	case "2/tweets/search/recent":
		t.search(w, c)
	case "2/tweets":
		t.lookup(w, c)
	case "2/compliance/jobs":
		t.compliance(w, c)
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
	t.note(ask.tags)
	found := ask.find(c)
	shown := found[:min(ask.max, len(found))]
	if !t.spend(c, shown) {
		c.overLimit()
		t.refuse(w, c, Fault{Kind: "quota"})
		return
	}
	answer, meta := c.tweets(shown), map[string]any{"result_count": len(shown)}
	if len(shown) > 0 {
		meta["newest_id"], meta["oldest_id"] = shown[0].ID, shown[len(shown)-1].ID
	}
	if len(shown) < len(found) {
		meta["next_token"] = opaque("b26v89c19zqg8o3f", shown[len(shown)-1].ID)
	}
	answer["meta"] = meta
	writeJSON(w, http.StatusOK, answer)
}

// find lists what a search finds from its page on, newest first.
func (a *searchAsk) find(c *call) []world.Post {
	found := slices.DeleteFunc(c.candidates(a.tags), func(p world.Post) bool {
		return !a.match(p) || compareIDs(p.ID, a.sinceID) <= 0 || a.untilID != "" && compareIDs(p.ID, a.untilID) >= 0 ||
			a.after != "" && compareIDs(p.ID, a.after) >= 0 || p.At.Before(a.start) || p.At.After(a.end)
	})
	slices.SortFunc(found, func(a, b world.Post) int { return compareIDs(b.ID, a.ID) })
	return found
}

// spend counts the posts that are given away against the month's cap, if it has
// room for them all. A post counts once a day.
func (t *twitter) spend(c *call, posts []world.Post) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	month, day := c.token+" "+c.now.Format("2006-01"), c.now.Format(time.DateOnly)
	if t.read[month] == nil {
		t.read[month] = map[string]bool{}
	}
	read, fresh := t.read[month], map[string]bool{}
	for _, p := range posts {
		if key := p.ID + " " + day; !read[key] {
			fresh[key] = true
		}
	}
	if len(read)+len(fresh) > c.Limits.MonthlyPosts || len(posts) == 0 && len(read) >= c.Limits.MonthlyPosts {
		return false
	}
	maps.Copy(read, fresh)
	return true
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
			if !seen[p.ID] {
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

func compareIDs(a, b string) int {
	if n := len(a) - len(b); n != 0 {
		return n
	}
	return strings.Compare(a, b)
}
