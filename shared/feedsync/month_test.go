package feedsync_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// duty is how long a post that its network has deleted, or changed, may stay on a
// wall as it was. X wants it within a day. Meta wants it promptly: what is new
// enough for its listing leaves with the next refresh, what is older in its turn.
func duty(p wall.Post, listed bool) time.Duration {
	if p.Network != wall.Twitter && listed {
		return 2 * time.Hour
	}
	return 25 * time.Hour // a day, and the hour between two syncs here
}

// month is two tenants whose networks are simulated, on a clock that passes an hour
// at each tick: one with the operator's credentials, one with its own.
type month struct {
	*storm
	tenants []*platform
	deleted map[string]time.Time // posts, and since when
	edited  map[string]time.Time
}

func newMonth(t *testing.T, on ...wall.Network) *month {
	t.Helper()
	m := &month{storm: newStormOf(t, 1), deleted: map[string]time.Time{}, edited: map[string]time.Time{}}
	m.control(`{"twitter": {"limits": {"calls": 450, "monthlyPosts": 20000}}}`)
	m.keeper = budget.NewKeeper(m.registry, budget.Limits{TwitterMonthlyUSD: 100, GoogleDailyCalls: dailyCalls})
	for _, own := range []bool{false, true} {
		q := m.neighbour()
		m.tenants = append(m.tenants, q)
		for _, f := range []struct {
			network wall.Network
			query   wall.Query
		}{
			{wall.Facebook, wall.Query{PageID: "104523998877001"}},
			{wall.Twitter, wall.Query{Hashtags: []string{"grandhotel"}}},
			{wall.Instagram, wall.Query{Account: true}},
		} {
			if f.query.Account && !own || !slices.Contains(on, f.network) {
				continue
			}
			feed, err := wall.NewFeed("", f.network, f.query, m.now)
			must(t, err)
			if own {
				feed.SealedCredential = []byte("own")
			}
			must(t, q.table.AddFeed(t.Context(), feed, wall.Unlimited))
		}
	}
	return m
}

// hour lets an hour pass, and syncs every tenant.
func (m *month) hour() {
	m.pass(time.Hour)
	for _, q := range m.tenants {
		syncer := q.syncer()
		syncer.Refresher = feedsync.Refresher{Networks: m.networks, Shared: m.storm, Own: m.storm, Budget: m.keeper, Sources: m.registry}
		syncer.Clock = m.time
		must(m.T, syncer.Sync(m.Context(), wall.SyncMessage{Ref: q.tenant.Ref(), Tick: wall.TickAt(m.now)}))
	}
}

// shown are the posts that a tenant's visitors can reach.
func (m *month) shown(q *platform) map[string]wall.Post {
	m.Helper()
	data := q.load()
	list, err := q.table.ListWall(m.Context(), "", 100_000, func(p wall.Post) bool { return data.Shows(p, m.now) })
	must(m.T, err)
	shown := map[string]wall.Post{}
	for _, p := range list {
		shown[p.ID] = p.Post
	}
	return shown
}

// happen deletes a post and edits another of each network, of all that are shown.
func (m *month) happen(day int) {
	m.Helper()
	changes := map[wall.Network]struct {
		Deleted []string          `json:"deleted"`
		Edits   map[string]string `json:"edits"`
	}{}
	for _, n := range []wall.Network{wall.Facebook, wall.Twitter, wall.Instagram} {
		var ids []string
		for _, q := range m.tenants {
			for id, p := range m.shown(q) {
				if _, gone := m.deleted[id]; p.Network == n && !gone && m.edited[id].IsZero() {
					ids = append(ids, id)
				}
			}
		}
		if slices.Sort(ids); len(ids) < 4 {
			continue
		}
		gone, other := ids[m.IntN(len(ids)/2)], ids[len(ids)/2+m.IntN(len(ids)/2)]
		m.deleted[gone], m.edited[other] = m.now, m.now
		c := changes[n]
		for id := range m.deleted {
			if own, of := strings.CutPrefix(id, string(n)+":"); of {
				c.Deleted = append(c.Deleted, own)
			}
		}
		c.Edits = map[string]string{wall.ExternalID(other): fmt.Sprintf("edited on day %d", day)}
		changes[n] = c
	}
	body, err := json.Marshal(changes)
	must(m.T, err)
	m.control(string(body))
}

// wantDuties looks for posts that stayed, or stayed as they were, for too long.
func (m *month) wantDuties() {
	m.Helper()
	for i, q := range m.tenants {
		shown := m.shown(q)
		newest := slices.SortedFunc(maps.Values(shown), func(a, b wall.Post) int { return b.PublishedAt.Compare(a.PublishedAt) })
		counts := map[wall.Network]int{}
		for _, p := range newest {
			counts[p.Network]++
			allowed := duty(p, counts[p.Network] <= 90)
			if since, gone := m.deleted[p.ID]; gone && m.now.Sub(since) > allowed {
				m.Errorf("tenant %d: %s was deleted %s ago, and is shown", i, p.ID, m.now.Sub(since))
			}
			since, changed := m.edited[p.ID]
			if changed && m.now.Sub(since) > allowed && !strings.HasPrefix(p.Text, "edited") {
				m.Errorf("tenant %d: %s was edited %s ago, and reads %q", i, p.ID, m.now.Sub(since), p.Text)
			}
		}
	}
}

// TestAMonthOfDeletedAndEditedPosts lets a month pass, with people who delete and
// edit what they have published. Walls follow within each network's duty, without
// a call beyond a limit; what people have decided about a post stays.
func TestAMonthOfDeletedAndEditedPosts(t *testing.T) {
	t.Parallel()
	m := newMonth(t, wall.Facebook, wall.Twitter, wall.Instagram)
	for h := range hoursOfMonth {
		m.hour()
		if h%24 == 6 {
			m.happen(h / 24)
		}
		if h%6 == 5 {
			m.wantDuties()
		}
	}
	for n, state := range m.control(`{}`) {
		t.Logf("%s: %d calls, %d refused", n, state.Calls.Calls, state.Calls.Refused)
		if state.Calls.OverLimit > 0 {
			t.Errorf("%s: %d calls went beyond its limits", n, state.Calls.OverLimit)
		}
	}
	for _, q := range m.tenants {
		t.Logf("%d posts are shown; %d were deleted, %d edited", len(m.shown(q)), len(m.deleted), len(m.edited))
	}
	if len(m.deleted) < hoursOfMonth/12 {
		t.Errorf("%d posts were deleted: the test proves little", len(m.deleted))
	}
}

// TestWhereXHasNoJobs deletes a post where X refuses the app compliance jobs: those
// that visitors see first are looked up once a day, and billed.
func TestWhereXHasNoJobs(t *testing.T) {
	t.Parallel()
	m := newMonth(t, wall.Twitter)
	m.control(`{"twitter": {"jobsRefused": true, "posts": {"#grandhotel": [
		{"id": "2125144303993824484", "text": "#grandhotel"}, {"id": "2125144303993824483", "text": "#grandhotel"}]}}}`)
	const id = "2125144303993824483"
	shownBy := func() (count int) {
		for _, q := range m.tenants {
			if _, shown := m.shown(q)[wall.PostID(wall.Twitter, id)]; shown {
				count++
			}
		}
		return count
	}
	for range 3 {
		m.hour()
	}
	if n := shownBy(); n != len(m.tenants) {
		t.Fatalf("%d of %d tenants show the post at first", n, len(m.tenants))
	}
	m.control(`{"twitter": {"deleted": ["` + id + `"]}}`)
	for range 32 {
		m.hour()
	}
	if n := shownBy(); n != 0 {
		t.Errorf("%d tenants still show it", n)
	}
}
