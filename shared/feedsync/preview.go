package feedsync

import (
	"context"
	"time"

	"github.com/hashmytag/hashmytag/shared/source"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// previewTime bounds a preview: somebody waits for it.
const previewTime = 10 * time.Second

// Preview shows some posts that a feed would bring, and stores nothing. What others
// have asked for with a shared credential it takes from them; else it asks the
// network once, with the tenant's own credential or, for nil, with a shared one
// within its budget.
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
	if known, err := r.known(ctx, f, now); err == nil && known != nil {
		return *known, nil
	}
	return r.fetchShared(ctx, network, f, request)
}

// known is what the sources of a feed's query have found; nil when one of them has
// not been asked yet, or may not be shown any more.
func (r Refresher) known(ctx context.Context, f wall.Feed, now time.Time) (*wall.FetchResult, error) {
	if r.Sources == nil {
		return nil, nil
	}
	var all wall.FetchResult
	for _, q := range source.Split(f.Network, f.Query) {
		v := view{key: source.Key(f.Network, q)}
		s, err := r.Sources.Source(ctx, v.key)
		if err != nil || s.Rev == 0 {
			return nil, err
		}
		if err := r.add(ctx, &all, v); err != nil {
			return nil, err
		}
		if len(all.Posts) == 0 || !all.ExpiresAt.IsZero() && !all.ExpiresAt.After(now) {
			return nil, nil
		}
	}
	return &all, nil
}
