// Package google reads the reviews of a place: Places API (New).
package google

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	// fields have to be named: without them the answer is an error. Reviews are
	// what the call is billed for.
	fields = "id,rating,userRatingCount,googleMapsUri,reviews"
	// keep is how long reviews are shown after they were fetched: Google's terms
	// do not allow to store them.
	keep = 48 * time.Hour
)

// Network is Google.
type Network struct {
	client wire.Client
}

// New makes it.
func New(client wire.Client) *Network { return &Network{client} }

// Fetch reads a place's rating and the reviews that Google chooses to give: at
// most five, by relevance. One that is missing this time was not withdrawn.
func (n *Network) Fetch(ctx context.Context, r wall.FetchRequest) (wall.FetchResult, error) {
	answer, err := n.client.Do(ctx, wire.Call{
		Path: "/v1/places/" + url.PathEscape(r.Query.PlaceID),
		Header: http.Header{
			"X-Goog-Api-Key":   {string(r.Credential.APIKey)},
			"X-Goog-Fieldmask": {fields},
		},
		Now: r.Now,
	})
	if err != nil {
		return wall.FetchResult{}, err
	}
	if err := failure(answer, r.Now); err != nil {
		return wall.FetchResult{}, err
	}
	return parsePlace(answer.Body, r.Now)
}
