// Package graph is what Instagram and Facebook share: Meta's Graph API, with
// its tokens, pages, usage headers, errors and times.
package graph

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// API is one host of the Graph API, in one version.
type API struct {
	wire.Client
	Version string // as in the path: v26.0
}

// Request asks for an object, or for an edge of one.
type Request struct {
	Path       string // below the version: /<id>/<edge>
	Query      url.Values
	Credential wall.Credential
	Now        time.Time
}

// Get asks, and turns what the API calls an error into a *wall.UpstreamError,
// whatever the status that it came with.
func (a API) Get(ctx context.Context, r Request) (wire.Answer, error) {
	query := url.Values{"access_token": {string(r.Credential.AccessToken)}}
	if r.Credential.AppSecret != "" {
		query.Set("appsecret_proof", proof(r.Credential))
	}
	for name, values := range r.Query {
		query[name] = values
	}
	answer, err := a.Client.Get(ctx, wire.Call{Path: "/" + a.Version + r.Path, Query: query, Now: r.Now})
	if err != nil {
		return answer, err
	}
	return answer, a.failure(answer, r.Now)
}

// proof shows the API that the caller knows the secret of the token's app.
func proof(c wall.Credential) string {
	mac := hmac.New(sha256.New, []byte(c.AppSecret))
	mac.Write([]byte(c.AccessToken))
	return hex.EncodeToString(mac.Sum(nil))
}

// Listing is what List read.
type Listing struct {
	Read  int // items, those that were not new included
	Usage wall.Usage
}

// maxPages bounds a listing whose pages never end.
const maxPages = 20

// List hands the items of an edge to add, page by page, until there are no
// more, limit items were read, or a page holds only items that add has seen. It
// goes on past empty pages and past pages with the cursor of the one before: the
// API gives both in the middle of listings.
func (a API) List(ctx context.Context, r Request, limit, pageSize int, add func(item json.RawMessage) (seen bool)) (Listing, error) {
	var listing Listing
	var at url.Values
	for range maxPages {
		r.Query = merged(r.Query, at)
		r.Query.Set("limit", strconv.Itoa(max(1, min(pageSize, limit-listing.Read))))
		answer, err := a.Get(ctx, r)
		if err != nil {
			return listing, err
		}
		var page page
		if err := wire.Decode(answer.Body, &page); err != nil {
			return listing, err
		}
		listing.Usage = usage(answer.Header, r.Now)
		seen := 0
		for _, item := range page.Data {
			if add(item) {
				seen++
			}
		}
		listing.Read += len(page.Data)
		at = page.next()
		if at == nil || listing.Read >= limit || seen > 0 && seen == len(page.Data) {
			break
		}
	}
	return listing, nil
}

// page is one page of an edge.
type page struct {
	Data   []json.RawMessage `json:"data"`
	Paging struct {
		Cursors struct {
			After string `json:"after"`
		} `json:"cursors"`
		Next string `json:"next"`
	} `json:"paging"`
}

// markers are what says where a page begins, in both styles of paging.
var markers = []string{"after", "until", "since", "__paging_token"}

// next is where the next page begins; nil after the last one, which may still
// have cursors. Of the next page's address nothing but the markers is kept: the
// token is in it.
func (p page) next() url.Values {
	if p.Paging.Next == "" {
		return nil
	}
	at := url.Values{}
	if address, err := url.Parse(p.Paging.Next); err == nil {
		for _, name := range markers {
			if value := address.Query().Get(name); value != "" {
				at.Set(name, value)
			}
		}
	}
	if len(at) == 0 && p.Paging.Cursors.After != "" {
		at.Set("after", p.Paging.Cursors.After)
	}
	if len(at) == 0 {
		return nil
	}
	return at
}

// merged is a query that continues at a marker.
func merged(query, at url.Values) url.Values {
	next := url.Values{}
	for name, values := range query {
		next[name] = values
	}
	for _, name := range markers {
		next.Del(name)
	}
	for name, values := range at {
		next[name] = values
	}
	return next
}

// Time reads the API's times, whose zone has no colon; the zero time if s is none.
func Time(s string) time.Time {
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// PictureExpiry is when the address of a picture or film on Meta's servers
// stops working: the parameter oe, unix seconds in hexadecimal. The zero time
// if it does not say.
func PictureExpiry(address string) time.Time {
	u, err := url.Parse(address)
	if err != nil {
		return time.Time{}
	}
	seconds, err := strconv.ParseInt(u.Query().Get("oe"), 16, 64)
	if err != nil || seconds < 1e9 || seconds > 1e10 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
