package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestAnalytics(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	p.work(twoPosts{})
	made := get[tenantView](p, "tenants", "create", "--name", "A", "--domain", "a.example.com", "--owner-email", "a@example.com")
	if r := p.run("", "analytics", made.ID); r.code != 0 || !strings.Contains(r.out, "Nobody has seen the wall") {
		t.Errorf("before anybody came: %d %s%s", r.code, r.out, r.notes)
	}
	get[feedView](p, "feeds", "add", made.ID, "--network", "instagram", "--hashtag", "lunch")
	p.visit(made, wall.EventsMessage{
		Views: 3, Posts: map[string]wall.PostCounts{"instagram:lunch1": {Impressions: 2, Clicks: 1}, "instagram:lunch2": {Impressions: 5}},
	})

	v := get[analyticsView](p, "analytics", "a.example.com")
	if want := (countsView{3, 7, 1}); v.Total != want || len(v.Days) != 30 || v.Days[29].countsView != want {
		t.Errorf("in all %+v, last day %+v", v.Total, v.Days[len(v.Days)-1])
	}
	wantPosts := []topPostView{
		{ID: "instagram:lunch1", Impressions: 2, Clicks: 1, Text: "#lunch"}, {ID: "instagram:lunch2", Impressions: 5, Text: "#lunch"},
	}
	if !slices.Equal(v.TopPosts, wantPosts) || !slices.Equal(v.Networks, []networkView{{wall.Instagram, 7, 1}}) {
		t.Errorf("posts %+v, networks %+v", v.TopPosts, v.Networks)
	}
	for _, line := range []string{"in all      3      7            1", "Instagram  7            1", "instagram:lunch1  2            1       #lunch"} {
		if r := p.run("", "analytics", made.ID); !strings.Contains(r.out, line) {
			t.Errorf("does not say %q:\n%s", line, r.out)
		}
	}
	lastWeek := string(wall.DayOf(time.Now()).Plus(-7))
	if v := get[analyticsView](p, "analytics", made.ID, "--from", lastWeek, "--to", lastWeek); v.Total != (countsView{}) || len(v.Days) != 1 {
		t.Errorf("a week ago: %+v", v)
	}
}

// visit counts what visitors did, as the function behind the queue does.
func (p *bench) visit(t tenantView, m wall.EventsMessage) {
	p.test.Helper()
	s, err := p.bind()
	if err != nil {
		p.test.Fatal(err)
	}
	tenant, err := s.tenant(p.ctx, t.ID)
	if err != nil {
		p.test.Fatal(err)
	}
	m.ID, m.Ref, m.Day = "m1", tenant.Ref(), wall.DayOf(time.Now())
	counter := analytics.Counter{
		Open:  s.counts,
		Clock: time.Now,
	}
	if err := counter.Count(p.ctx, []wall.EventsMessage{m}); err != nil {
		p.test.Fatal(err)
	}
}
