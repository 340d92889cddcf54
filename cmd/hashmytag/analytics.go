package main

import (
	"context"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func (c *cli) analytics() *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "analytics TENANT",
		Short: "Tell what visitors did on a tenant's wall",
		Long: `Tells how often the wall was seen, and its posts seen and clicked, by day (in UTC), by network, and for the ten most
clicked and seen posts. Without --from and --to: the last 30 days.

` + exitCodesHelp,
		Example: "  hashmytag analytics bon-gout.fr\n  hashmytag analytics bon-gout.fr --from 2026-11-01 --to 2026-11-30 --json",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			now := time.Now()
			days, err := analytics.ParseRange(from, to, now)
			if err != nil {
				return err
			}
			t, err := s.tenant(ctx, args[0])
			if err != nil {
				return err
			}
			return showAnalytics(ctx, s, t, days, now, p)
		}),
	}
	cmd.Flags().StringVar(&from, "from", "", "first day, such as 2026-11-01")
	cmd.Flags().StringVar(&to, "to", "", "last day (default: today)")
	return cmd
}

func showAnalytics(ctx context.Context, s services, t wall.Tenant, days analytics.Range, now time.Time, p printer) error {
	if t.Status == wall.Provisioning {
		return wall.Errorf(wall.NotReady, "the tenant is still being made: try again in a minute")
	}
	store, err := s.counts(ctx, t.Ref())
	if err != nil {
		return err
	}
	report, err := analytics.Read(ctx, store, days, now)
	if err != nil {
		return err
	}
	v := viewAnalytics(report)
	return p.result(v, func(w io.Writer) { writeAnalytics(w, v) })
}

// analyticsView is a report as scripts read it; the names are those of the API.
type analyticsView struct {
	From     wall.Day      `json:"from"`
	To       wall.Day      `json:"to"`
	Total    countsView    `json:"total"`
	Days     []dayView     `json:"days"`
	Networks []networkView `json:"networks"`
	TopPosts []topPostView `json:"topPosts"`
}

type countsView struct {
	Views       int64 `json:"views"`
	Impressions int64 `json:"impressions"`
	Clicks      int64 `json:"clicks"`
}

type dayView struct {
	Day wall.Day `json:"day"`
	countsView
}

type networkView struct {
	Network     wall.Network `json:"network"`
	Impressions int64        `json:"impressions"`
	Clicks      int64        `json:"clicks"`
}

type topPostView struct {
	ID          string `json:"id"`
	Impressions int64  `json:"impressions"`
	Clicks      int64  `json:"clicks"`
	Text        string `json:"text,omitempty"`
	URL         string `json:"url,omitempty"`
}

func viewAnalytics(r analytics.Report) analyticsView {
	v := analyticsView{From: r.From, To: r.To, Total: viewCounts(r.Total), Networks: []networkView{}, TopPosts: []topPostView{}}
	for _, d := range r.Days {
		v.Days = append(v.Days, dayView{d.Day, viewCounts(d.Counts)})
	}
	for _, n := range r.Networks {
		v.Networks = append(v.Networks, networkView{n.Network, n.Impressions, n.Clicks})
	}
	for _, p := range r.TopPosts {
		top := topPostView{ID: p.ID, Impressions: p.Impressions, Clicks: p.Clicks}
		if p.Post != nil {
			top.Text, top.URL = p.Post.Text, p.Post.URL
		}
		v.TopPosts = append(v.TopPosts, top)
	}
	return v
}

func viewCounts(c analytics.Counts) countsView { return countsView{c.Views, c.Impressions, c.Clicks} }

func writeAnalytics(w io.Writer, v analyticsView) {
	if v.Total == (countsView{}) {
		say(w, "Nobody has seen the wall from %s to %s.", v.From, v.To)
		return
	}
	say(w, "DAY\tVIEWS\tIMPRESSIONS\tCLICKS")
	for _, d := range v.Days {
		if d.countsView != (countsView{}) {
			say(w, "%s\t%d\t%d\t%d", d.Day, d.Views, d.Impressions, d.Clicks)
		}
	}
	say(w, "in all\t%d\t%d\t%d", v.Total.Views, v.Total.Impressions, v.Total.Clicks)
	say(w, "\nNETWORK\tIMPRESSIONS\tCLICKS")
	for _, n := range v.Networks {
		say(w, "%s\t%d\t%d", n.Network.Title(), n.Impressions, n.Clicks)
	}
	say(w, "\nPOST\tIMPRESSIONS\tCLICKS\tTEXT")
	for _, p := range v.TopPosts {
		say(w, "%s\t%d\t%d\t%s", p.ID, p.Impressions, p.Clicks, beginning(p.Text))
	}
}

// beginning is what fits beside other columns. People on the networks wrote
// the text: what a terminal would obey is left out.
func beginning(text string) string {
	const most = 40
	text = strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return ' '
	}, text)
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}
