package dashboardapi

import (
	"context"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/analytics"
)

// GetAnalytics tells what visitors did in some days.
func (a API) GetAnalytics(ctx context.Context, r api.GetAnalyticsRequestObject) (api.GetAnalyticsResponseObject, error) {
	t, now := tenantOf(ctx), a.Clock()
	days, err := analytics.ParseRange(r.Params.From, r.Params.To, now)
	if err != nil {
		return nil, err
	}
	if err := t.Ready(); err != nil {
		return nil, err
	}
	store, err := a.Counts(ctx, t.Ref())
	if err != nil {
		return nil, err
	}
	report, err := analytics.Read(ctx, store, days, now)
	return api.GetAnalytics200JSONResponse(viewReport(report)), err
}

func viewReport(r analytics.Report) api.Analytics {
	view := api.Analytics{
		From: string(r.From), To: string(r.To), Total: api.Counts{Views: r.Total.Views, Impressions: r.Total.Impressions, Clicks: r.Total.Clicks},
		Days: []api.AnalyticsDay{}, Networks: []api.AnalyticsNetwork{}, TopPosts: []api.AnalyticsPost{},
	}
	for _, d := range r.Days {
		view.Days = append(view.Days, api.AnalyticsDay{Day: string(d.Day), Views: d.Views, Impressions: d.Impressions, Clicks: d.Clicks})
	}
	for _, n := range r.Networks {
		view.Networks = append(view.Networks, api.AnalyticsNetwork{
			Network: api.PostNetwork(n.Network), Impressions: n.Impressions, Clicks: n.Clicks,
		})
	}
	for _, p := range r.TopPosts {
		top := api.AnalyticsPost{ID: p.ID, Impressions: p.Impressions, Clicks: p.Clicks}
		if p.Post != nil {
			top.Text, top.URL = p.Post.Text, p.Post.URL
		}
		view.TopPosts = append(view.TopPosts, top)
	}
	return view
}
