package dashboardapi

import (
	"context"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// GetWidget reads the widget's settings, and what its rules catch.
func (a API) GetWidget(ctx context.Context, _ api.GetWidgetRequestObject) (api.GetWidgetResponseObject, error) {
	w, caught, err := a.Settings.Widget(ctx, tenantOf(ctx))
	view := viewWidget(w)
	view.Moderation.Caught = api.Caught{
		Words: viewCaught(w.Moderation.BlockedWords, caught.Words), Authors: viewCaught(w.Moderation.BlockedAuthors, caught.Authors),
	}
	return api.GetWidget200JSONResponse{Body: view, Headers: api.GetWidget200ResponseHeaders{ETag: etag(w.Rev)}}, err
}

// viewCaught tells of every entry of a list, in its order.
func viewCaught(list []string, posts map[string]int) []api.Catch {
	view := []api.Catch{}
	for _, blocked := range list {
		view = append(view, api.Catch{Blocked: blocked, Posts: posts[blocked]})
	}
	return view
}

// SetWidget replaces the widget's settings, unless somebody else has.
func (a API) SetWidget(ctx context.Context, r api.SetWidgetRequestObject) (api.SetWidgetResponseObject, error) {
	w := parseWidget(*r.Body)
	if w.Rev = revision(r.Params.IfMatch); w.Rev == 0 {
		return nil, wall.InvalidField("/If-Match", "etag-needed", "the ETag of the settings that you have read is needed: * would overwrite what others changed")
	}
	w, err := a.Settings.SetWidget(ctx, tenantOf(ctx), w)
	return api.SetWidget200JSONResponse{
		Body: viewWidget(w), Headers: api.SetWidget200ResponseHeaders{ETag: etag(w.Rev)},
	}, err
}

func viewWidget(w wall.Widget) api.Widget {
	m := w.Moderation
	view := api.Widget{
		Theme: api.Theme(w.Theme), Layout: api.Layout(w.Layout), Columns: w.Columns, Scroll: api.Scroll(w.Scroll), Limit: w.Limit,
		Colors:   api.Colors{Background: w.Colors.Background, Card: w.Colors.Card, Text: w.Colors.Text, Accent: w.Colors.Accent},
		Networks: []api.PostNetwork{}, Language: api.WallLanguage(w.Language), Branding: api.Branding{Logo: w.Branding.Logo, Font: w.Branding.Font},
		Moderation: api.ModerationRules{
			Mode: api.ModerationRulesMode(m.Mode), BlockedWords: append([]string{}, m.BlockedWords...),
			BlockedAuthors: append([]string{}, m.BlockedAuthors...), BuiltInLists: m.BuiltInLists, MinimumRating: m.MinimumRating,
		},
	}
	for _, n := range w.Networks {
		view.Networks = append(view.Networks, api.PostNetwork(n))
	}
	return view
}

func parseWidget(in api.Widget) wall.Widget {
	m := in.Moderation
	w := wall.Widget{
		Theme: wall.Theme(in.Theme), Layout: wall.Layout(in.Layout), Columns: in.Columns, Scroll: wall.Scroll(in.Scroll), Limit: in.Limit,
		Colors:   wall.Colors{Background: in.Colors.Background, Card: in.Colors.Card, Text: in.Colors.Text, Accent: in.Colors.Accent},
		Language: string(in.Language), Branding: wall.Branding{Logo: in.Branding.Logo, Font: in.Branding.Font},
		Moderation: wall.Moderation{
			Mode: wall.ModerationMode(m.Mode), BlockedWords: m.BlockedWords, BlockedAuthors: m.BlockedAuthors,
			BuiltInLists: m.BuiltInLists, MinimumRating: m.MinimumRating,
		},
	}
	for _, n := range in.Networks {
		w.Networks = append(w.Networks, wall.Network(n))
	}
	return w
}
