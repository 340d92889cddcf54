// Package facebook reads the posts that a page has published.
package facebook

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	fields = "id,message,created_time,permalink_url,full_picture,from,is_published,is_hidden,is_expired,message_tags," +
		"attachments{media_type,type,title,description,url,unshimmed_url,media,subattachments{media,media_type}}"
	pageSize = 100 // more is an error
)

// Network is Facebook.
type Network struct {
	api graph.API
}

// New makes it.
func New(client wire.Client, version string) *Network {
	return &Network{graph.API{Client: client, Version: version}}
}

// Fetch reads the page's newest posts, whether they are new or not: posts are
// edited and hidden after the fact, and hidden or expired ones are only listed
// for those who ask (the parameters are those of Meta's business SDK, 26.0).
func (n *Network) Fetch(ctx context.Context, r wall.FetchRequest) (wall.FetchResult, error) {
	c := collection{now: r.Now, seen: map[string]bool{}}
	request := graph.Request{
		Path:       "/" + url.PathEscape(r.Query.PageID) + "/posts",
		Query:      url.Values{"fields": {fields}, "include_hidden": {"true"}, "show_expired": {"true"}},
		Credential: r.Credential, Now: r.Now,
	}
	listing, err := n.api.Follow(ctx, request, r.Cursor, r.Limit, pageSize, c.add)
	c.result.PostsRead, c.result.Cursor, c.result.Usage = listing.Read, listing.Position, listing.Usage
	return c.result, err
}

// Lookup asks for posts by id. One that is hidden or expired by now is gone.
func (n *Network) Lookup(ctx context.Context, r wall.LookupRequest) (wall.FetchResult, error) {
	c := collection{now: r.Now, seen: map[string]bool{}}
	request := graph.Request{Query: url.Values{"fields": {fields}}, Credential: r.Credential, Now: r.Now}
	result, err := n.api.Lookup(ctx, request, r.IDs, c.add)
	result.Posts, result.Removed = c.result.Posts, append(result.Removed, c.result.Removed...)
	return result, err
}

// collection gathers posts, each once.
type collection struct {
	now    time.Time
	result wall.FetchResult
	seen   map[string]bool
}

func (c *collection) add(item json.RawMessage) (seen bool) {
	p, state := parsePost(item, c.now)
	switch {
	case state == unreadable:
		c.result.Skipped++
		return false
	case c.seen[p.ID]:
		return true
	case state == withdrawn:
		c.result.Removed = append(c.result.Removed, p.ID)
	default:
		c.result.Posts = append(c.result.Posts, p)
	}
	c.seen[p.ID] = true
	return false
}
