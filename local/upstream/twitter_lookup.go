package upstream

import (
	"fmt"
	"maps"
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

// find finds posts by their ids, or by those of their other versions.
func (t *twitter) find(c *call, ids []string) map[string]world.Post {
	found := map[string]world.Post{}
	for _, tag := range t.tags(c) {
		for _, p := range c.around(tag, ids) {
			for _, id := range append(slices.Clip(p.Replaces), p.ID) {
				if slices.Contains(ids, id) {
					found[id] = c.version(p, id)
				}
			}
		}
	}
	return found
}

// around lists the posts of a hashtag that were made when one of the ids was, or a
// little earlier, since an edit gives a post a new id; and those that were edited by
// control, at any time. Posts that control has set have any id.
func (c *call) around(tag string, ids []string) []world.Post {
	key := "#" + strings.ToLower(tag)
	stream, _ := world.ByTag("twitter", tag)
	if _, explicit := c.Posts[key]; explicit {
		return c.posts(key, stream, time.Time{})
	}
	var found []world.Post
	for _, id := range slices.AppendSeq(slices.Clip(ids), maps.Keys(c.revisions)) {
		at := madeAt(id)
		found = append(found, c.postsBetween(key, stream, at.Add(-2*time.Hour), at.Add(time.Second))...)
	}
	return found
}

// madeAt is when a post got its id.
func madeAt(id string) time.Time {
	number, _ := strconv.ParseInt(id, 10, 64)
	return time.UnixMilli(number>>22 + epoch)
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
