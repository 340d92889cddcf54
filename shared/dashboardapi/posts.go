package dashboardapi

import (
	"context"
	"io"

	"github.com/oapi-codegen/nullable"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/direct"
	"github.com/hashmytag/hashmytag/shared/moderation"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const defaultPosts = 50

// ListPosts lists posts, the newest first.
func (a API) ListPosts(ctx context.Context, r api.ListPostsRequestObject) (api.ListPostsResponseObject, error) {
	limit := r.Params.Limit
	if limit == 0 {
		limit = defaultPosts
	}
	page, err := a.Moderator.List(ctx, tenantOf(ctx), moderation.Filter{
		Status: wall.PostStatus(r.Params.Status), Network: wall.Network(r.Params.Network), Feed: r.Params.Feed, Words: r.Params.Q,
	}, limit, r.Params.Cursor)
	out := api.ListPosts200JSONResponse{Items: viewPosts(tenantOf(ctx), page.Posts), NextCursor: nullable.NewNullNullable[string]()}
	if page.Next != "" {
		out.NextCursor = nullable.NewNullableWithValue(page.Next)
	}
	return out, err
}

// WritePost writes a post of the tenant's own.
func (a API) WritePost(ctx context.Context, r api.WritePostRequestObject) (api.WritePostResponseObject, error) {
	post, err := a.Writer.Write(ctx, tenantOf(ctx), direct.Draft{
		Text: r.Body.Text, URL: r.Body.URL, Media: r.Body.Media, Pinned: r.Body.Pinned,
	})
	view := viewPost(tenantOf(ctx), moderation.Listed{Post: post, Shown: true})
	return api.WritePost201JSONResponse{Body: view, Headers: api.WritePost201ResponseHeaders{ETag: view.Etag}}, err
}

// UploadMedia takes a picture.
func (a API) UploadMedia(ctx context.Context, r api.UploadMediaRequestObject) (api.UploadMediaResponseObject, error) {
	data, err := io.ReadAll(r.Body) // it was bounded and read before
	if err != nil {
		return nil, err
	}
	p, err := a.Uploader.Upload(ctx, tenantOf(ctx), data)
	return api.UploadMedia201JSONResponse{URL: p.Address(), Width: p.Width, Height: p.Height}, err
}

// ModeratePost decides about a post.
func (a API) ModeratePost(ctx context.Context, r api.ModeratePostRequestObject) (api.ModeratePostResponseObject, error) {
	page, err := a.Moderator.Decide(ctx, tenantOf(ctx), []string{r.ID}, moderation.Decision{
		Status: (*wall.PostStatus)(r.Body.Status), Pinned: r.Body.Pinned, Alt: r.Body.Alt, Rev: revision(r.Params.IfMatch),
	})
	if err != nil {
		return nil, err
	}
	if len(page.Posts) == 0 {
		return nil, wall.Errorf(wall.NotFound, "there is no post %s", r.ID)
	}
	view := viewPost(tenantOf(ctx), page.Posts[0])
	return api.ModeratePost200JSONResponse{Body: view, Headers: api.ModeratePost200ResponseHeaders{ETag: view.Etag}}, nil
}

// ModeratePosts decides about many posts at once.
func (a API) ModeratePosts(ctx context.Context, r api.ModeratePostsRequestObject) (api.ModeratePostsResponseObject, error) {
	page, err := a.Moderator.Decide(ctx, tenantOf(ctx), r.Body.Ids, moderation.Decision{
		Status: (*wall.PostStatus)(r.Body.Status), Pinned: r.Body.Pinned,
	})
	if err != nil {
		return nil, err
	}
	out := api.ModeratePosts200JSONResponse{Items: viewPosts(tenantOf(ctx), page.Posts), Missing: []string{}}
	there := map[string]bool{}
	for _, p := range page.Posts {
		there[p.ID] = true
	}
	for _, id := range r.Body.Ids {
		if !there[id] {
			out.Missing = append(out.Missing, id)
		}
	}
	return out, nil
}

func viewPosts(t wall.Tenant, posts []moderation.Listed) []api.Post {
	views := make([]api.Post, len(posts))
	for i, p := range posts {
		views[i] = viewPost(t, p)
	}
	return views
}

func viewPost(t wall.Tenant, p moderation.Listed) api.Post {
	view := api.Post{
		ID: p.ID, Network: api.PostNetwork(p.Network), FeedIds: append([]string{}, p.FeedIDs...),
		Author: api.Author{Name: p.Author.Name, Handle: p.Author.Handle, URL: p.Author.URL, Avatar: p.ShownAvatar(t.ID)},
		Text:   p.Text, URL: p.URL, PublishedAt: p.PublishedAt, Media: []api.Media{}, Rating: p.Rating,
		Pinned: p.Pinned, Status: api.PostStatus(p.Status), Reason: p.Reason, Moderated: p.Moderated, Shown: p.Shown, ExpiresAt: p.ExpiresAt,
		Etag: etag(p.Rev),
	}
	for _, e := range p.Entities {
		view.Entities = append(view.Entities, api.Entity{Type: api.EntityType(e.Kind), Start: e.Start, End: e.End, URL: e.URL, Text: e.Text})
	}
	for _, m := range p.ShownMedia(t.ID) {
		view.Media = append(view.Media, api.Media{
			Type: api.MediaType(m.Type), URL: m.URL, Poster: m.Poster, Srcset: m.Srcset, Width: m.Width, Height: m.Height,
			Placeholder: m.Placeholder, Alt: m.Alt,
		})
	}
	return view
}
