package upstream

import (
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// instagram is the Instagram Graph API: hashtag search, and an account's own
// media.
type instagram struct {
	mu       sync.Mutex
	searched map[string]map[string]time.Time // by account: hashtags of the last 7 days
	walks    map[string]*walk                // by cursor
	cursors  int
}

// walk is a listing of a hashtag that is being paged through. The vendor gives
// the same cursor on each page, so it has to know where its reader is.
type walk struct {
	started time.Time
	rest    []world.Post
}

func newInstagram() *instagram {
	return &instagram{searched: map[string]map[string]time.Time{}, walks: map[string]*walk{}}
}

func (*instagram) id(p world.Post) string {
	return fmt.Sprintf("179%014d", p.Key%1e14)
}

func (*instagram) partial(answer map[string]any) map[string]any { return graphPartial(answer) }

func (*instagram) refuse(w http.ResponseWriter, c *call, f Fault) bool {
	return graphRefuse(w, c, f, 80002)
}

func (i *instagram) answer(w http.ResponseWriter, c *call) {
	if !admitGraph(w, c, 80002) {
		return
	}
	if len(c.path) == 1 {
		if c.path[0] == "ig_hashtag_search" {
			i.search(w, c)
		} else {
			i.object(w, c)
		}
		return
	}
	switch c.path[1] {
	case "recent_media", "top_media":
		i.hashtagMedia(w, c)
	case "recently_searched_hashtags":
		i.recentlySearched(w, c)
	case "media":
		i.ownMedia(w, c)
	default:
		graphError(w, graphFailure{Code: 2500, Message: "Unknown path components: /" + c.path[1]})
	}
}

// search finds a hashtag's id.
func (i *instagram) search(w http.ResponseWriter, c *call) {
	tag := strings.ToLower(c.query["q"])
	switch {
	case !numeric(c.query["user_id"]):
		graphParameter(w, "The parameter user_id is required")
	case tag == "":
		graphParameter(w, "The parameter q is required")
	case !isHashtag(tag):
		graphError(w, graphFailure{
			Code: 24, Subcode: 2207024, Message: "Invalid parameter", Title: "No Hashtag Exists",
			UserText: "The hashtag you are looking for does not exist.",
		})
	case !i.spend(c, tag):
		overHashtags(w, c)
	case c.BareHashtag:
		writeJSON(w, http.StatusOK, map[string]any{"id": hashtagID(tag)})
	default:
		writeJSON(w, http.StatusOK, map[string]any{"data": []map[string]any{{"id": hashtagID(tag)}}})
	}
}

func overHashtags(w http.ResponseWriter, c *call) {
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

func numeric(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil || (len(s) > 18 && strings.Trim(s, "0123456789") == "")
}
