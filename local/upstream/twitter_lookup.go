package upstream

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// note remembers which hashtags were searched for: a post's id does not tell in
// whose stream it is.
func (t *twitter) note(tags []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, tag := range tags {
		t.searched[strings.ToLower(tag)] = true
	}
}

// mostIDs is how many posts a lookup takes.
const mostIDs = 100

// lookup is GET /2/tweets?ids=…, which tells what was deleted, and bills what is
// there.
func (t *twitter) lookup(w http.ResponseWriter, c *call) {
	ids := strings.Split(c.query["ids"], ",")
	if k := slices.IndexFunc(ids, func(id string) bool { return !postID.MatchString(id) }); k >= 0 {
		c.invalid(w, "ids", c.query["ids"], fmt.Sprintf("The `ids` query parameter value [%s] is not valid", ids[k]))
		return
	}
	if len(ids) > mostIDs {
		c.invalid(w, "ids", c.query["ids"], fmt.Sprintf("The `ids` query parameter value must contain at most %d values", mostIDs))
		return
	}
	if !c.checkNames(w, []string{"ids", "place.fields", "poll.fields"}) {
		return
	}
	var found []world.Post
	var errors []any
	all := t.find(c, ids)
	for _, id := range ids {
		if p, ok := all[id]; ok {
			found = append(found, p)
		} else {
			errors = append(errors, missing(id, "ids", c.problems()))
		}
	}
	if !t.spend(c, found) {
		c.overLimit()
		t.refuse(w, c, Fault{Kind: "quota"})
		return
	}
	answer := c.tweets(found)
	if more, _ := answer["errors"].([]any); len(more)+len(errors) > 0 {
		answer["errors"] = append(errors, more...)
	}
	writeJSON(w, http.StatusOK, answer)
}

// find finds posts by their ids. An id tells when its post was made, or edited.
func (t *twitter) find(c *call, ids []string) map[string]world.Post {
	from, to := c.now, time.Time{}
	wanted := map[string]bool{}
	for _, id := range ids {
		number, _ := strconv.ParseInt(id, 10, 64)
		at := time.UnixMilli(number>>22 + epoch)
		wanted[id] = true
		if at.Before(from) {
			from = at
		}
		if at.After(to) {
			to = at
		}
	}
	from, to = from.Add(-2*time.Hour), to.Add(time.Second)
	if len(c.Edits)+len(c.Posts) > 0 { // edits may come at any time, and posts of a test have any id
		from, to = from.AddDate(0, 0, -35), c.now
	}
	found := map[string]world.Post{}
	for _, tag := range t.tags(c) {
		stream, _ := world.ByTag("twitter", tag)
		for _, p := range c.postsBetween("#"+strings.ToLower(tag), stream, from, to) {
			for _, id := range append(slices.Clip(p.Replaces), p.ID) {
				if wanted[id] {
					found[id] = c.version(p, id)
				}
			}
		}
	}
	return found
}

// epoch is when the clock in X's ids began.
const epoch = 1288834974657

// tags are all hashtags that anybody has asked for.
func (t *twitter) tags(c *call) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	tags := c.keys(nil)
	for tag := range t.searched {
		if !slices.ContainsFunc(tags, func(known string) bool { return strings.EqualFold(known, tag) }) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// version is a post as it is called by one of its ids. Each version tells of all.
func (c *call) version(p world.Post, id string) world.Post {
	if p.ID == id {
		return p
	}
	history := append(slices.Clip(p.Replaces), p.ID)
	name := "edit_history_tweet_ids"
	if c.dialect().renamed {
		name = renames[name]
	}
	p.ID, p.Raw = id, overlaid(map[string]any{name: history}, p.Raw)
	return p
}
