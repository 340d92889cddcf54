package upstream

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// page is a part of a listing.
type page struct {
	posts       []world.Post
	first, last bool
	gap         string // of an empty page: the position that it stands at
}

// gapAhead marks a position that an empty page comes behind.
const gapAhead = "gap|"

// position is where a post stands in a listing; it stays when others come or go.
func position(p world.Post) string {
	return strconv.FormatInt(p.At.Unix(), 10) + "|" + p.ID
}

// cut takes the page that "after" or "before" point at.
func cut(c *call, posts []world.Post, limit int) (page, bool) {
	from, to := 0, min(limit, len(posts))
	if after := or(c.query["after"], c.query["__paging_token"]); after != "" {
		at, ok := unopaque("QVFI", after)
		if !ok {
			return page{}, false
		}
		if here, empty := strings.CutPrefix(at, gapAhead); empty {
			return page{gap: here}, true
		}
		from = passed(posts, at)
		to = min(from+limit, len(posts))
	} else if before := c.query["before"]; before != "" {
		at, ok := unopaque("QVFI", before)
		if !ok {
			return page{}, false
		}
		to = reached(posts, at)
		from = max(0, to-limit)
	}
	return page{posts: posts[from:to], first: from == 0, last: to == len(posts)}, true
}

// passed is the index after a position, reached the index at it.
func passed(posts []world.Post, at string) int {
	n := reached(posts, at)
	if n < len(posts) && position(posts[n]) == at {
		n++
	}
	return n
}

func reached(posts []world.Post, at string) int {
	unix, _, _ := strings.Cut(at, "|")
	seconds, _ := strconv.ParseInt(unix, 10, 64)
	limit := time.Unix(seconds, 0)
	for n, p := range posts {
		if position(p) == at || p.At.Before(limit) {
			return n
		}
	}
	return len(posts)
}

// paging is the member "paging" of a listing: cursors even when there is no
// other page, "next" only when there is one.
func (p page) paging(c *call) map[string]any {
	if len(p.posts) == 0 && p.gap == "" {
		return map[string]any{}
	}
	before, after := p.ends(c)
	paging := map[string]any{"cursors": map[string]any{"before": before, "after": after}}
	if !p.last {
		paging["next"] = c.pageAddress(map[string]string{"after": after})
	}
	if !p.first {
		paging["previous"] = c.pageAddress(map[string]string{"before": before})
	}
	return paging
}

// ends are the cursors of a page. With gaps, its next page is an empty one.
func (p page) ends(c *call) (before, after string) {
	if p.gap != "" {
		return opaque("QVFI", p.gap), opaque("QVFI", p.gap)
	}
	last := position(p.posts[len(p.posts)-1])
	if c.Gaps && !p.last {
		last = gapAhead + last
	}
	return opaque("QVFI", position(p.posts[0])), opaque("QVFI", last)
}

// timePaging is the other style that Facebook has been seen to answer in: by
// time, with a token that tells posts of the same second apart.
func (p page) timePaging(c *call) map[string]any {
	if len(p.posts) == 0 && p.gap == "" {
		return map[string]any{}
	}
	paging := map[string]any{}
	before, after := p.ends(c)
	if !p.last {
		paging["next"] = c.pageAddress(map[string]string{"until": moment(after), "__paging_token": after})
	}
	if !p.first {
		paging["previous"] = c.pageAddress(map[string]string{"since": moment(before), "before": before})
	}
	return paging
}

// moment is the time of a cursor, in unix seconds.
func moment(cursor string) string {
	at, _ := unopaque("QVFI", cursor)
	seconds, _, _ := strings.Cut(strings.TrimPrefix(at, gapAhead), "|")
	return seconds
}

// writeListing answers a page of an edge; an empty listing has no paging.
func writeListing(w http.ResponseWriter, data []map[string]any, paging map[string]any) {
	answer := map[string]any{"data": data}
	if len(paging) > 0 {
		answer["paging"] = paging
	}
	writeJSON(w, http.StatusOK, answer)
}
