// Package twitter reads the public posts of X (once Twitter) by hashtag: API
// v2, recent search. X bills each post that is read, so none is asked for twice
// or beyond the limit.
package twitter

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	smallestPage = 10
	largestPage  = 100
)

// Network is X.
type Network struct {
	client wire.Client
	// renamed is set once the API turns out to want posts called posts; compared,
	// once both names have been tried.
	renamed, compared atomic.Bool
}

// New makes it.
func New(client wire.Client) *Network { return &Network{client: client} }

// Fetch reads what is new, newest first. Where the limit, or a page that failed,
// ends that early, the cursor remembers the rest, and later fetches that have
// room read on there.
func (n *Network) Fetch(ctx context.Context, r wall.FetchRequest) (wall.FetchResult, error) {
	f := &fetch{network: n, request: r, left: max(r.Limit, smallestPage), seen: map[string]bool{}}
	f.result.Replaced = map[string]string{}
	if _, left := anyOf(r.Query.Hashtags); left > 0 {
		f.result.Problem = &wall.UpstreamError{Class: wall.ClassPermission,
			Message: fmt.Sprintf("%d of the hashtags do not fit into one question to X. Put them into another feed.", left)}
	}
	at := parseCursor(r.Cursor, r.Now)
	rest, newest, err := f.walk(ctx, at.since, "")
	if err != nil {
		return f.result, err
	}
	next := cursor{since: newer(newest, at.since), rest: at.rest, restSince: at.restSince, restPosts: at.restPosts}
	switch {
	case rest != "":
		next.rest, next.restSince, next.restPosts = rest, at.since, 0
		if at.since == "" {
			next.restPosts = firstPosts - f.result.PostsRead
		}
	case at.rest != "" && f.left >= smallestPage:
		next = f.readOn(ctx, next)
	}
	f.result.Cursor = next.String()
	return f.result, nil
}

// firstPosts is how many posts a feed without a cursor reads in all: enough to
// fill a wall, not a week of a popular hashtag.
const firstPosts = 300

// fetch is one Fetch under way.
type fetch struct {
	network *Network
	request wall.FetchRequest
	left    int // posts that may still be read
	result  wall.FetchResult
	seen    map[string]bool
}

// readOn reads what earlier fetches left. A failure leaves it for another time,
// unless X does not know the place any more.
func (f *fetch) readOn(ctx context.Context, c cursor) cursor {
	if c.restPosts > 0 {
		f.left = min(f.left, max(c.restPosts, smallestPage))
	}
	before := f.result.PostsRead
	rest, _, err := f.walk(ctx, c.restSince, c.rest)
	if err != nil && wall.AsUpstreamError(err).Class != wall.ClassCursor {
		slog.WarnContext(ctx, "x: older posts not read yet", "error", err)
		return c
	}
	read := f.result.PostsRead - before
	c.rest = rest
	if c.restPosts > 0 {
		if c.restPosts -= read; c.restPosts <= 0 {
			c.rest = ""
		}
	}
	return c
}

// walk reads pages from a token on ("" for the newest), all with the same
// since_id. It tells where it stopped, if that was not at the end, and the first
// page's newest id. It is an error only if the first page fails.
func (f *fetch) walk(ctx context.Context, since, token string) (rest, newest string, err error) {
	for first := true; first || token != "" && f.left >= smallestPage; first = false {
		size := min(f.left, largestPage)
		page, err := f.network.search(ctx, f.request, since, token, size)
		if page.lost {
			f.result.PostsRead += size // X has given them away, and bills them
		}
		if err == nil && !page.isSearch(token != "") {
			err = &wall.UpstreamError{Class: wall.ClassTransient, Message: "X gave an answer that is none to a search. It is asked again at the next refresh."}
		}
		if err != nil && !first {
			slog.WarnContext(ctx, "x: not read to the end yet", "error", err)
			return token, newest, nil
		}
		if err != nil {
			return "", "", err
		}
		if first {
			newest = page.newest()
		}
		f.add(page)
		if page.Meta.NextToken == token {
			return "", newest, nil // a loop
		}
		token = page.Meta.NextToken
	}
	return token, newest, nil
}

func (f *fetch) add(p page) {
	f.result.PostsRead += len(p.Data)
	f.left -= len(p.Data)
	f.result.Usage = p.usage
	r := p.read()
	f.result.Skipped += r.skipped
	for _, id := range r.removed {
		if !slices.Contains(f.result.Removed, id) {
			f.result.Removed = append(f.result.Removed, id)
		}
	}
	maps.Copy(f.result.Replaced, r.replaced)
	for _, post := range r.posts {
		if !f.seen[post.ID] {
			f.seen[post.ID] = true
			f.result.Posts = append(f.result.Posts, post)
		}
	}
}

// search reads one page.
func (n *Network) search(ctx context.Context, r wall.FetchRequest, since, token string, size int) (page, error) {
	return n.spelled(func(names names) (page, error) {
		query := names.query()
		hashtags, _ := anyOf(r.Query.Hashtags)
		query.Set("query", hashtags)
		query.Set("max_results", strconv.Itoa(size))
		if since != "" {
			query.Set("since_id", since)
		}
		if token != "" {
			query.Set("next_token", token)
		}
		answer, err := n.get(ctx, "/2/tweets/search/recent", query, r.Credential, r.Now)
		if err != nil {
			return page{lost: answer.OK()}, err
		}
		if err := failure(answer, r.Now); err != nil {
			return page{}, err
		}
		return readPage(answer)
	})
}

// spelled asks; and once in the other spelling, too, when X does not know the
// names of the fields, or ignores them.
func (n *Network) spelled(ask func(names) (page, error)) (page, error) {
	renamed := n.renamed.Load()
	p, err := ask(spelling(renamed))
	ignored := err == nil && p.isBare() && n.compared.CompareAndSwap(false, true)
	if !ignored && !isSpelling(err) {
		return p, err
	}
	other, otherErr := ask(spelling(!renamed))
	if otherErr != nil || ignored && (len(other.Data) == 0 || other.isBare()) {
		return p, err
	}
	n.renamed.Store(!renamed)
	return other, nil
}

func (n *Network) get(ctx context.Context, path string, query url.Values, c wall.Credential, now time.Time) (wire.Answer, error) {
	return n.client.Do(ctx, wire.Call{
		Path: path, Query: query, Now: now, Header: http.Header{"Authorization": {"Bearer " + string(c.BearerToken)}},
	})
}

// longestQuery is how many characters X takes.
const longestQuery = 512

// anyOf is the query for hashtags: any of them, no retweets. It tells how many
// hashtags did not fit.
func anyOf(hashtags []string) (query string, left int) {
	const only = " -is:retweet"
	for i, tag := range hashtags {
		longer := "#" + tag
		if query != "" {
			longer = query + " OR " + longer
		}
		if utf8.RuneCountInString(longer)+len("()"+only) > longestQuery {
			left = len(hashtags) - i
			break
		}
		query = longer
	}
	if strings.Contains(query, " ") {
		query = "(" + query + ")"
	}
	return query + only, left
}

// names are the parameters that say what posts come with.
type names struct{ parameter, fields, expansions string }

// spelling is the vendor's old names, or those that it is changing to: what is an
// expansion there is no field (openapi.json, version 2.167).
func spelling(renamed bool) names {
	if renamed {
		return names{"post.fields", "note_post", "referenced_posts"}
	}
	return names{"tweet.fields", "note_tweet,author_id,referenced_tweets", "referenced_tweets.id,referenced_tweets.id.author_id"}
}

func (n names) query() url.Values {
	return url.Values{
		n.parameter:    {"created_at,entities,attachments,lang,possibly_sensitive,edit_controls,withheld," + n.fields},
		"expansions":   {"author_id,attachments.media_keys," + n.expansions},
		"media.fields": {"url,preview_image_url,type,alt_text,variants,width,height"},
		"user.fields":  {"name,username,profile_image_url,protected,withheld"},
	}
}
