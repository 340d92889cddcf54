package twitter

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// cursor is where a feed stands: since is the newest post that was read; rest is
// where a walk stopped that did not come to its end, whose since_id was
// restSince. restPosts, unless 0, is how many posts of the rest are wanted.
type cursor struct {
	since, rest, restSince string
	restPosts              int
}

// String is the cursor as it is stored.
func (c cursor) String() string {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("since", c.since)
	if c.rest != "" && len(c.rest) <= maxToken {
		set("rest", c.rest)
		set("from", c.restSince)
		if c.restPosts > 0 {
			set("posts", strconv.Itoa(c.restPosts))
		}
	}
	return values.Encode()
}

// maxToken keeps a cursor small: it lives in the tenant's state.
const maxToken = 180

// searched is how far back X searches; beyond it a since_id is refused for ever.
// An hour is left for clocks that differ.
const searched = 7*24*time.Hour - time.Hour

// parseCursor reads a cursor and forgets what has become too old.
func parseCursor(s string, now time.Time) cursor {
	values, err := url.ParseQuery(s)
	if err != nil {
		return cursor{}
	}
	c := cursor{since: values.Get("since"), rest: values.Get("rest"), restSince: values.Get("from")}
	c.restPosts, _ = strconv.Atoi(values.Get("posts"))
	oldest := now.Add(-searched)
	if !idTime(c.since).After(oldest) {
		return cursor{}
	}
	if c.restSince != "" && !idTime(c.restSince).After(oldest) {
		c.rest, c.restSince, c.restPosts = "", "", 0
	}
	return c
}

// epoch is when the clock in X's ids began.
const epoch = 1288834974657

// idTime is when a post was made, which its id tells; the zero time for what is
// no id.
func idTime(id string) time.Time {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || n < 1<<32 { // ids of before 2010 have no time
		return time.Time{}
	}
	return time.UnixMilli(int64(n>>22) + epoch).UTC()
}

// newer is the greater of two ids, which may have more digits than fit a float.
func newer(a, b string) string {
	if len(a) > len(b) || len(a) == len(b) && strings.Compare(a, b) > 0 {
		return a
	}
	return b
}
