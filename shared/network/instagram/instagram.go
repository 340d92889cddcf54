// Package instagram reads public posts by hashtag, and the own media of a
// business or creator account.
package instagram

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/url"

	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	hashtagFields = "id,caption,media_type,media_url,permalink,timestamp,children{id,media_type,media_url,permalink}"
	ownFields     = "id,caption,media_type,media_url,thumbnail_url,permalink,timestamp,username," +
		"children{id,media_type,media_url,thumbnail_url}"
	hashtagPage = 50 // the most that the API gives at once
	ownPage     = 100
)

// Network is Instagram.
type Network struct {
	api graph.API
	// login is the host for tokens that were given by "Instagram login": it
	// serves own media, not hashtags.
	login graph.API
}

// New makes it from the client of each host.
func New(client, login wire.Client, version string) *Network {
	return &Network{api: graph.API{Client: client, Version: version}, login: graph.API{Client: login, Version: version}}
}

// Fetch reads the newest posts of the query: of an account, or by hashtags.
func (n *Network) Fetch(ctx context.Context, r wall.FetchRequest) (wall.FetchResult, error) {
	c := &collection{seen: map[string]bool{}}
	if r.Query.Account {
		position, err := n.own(ctx, r, c)
		c.result.Cursor = position
		return c.result, err
	}
	known := parseCursor(r.Cursor)
	read, problem := n.hashtags(ctx, r, known, c)
	if read == 0 && problem != nil {
		return c.result, problem
	}
	c.result.Cursor, c.result.Problem = known.cursor(r.Query.Hashtags), problem
	return c.result, nil
}

// Lookup asks for an account's own media by id. Of others' media, which hashtags
// find, it tells nothing: only their owners may ask for them
// (ig-hashtag/recent-media), and to all others they look as if they were gone.
func (n *Network) Lookup(ctx context.Context, r wall.LookupRequest) (wall.FetchResult, error) {
	if !r.Query.Account {
		return wall.FetchResult{}, nil
	}
	c := &collection{seen: map[string]bool{}}
	request := graph.Request{Query: url.Values{"fields": {ownFields}}, Credential: r.Credential, Now: r.Now}
	result, err := n.host(r.Credential).Lookup(ctx, request, r.IDs, c.add)
	result.Posts = c.result.Posts
	return result, err
}

// hashtags reads one hashtag after the other. One that fails takes nothing from
// the others, unless what is wrong is the credential. It tells how many were read
// and the first problem.
func (n *Network) hashtags(ctx context.Context, r wall.FetchRequest, known hashtags, c *collection) (read int, problem *wall.UpstreamError) {
	for _, tag := range r.Query.Hashtags {
		err := n.hashtag(ctx, r, tag, known, c)
		if err == nil {
			read++
			continue
		}
		slog.WarnContext(ctx, "instagram hashtag not read", "hashtag", tag, "error", err)
		failed := wall.AsUpstreamError(err)
		if len(r.Query.Hashtags) > 1 && !ofCredential(failed) {
			failed.Message = "#" + tag + ": " + failed.Message
		}
		problem = cmp.Or(problem, failed)
		if ofCredential(failed) || ctx.Err() != nil {
			break
		}
	}
	return read, problem
}

// ofCredential reports whether a problem would meet the next hashtag as well.
func ofCredential(e *wall.UpstreamError) bool {
	return e.Class == wall.ClassAuth || e.Class == wall.ClassPermission || e.Class == wall.ClassThrottled
}

// host is the one that serves a token's own media.
func (n *Network) host(c wall.Credential) graph.API {
	if isLogin(c) {
		return n.login
	}
	return n.api
}

// own reads the media of the credential's account, and tells the new position.
func (n *Network) own(ctx context.Context, r wall.FetchRequest, c *collection) (string, error) {
	request := graph.Request{
		Path: "/" + url.PathEscape(r.Credential.UserID) + "/media", Query: url.Values{"fields": {ownFields}},
		Credential: r.Credential, Now: r.Now,
	}
	listing, err := n.host(r.Credential).Follow(ctx, request, r.Cursor, r.Limit, ownPage, c.add)
	c.note(listing)
	return listing.Position, err
}

// hashtag reads one hashtag, of which there are the last 24 hours.
func (n *Network) hashtag(ctx context.Context, r wall.FetchRequest, tag string, known hashtags, c *collection) error {
	h := known[tagKey(tag)]
	lookedUp := h.id == ""
	if lookedUp {
		id, err := n.lookUp(ctx, r, tag)
		if err != nil {
			return err
		}
		h.id = id
	}
	request := graph.Request{
		Path:       "/" + url.PathEscape(h.id) + "/recent_media",
		Query:      url.Values{"user_id": {r.Credential.UserID}, "fields": {hashtagFields}},
		Credential: r.Credential, Now: r.Now,
	}
	share := max(min(r.Limit, hashtagPage), r.Limit/len(r.Query.Hashtags))
	listing, err := n.api.Follow(ctx, request, h.position, share, hashtagPage, c.add)
	h.position = listing.Position
	known[tagKey(tag)] = h
	c.note(listing)
	if graph.IsMissing(err) && !lookedUp {
		delete(known, tagKey(tag))
		return &wall.UpstreamError{Class: wall.ClassCursor, Message: "The hashtag's id is not known any more. It is looked up again.", Cause: err}
	}
	return err
}

// lookUp finds the id of a hashtag. It is the same for ever and everywhere, but
// each new hashtag counts against the account's 30 in 7 days.
func (n *Network) lookUp(ctx context.Context, r wall.FetchRequest, tag string) (string, error) {
	answer, err := n.api.Get(ctx, graph.Request{
		Path: "/ig_hashtag_search", Query: url.Values{"user_id": {r.Credential.UserID}, "q": {tag}},
		Credential: r.Credential, Now: r.Now,
	})
	if err != nil {
		return "", err
	}
	id, err := hashtagID(answer.Body)
	if err == nil && id == "" {
		err = &wall.UpstreamError{Class: wall.ClassGone, Message: "Instagram does not know the hashtag #" + tag + ", or does not show it."}
	}
	return id, err
}

// collection gathers posts, each once.
type collection struct {
	result wall.FetchResult
	seen   map[string]bool
}

func (c *collection) note(l graph.Listing) {
	c.result.PostsRead += l.Read
	if l.Usage.Fraction >= c.result.Usage.Fraction {
		c.result.Usage = l.Usage
	}
}

func (c *collection) add(item json.RawMessage) (seen bool) {
	p, ok := parsePost(item)
	if !ok {
		c.result.Skipped++
		return false
	}
	if c.seen[p.ID] {
		return true
	}
	c.seen[p.ID] = true
	c.result.Posts = append(c.result.Posts, p)
	return false
}
