package dashboardapi

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/oapi-codegen/nullable"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/moderation"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// ListFeeds lists the feeds, the oldest first.
func (a API) ListFeeds(ctx context.Context, _ api.ListFeedsRequestObject) (api.ListFeedsResponseObject, error) {
	views, err := a.viewFeeds(ctx)
	return api.ListFeeds200JSONResponse{Items: views, NextCursor: nullable.NewNullNullable[string]()}, err
}

// GetFeed reads a feed.
func (a API) GetFeed(ctx context.Context, r api.GetFeedRequestObject) (api.GetFeedResponseObject, error) {
	view, err := a.viewFeed(ctx, r.ID)
	return api.GetFeed200JSONResponse{Body: view, Headers: api.GetFeed200ResponseHeaders{ETag: view.Etag}}, err
}

// AddFeed adds a feed.
func (a API) AddFeed(ctx context.Context, r api.AddFeedRequestObject) (api.AddFeedResponseObject, error) {
	f, err := a.Operator.Feeds.Add(ctx, tenantOf(ctx), feeds.Addition{
		Name: r.Body.Name, Network: wall.Network(r.Body.Network), Query: parseQuery(r.Body.Query),
		Credential: parseCredential(r.Body.Credential), Paused: r.Body.Enabled != nil && !*r.Body.Enabled,
	})
	if err == nil {
		err = a.Operator.KeepToPlan(ctx, tenantOf(ctx))
	}
	if err != nil {
		return nil, err
	}
	view, err := a.viewFeed(ctx, f.ID)
	return api.AddFeed201JSONResponse{Body: view, Headers: api.AddFeed201ResponseHeaders{ETag: view.Etag, Location: "/v1/feeds/" + f.ID}}, err
}

// PreviewFeed shows what a feed would bring.
func (a API) PreviewFeed(ctx context.Context, r api.PreviewFeedRequestObject) (api.PreviewFeedResponseObject, error) {
	posts, err := a.Operator.Feeds.Preview(ctx, tenantOf(ctx), feeds.Addition{
		Network: wall.Network(r.Body.Network), Query: parseQuery(r.Body.Query), Credential: parseCredential(r.Body.Credential),
	})
	out := api.PreviewFeed200JSONResponse{Posts: []api.WallPost{}}
	for _, p := range posts {
		view := viewPost(tenantOf(ctx), moderation.Listed{Post: p})
		out.Posts = append(out.Posts, api.WallPost{
			ID: view.ID, Network: view.Network, FeedIds: view.FeedIds, Author: view.Author, Text: view.Text, Entities: view.Entities,
			URL: view.URL, PublishedAt: view.PublishedAt, Media: previewMedia(p), Rating: view.Rating,
		})
	}
	return out, err
}

// previewMedia are the network's own addresses: nothing of a preview is kept,
// and a person asked to see it.
func previewMedia(p wall.Post) []api.Media {
	all := make([]api.Media, len(p.Media))
	for i, m := range p.Media {
		all[i] = api.Media{Type: api.MediaType(m.Kind), URL: m.URL, Poster: m.Poster, Width: m.Width, Height: m.Height, Alt: p.Alt(i)}
	}
	return all
}

// ChangeFeed changes, pauses or resumes a feed.
func (a API) ChangeFeed(ctx context.Context, r api.ChangeFeedRequestObject) (api.ChangeFeedResponseObject, error) {
	change := feeds.Change{Rev: revision(r.Params.IfMatch), Name: r.Body.Name, Enabled: r.Body.Enabled, Shared: r.Body.Credential.IsNull()}
	if r.Body.Query != nil {
		query := parseQuery(*r.Body.Query)
		change.Query = &query
	}
	if own, err := r.Body.Credential.Get(); err == nil {
		change.Credential = parseCredential(&own)
	}
	_, err := a.Operator.Feeds.Change(ctx, tenantOf(ctx), r.ID, change)
	if err == nil {
		err = a.Operator.KeepToPlan(ctx, tenantOf(ctx))
	}
	if err != nil {
		return nil, err
	}
	view, err := a.viewFeed(ctx, r.ID)
	return api.ChangeFeed200JSONResponse{Body: view, Headers: api.ChangeFeed200ResponseHeaders{ETag: view.Etag}}, err
}

// RemoveFeed removes a feed.
func (a API) RemoveFeed(ctx context.Context, r api.RemoveFeedRequestObject) (api.RemoveFeedResponseObject, error) {
	return api.RemoveFeed204Response{}, a.Operator.Feeds.Remove(ctx, tenantOf(ctx), r.ID, revision(r.Params.IfMatch))
}

// SyncFeed asks for a refresh of a feed now.
func (a API) SyncFeed(ctx context.Context, r api.SyncFeedRequestObject) (api.SyncFeedResponseObject, error) {
	return api.SyncFeed202Response{}, a.Operator.Feeds.SyncOnce(ctx, tenantOf(ctx), r.ID)
}

func parseQuery(q api.FeedQuery) wall.Query {
	return wall.Query{Hashtags: q.Hashtags, Account: q.Account, PageID: q.PageID, PlaceID: q.PlaceID}
}

func parseCredential(c *api.Credential) *wall.Credential {
	if c == nil {
		return nil
	}
	return &wall.Credential{
		AccessToken: wall.Secret(c.AccessToken), UserID: c.UserID, BearerToken: wall.Secret(c.BearerToken), APIKey: wall.Secret(c.APIKey),
	}
}

// viewFeed reads a feed with its state.
func (a API) viewFeed(ctx context.Context, id string) (api.Feed, error) {
	views, err := a.viewFeeds(ctx)
	if err != nil {
		return api.Feed{}, err
	}
	i := slices.IndexFunc(views, func(f api.Feed) bool { return f.ID == id })
	if i < 0 {
		return api.Feed{}, wall.Errorf(wall.NotFound, "there is no feed %s", id)
	}
	return views[i], nil
}

func (a API) viewFeeds(ctx context.Context) ([]api.Feed, error) {
	t := tenantOf(ctx)
	data, err := a.Operator.Feeds.List(ctx, t)
	if err != nil {
		return nil, err
	}
	onWall, err := a.Operator.OnWall(ctx, t)
	if err != nil {
		return nil, err
	}
	views := []api.Feed{}
	for _, f := range data.Feeds {
		views = append(views, api.Feed{
			ID: f.ID, Name: f.Name, Network: api.Network(f.Network), Enabled: f.Enabled, OwnCredential: f.HasOwnCredential(),
			Query:      api.FeedQuery{Hashtags: f.Query.Hashtags, Account: f.Query.Account, PageID: f.Query.PageID, PlaceID: f.Query.PlaceID},
			Credential: viewToken(f.Token),
			CreatedAt:  f.CreatedAt, Etag: etag(f.Rev), State: viewState(f, data.State.Feeds[f.ID], onWall[f.ID]),
		})
	}
	return views, nil
}

func viewState(f wall.Feed, s wall.FeedState, onWall int) api.FeedState {
	interval := time.Duration(feedsync.Interval(f)) * wall.TickDuration
	view := api.FeedState{
		LastSyncAt: orNull(s.LastSync), NextSyncAt: orNull(nextSync(f, s)),
		IntervalSeconds: int(interval / time.Second), PostCount: onWall, SkippedCount: s.Skipped, Reason: reason(f, s, interval),
	}
	if e := s.Error; e != nil {
		view.Error = &api.FeedError{Class: string(e.Class), Message: e.Message, Since: e.Since, Until: e.Until}
	}
	return view
}

func viewToken(t wall.Token) api.CredentialInfo {
	return api.CredentialInfo{
		Account: t.Account, AccountID: t.AccountID, ExpiresAt: t.ExpiresAt, Renewable: t.Renewable, CheckedAt: t.CheckedAt,
	}
}

func viewNeeds(needs []wall.Need) []api.Need {
	views := []api.Need{}
	for _, n := range needs {
		views = append(views, api.Need{
			FeedID: n.Feed.ID, FeedName: n.Feed.Name, Network: api.Network(n.Feed.Network), Kind: string(n.Kind), Class: string(n.Class),
			OwnCredential: n.Feed.HasOwnCredential(), Message: n.Message, Since: n.Since, ExpiresAt: n.Expires,
		})
	}
	return views
}

// nextSync is zero for a feed that is due now, or paused.
func nextSync(f wall.Feed, s wall.FeedState) time.Time {
	if !f.Enabled || s.NextTick == 0 {
		return time.Time{}
	}
	return wall.TickTime(s.NextTick)
}

// reason says why a feed is refreshed less often than every tick.
func reason(f wall.Feed, s wall.FeedState, interval time.Duration) string {
	switch {
	case !f.Enabled:
		return "the feed is paused"
	case s.Error != nil && !s.Error.Until.IsZero():
		return f.Network.Title() + " has asked us to wait"
	case s.Error != nil:
		return "the last refresh failed: it is tried again"
	case interval > wall.TickDuration:
		return fmt.Sprintf("%s is asked every %d hours, to stay within its limits", f.Network.Title(), interval/time.Hour)
	}
	return ""
}
