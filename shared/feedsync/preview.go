package feedsync

import (
	"context"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// previewTime bounds a preview: somebody waits for it.
const previewTime = 10 * time.Second

// Preview asks a feed's network once, for some posts: with the tenant's own
// credential or, for nil, with a shared one within its budget. Nothing is stored.
func (r Refresher) Preview(ctx context.Context, f wall.Feed, own *wall.Credential, limit int, now time.Time) (wall.FetchResult, error) {
	ctx, cancel := context.WithTimeout(ctx, previewTime)
	defer cancel()
	network, err := r.network(f)
	if err != nil {
		return wall.FetchResult{}, err
	}
	request := wall.FetchRequest{Query: f.Query, Limit: limit, Now: now}
	if own != nil {
		request.Credential = *own
		return network.Fetch(ctx, request)
	}
	return r.fetchShared(ctx, network, f, request)
}
