// Package guestbook is a network that there is not: it shows, and the tests
// prove, all that adding one takes. Copy it to begin a real one.
package guestbook

import (
	"context"
	"net/http"
	"net/url"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Name is the network's, as in post ids.
const Name wall.Network = "guestbook"

// Network is the guestbook.
type Network struct {
	client wire.Client
}

// New makes it.
func New(client wire.Client) *Network { return &Network{client} }

// Fetch reads the entries after the last one that was read.
func (n *Network) Fetch(ctx context.Context, r wall.FetchRequest) (wall.FetchResult, error) {
	answer, err := n.client.Do(ctx, wire.Call{
		Path:   "/entries",
		Query:  url.Values{"page": {r.Query.PageID}, "after": {r.Cursor}},
		Header: http.Header{"Authorization": {"Bearer " + string(r.Credential.AccessToken)}},
		Now:    r.Now,
	})
	if err != nil {
		return wall.FetchResult{}, err
	}
	if err := failure(answer, r.Now); err != nil {
		return wall.FetchResult{}, err
	}
	return parseEntries(answer.Body, r.Cursor)
}
