package upstream

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// instagram is the Instagram Graph API: hashtag search, and an account's own
// media.
type instagram struct {
	mu       sync.Mutex
	searched map[string]map[string]time.Time // by account: hashtags of the last 7 days
	walks    map[string]*walk                // by cursor
	owners   map[string]string               // by token: whose own media it has listed
	cursors  int
}

// walk is a listing of a hashtag that is being paged through. The vendor gives
// the same cursor on each page, so it has to know where its reader is.
type walk struct {
	started time.Time
	rest    []world.Post
}

func newInstagram() *instagram {
	return &instagram{searched: map[string]map[string]time.Time{}, walks: map[string]*walk{}, owners: map[string]string{}}
}

func (*instagram) id(p world.Post) string {
	return fmt.Sprintf(mediaPrefix+"%014d", p.Key%1e14)
}

func (*instagram) partial(_ *call, answer map[string]any) map[string]any { return graphPartial(answer) }

func (*instagram) refuse(w http.ResponseWriter, c *call, f Fault) bool {
	if f.Kind == "gone" && strings.HasSuffix(c.URL.Path, "/ig_hashtag_search") {
		noHashtag(w)
		return true
	}
	return graphRefuse(w, c, f, accounts)
}

func (*instagram) revise(p world.Post, at time.Time) world.Post {
	p.Edited = at
	return p
}

func (*instagram) offer() offer {
	return offering("appSecret grants gaps bareHashtag pictureHours", "businessCalls hashtags", "cursor blocked")
}

// accounts is the use case of an account's own media.
var accounts = useCase{80002, "instagram"}

func (i *instagram) answer(w http.ResponseWriter, c *call) {
	if !admitGraph(w, c, accounts) {
		return
	}
	edge := strings.Join(c.path[1:], "/")
	if !i.permits(w, c, edge) {
		return
	}
	if edge == "media" || edge == "" && c.path[0] != "ig_hashtag_search" {
		if !accounts.call(w, c, i.account(c)) {
			return
		}
	} else if !platformCall(w, c, accounts) { // hashtags are no use case
		return
	}
	if !present(w, c) {
		return
	}
	switch edge {
	case "":
		i.node(w, c)
	case "recent_media", "top_media":
		i.hashtagMedia(w, c)
	case "recently_searched_hashtags":
		i.recentlySearched(w, c)
	case "media":
		i.ownMedia(w, c)
	default:
		graphError(w, graphFailure{Code: 2500, Message: "Unknown path components: /" + edge})
	}
}

// permits checks what a token's grant allows, and answers what it does not.
func (*instagram) permits(w http.ResponseWriter, c *call, edge string) bool {
	g, granted := c.grant(c.token)
	scope := "instagram_basic"
	if g.Type == "INSTAGRAM" {
		scope = "instagram_business_basic"
	}
	switch {
	case !granted:
	case c.path[0] == "me" && edge == "":
		writeJSON(w, http.StatusOK, g.owner())
		return false
	case !g.has(scope):
		return c.admits(w, g, true, scope)
	case edge == "media" && g.Type == "INSTAGRAM" && c.path[0] != g.ID:
		graphGone(w, c.path[0])
		return false
	}
	return true
}

// node is a path of one part.
func (i *instagram) node(w http.ResponseWriter, c *call) {
	if c.path[0] == "ig_hashtag_search" {
		i.search(w, c)
		return
	}
	i.object(w, c)
}

// hashtagMedia is recent_media and top_media.
func (i *instagram) hashtagMedia(w http.ResponseWriter, c *call) {
	tag, ok := hashtagOf(c.path[0])
	fields, err := parseFields(c.query["fields"])
	if err == nil {
		err = hashtagNode.check(fields)
	}
	limit, limited := c.limit(50)
	switch {
	case !ok:
		graphGone(w, c.path[0])
	case !numeric(c.query["user_id"]):
		graphParameter(w, "The parameter user_id is required")
	case err != nil:
		graphParameter(w, err.Error())
	case !limited:
		graphParameter(w, "Param limit must be a number between 1 and 50")
	case !i.spend(c, tag):
		overHashtags(w, c)
	default:
		i.hashtagPage(w, c, tag, fields, limit)
	}
}

func (i *instagram) hashtagPage(w http.ResponseWriter, c *call, tag string, fields []field, limit int) {
	cursor := c.query["after"]
	posts, ok := i.next(c, &cursor, tag, limit)
	if !ok {
		graphParameter(w, "Invalid parameter: the cursor is not valid any more")
		return
	}
	data := []map[string]any{}
	for _, p := range posts {
		data = append(data, hashtagNode.pick(overlaid(mediaOf(c, p, false), p.Raw), fields))
	}
	answer := map[string]any{"data": data}
	if cursor != "" { // the last page has no paging at all
		answer["paging"] = map[string]any{
			"cursors": map[string]any{"after": cursor},
			"next":    c.pageAddress(map[string]string{"after": cursor}),
		}
	}
	writeJSON(w, http.StatusOK, answer)
}

// next takes the next posts of a walk, or starts one; it empties the cursor
// when there are no more.
func (i *instagram) next(c *call, cursor *string, tag string, limit int) ([]world.Post, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	maps.DeleteFunc(i.walks, func(_ string, old *walk) bool { return old.started.Before(c.now.Add(-time.Hour)) })
	at, ok := i.walks[*cursor]
	if *cursor == "" {
		i.cursors++
		*cursor = opaque("QVFI", fmt.Sprintf("%s-%d-%d", tag, c.now.Unix(), i.cursors))
		at, ok = &walk{started: c.now, rest: tagged(c, tag)}, true
		i.walks[*cursor] = at
	}
	if !ok {
		return nil, false
	}
	n := min(limit, len(at.rest))
	page := at.rest[:n]
	if at.rest = at.rest[n:]; len(at.rest) == 0 {
		delete(i.walks, *cursor)
		*cursor = ""
	}
	return page, true
}

// tagged lists a hashtag's posts: the last 24 hours, not quite in order; or, for
// top_media, those with the most likes.
func tagged(c *call, tag string) []world.Post {
	stream, known := world.ByTag("instagram", tag)
	from := c.now.Add(-24 * time.Hour)
	top := c.path[1] == "top_media"
	if top {
		from = c.now.Add(-7 * 24 * time.Hour)
	}
	posts := c.posts("#"+tag, stream, from)
	if known {
		posts = slices.DeleteFunc(posts, func(p world.Post) bool { return !p.Carries(tag) })
	}
	if top {
		slices.SortStableFunc(posts, func(a, b world.Post) int { return b.Likes - a.Likes })
		return posts[:min(len(posts), 60)]
	}
	for k := 0; k+1 < len(posts); k += 5 {
		posts[k], posts[k+1] = posts[k+1], posts[k]
	}
	return posts
}
