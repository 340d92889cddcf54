// Package facebook reads the posts that a page has published.
package facebook

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"

	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	fields = "id,message,created_time,updated_time,permalink_url,full_picture,from,status_type,is_published,is_hidden,is_expired,message_tags," +
		"attachments{media_type,type,title,description,url,unshimmed_url,target,media,subattachments{media,media_type,target,url}}"
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

// Fetch reads the page's newest posts. The edge takes no "since" that is
// documented, and posts are edited and hidden after the fact: so each fetch
// reads from the newest on, and there is no cursor.
func (n *Network) Fetch(ctx context.Context, r wall.FetchRequest) (wall.FetchResult, error) {
	var result wall.FetchResult
	seen := map[string]bool{}
	request := graph.Request{
		Path: "/" + url.PathEscape(r.Query.PageID) + "/posts", Query: url.Values{"fields": {fields}},
		Credential: r.Credential, Now: r.Now,
	}
	listing, err := n.api.List(ctx, request, r.Limit, pageSize, func(item json.RawMessage) bool {
		p, state := parsePost(item, r.Now)
		switch {
		case state == unreadable:
			result.Skipped++
			return false
		case seen[p.ID]:
			return true
		case state == withdrawn:
			result.Removed = append(result.Removed, p.ID)
		default:
			result.Posts = append(result.Posts, p)
		}
		seen[p.ID] = true
		return false
	})
	result.PostsRead, result.Usage = listing.Read, listing.Usage
	if err != nil && listing.Read > 0 { // the next fetch meets it again, and nothing is lost
		slog.WarnContext(ctx, "facebook page not read to the end", "error", err)
		return result, nil
	}
	return result, err
}
