package feeds_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/encryption"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// desk is where feeds are managed: a tenant on a real engine, with the
// simulated networks and real budgets.
type desk struct {
	*testing.T
	feeds.Manager
	tenant   wall.Tenant
	table    *dynamo.TenantTable
	upstream string
	queue    queue
}

// queue counts the syncs that were asked for, and keeps the last.
type queue struct {
	sent int
	last wall.SyncMessage
}

func (q *queue) SendSync(_ context.Context, m wall.SyncMessage, _ time.Duration) error {
	q.sent++
	q.last = m
	return nil
}

func (q *queue) SendSyncs(context.Context, []wall.DelayedSync) error { return errors.ErrUnsupported }

// token is the operator's credential.
type token struct{ wall.Credential }

func (s token) Pool(context.Context, wall.Network) ([]wall.Credential, error) {
	return []wall.Credential{s.Credential}, nil
}
func (token) Refresh(context.Context) error { return nil }

func newDesk(t *testing.T, limits budget.Limits) *desk {
	t.Helper()
	db := enginetest.DynamoDB(t)
	name := enginetest.Name("registry")
	must(t, dynamo.EnsureRegistry(t.Context(), db, name))
	registry := dynamo.NewRegistry(db, name)
	server := httptest.NewServer(upstream.New(upstream.Config{Now: func() time.Time { return now }, Seed: 1}))
	t.Cleanup(server.Close)
	d := &desk{T: t, upstream: server.URL + "/upstream/", tenant: wall.Tenant{
		ID: wall.NewTenantID(), Table: enginetest.Name("tenant"), Plan: wall.Enterprise, Status: wall.Active, KeyHash: "hash",
	}}
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), d.tenant.Ref()))
	tables := dynamo.NewTables(dynamo.OneClient{Client: db})
	var err error
	d.table, err = tables.Open(t.Context(), d.tenant.Ref())
	must(t, err)
	_, err = d.table.SetUp(t.Context(), d.tenant, "hmt_key")
	must(t, err)
	sealer, err := encryption.OpenKeyFile(t.TempDir() + "/key")
	must(t, err)
	d.Manager = feeds.Manager{
		Open:  func(ctx context.Context, ref wall.TableRef) (feeds.Store, error) { return tables.Open(ctx, ref) },
		Queue: &d.queue, Sealer: sealer, Clock: func() time.Time { return now }, Counter: registry,
		Networks: feedsync.Refresher{
			Networks: d.networks(), Budget: budget.NewKeeper(registry, limits),
			Shared: token{wall.Credential{AccessToken: "t", UserID: "17841400000000001", BearerToken: "t", APIKey: "t"}},
		},
	}
	return d
}

func (d *desk) networks() map[wall.Network]feedsync.Network {
	bases := map[wall.Network]string{}
	for _, n := range wall.Networks() {
		bases[n] = d.upstream + string(n)
	}
	all := map[wall.Network]feedsync.Network{}
	for n, client := range network.All(network.Settings{BaseURLs: bases}) {
		all[n] = client
	}
	return all
}

func (d *desk) control(settings string) {
	d.Helper()
	request, err := http.NewRequestWithContext(d.Context(), http.MethodPut, d.upstream+"control", strings.NewReader(settings))
	must(d.T, err)
	response, err := http.DefaultClient.Do(request)
	must(d.T, err)
	must(d.T, response.Body.Close())
	if response.StatusCode/100 != 2 {
		d.Fatal(response.Status)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantRefusal wants an error of a code, at a field if one is named.
func wantRefusal(t *testing.T, err error, code wall.Code, pointer string) {
	t.Helper()
	var e *wall.Error
	if !errors.As(err, &e) || e.Code != code || pointer != "" && (len(e.Fields) != 1 || e.Fields[0].Pointer != pointer) {
		t.Errorf("got %v, want %s %s", err, code, pointer)
	}
}

func questions() map[string]feeds.Addition {
	return map[string]feeds.Addition{
		"instagram": {Network: wall.Instagram, Query: wall.Query{Hashtags: []string{"bongout"}}},
		"facebook":  {Network: wall.Facebook, Query: wall.Query{PageID: "104523998877001"}},
		"twitter":   {Network: wall.Twitter, Query: wall.Query{Hashtags: []string{"techconf"}}},
		"google":    {Network: wall.Google, Query: wall.Query{PlaceID: "ChIJb0nG0ut_Ly0nR6900xQ1u5E"}},
	}
}

func limits() budget.Limits { return budget.Limits{TwitterMonthlyUSD: 1, GoogleDailyCalls: 1} }

func TestPreviewShowsAFewPostsAndSavesNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, limits())
	for name, a := range questions() {
		posts, err := d.Preview(t.Context(), d.tenant, a)
		if err != nil || len(posts) == 0 || len(posts) > 6 {
			t.Errorf("%s: %d posts, %v", name, len(posts), err)
			continue
		}
		for i, p := range posts {
			if p.ID == "" || p.Network != a.Network || i > 0 && p.PublishedAt.After(posts[i-1].PublishedAt) {
				t.Errorf("%s: post %d is %+v", name, i, p)
			}
		}
	}
	data, err := d.table.LoadSync(t.Context())
	must(t, err)
	if stored, err := d.table.OldestPost(t.Context()); err != nil || !stored.IsZero() || len(data.Feeds) != 0 || d.queue.sent != 0 {
		t.Errorf("stored a post of %s, %v; %d feeds; %d syncs", stored, err, len(data.Feeds), d.queue.sent)
	}
}

// What previews spend is spent: the second call to Google is beyond its day's budget, and so are posts on X.
func TestPreviewKeepsToTheBudgets(t *testing.T) {
	t.Parallel()
	d := newDesk(t, budget.Limits{TwitterMonthlyUSD: 0.05, GoogleDailyCalls: 1})
	for _, name := range []string{"google", "twitter"} {
		a := questions()[name]
		_, err := d.Preview(t.Context(), d.tenant, a)
		must(t, err)
		_, err = d.Preview(t.Context(), d.tenant, a)
		wantRefusal(t, err, wall.TooManyRequests, "")
		var e *wall.Error
		if errors.As(err, &e); e.RetryAfter <= 0 {
			t.Errorf("%s: again after %s", name, e.RetryAfter)
		}
	}
}

func TestPreviewsAreBounded(t *testing.T) {
	t.Parallel()
	d := newDesk(t, limits())
	for range 30 {
		_, err := d.Preview(t.Context(), d.tenant, questions()["facebook"])
		must(t, err)
	}
	_, err := d.Preview(t.Context(), d.tenant, questions()["facebook"])
	wantRefusal(t, err, wall.TooManyRequests, "")
	d.Clock = func() time.Time { return now.Add(time.Hour) }
	_, err = d.Preview(t.Context(), d.tenant, questions()["facebook"])
	must(t, err)
}

func TestPreviewSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	d := newDesk(t, limits())
	with := func(name string, c wall.Credential) feeds.Addition {
		a := questions()[name]
		a.Credential = &c
		return a
	}
	page := func(id string) feeds.Addition {
		return feeds.Addition{Network: wall.Facebook, Query: wall.Query{PageID: id}}
	}
	tests := map[string]struct {
		ask     feeds.Addition
		code    wall.Code
		pointer string
	}{
		"a query of another network":  {feeds.Addition{Network: wall.Google, Query: wall.Query{Hashtags: []string{"a"}}}, wall.Invalid, "/query/hashtags"},
		"own media without own token": {feeds.Addition{Network: wall.Instagram, Query: wall.Query{Account: true}}, wall.Invalid, "/credential"},
		"half a credential":           {with("instagram", wall.Credential{AccessToken: "a"}), wall.Invalid, "/credential"},
		"an expired token":            {with("facebook", wall.Credential{AccessToken: "expired"}), wall.Invalid, "/credential"},
		"an invalid token":            {with("twitter", wall.Credential{BearerToken: "invalid"}), wall.Invalid, "/credential"},
		"a key that may not":          {with("google", wall.Credential{APIKey: "forbidden"}), wall.Invalid, "/credential"},
		"no such page":                {page("nosuchpage"), wall.Invalid, "/query/pageId"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := d.Preview(t.Context(), d.tenant, test.ask)
			wantRefusal(t, err, test.code, test.pointer)
		})
	}
	d.control(`{"instagram": {"faults": [{"kind": "gone"}]}, "facebook": {"faults": null}}`)
	_, err := d.Preview(t.Context(), d.tenant, questions()["instagram"])
	wantRefusal(t, err, wall.Invalid, "/query/hashtags")
	d.control(`{"facebook": {"faults": [{"kind": "server"}]}}`)
	_, err = d.Preview(t.Context(), d.tenant, questions()["facebook"])
	wantRefusal(t, err, wall.Unavailable, "")
	d.control(`{"facebook": {"faults": [{"kind": "throttled"}]}}`) // last: the token rests after it
	_, err = d.Preview(t.Context(), d.tenant, questions()["facebook"])
	wantRefusal(t, err, wall.TooManyRequests, "")
}

func TestCredentialIsTriedBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	d := newDesk(t, limits())
	claire := audit.As(t.Context(), audit.Actor{Subject: "u1", Email: "claire@bon-gout.com"})
	a := questions()["facebook"]
	a.Credential = &wall.Credential{AccessToken: "expired"}
	_, err := d.Add(claire, d.tenant, a)
	wantRefusal(t, err, wall.Invalid, "/credential")
	data, err := d.table.LoadSync(t.Context())
	must(t, err)
	if len(data.Feeds) != 0 || d.queue.sent != 0 {
		t.Errorf("%d feeds and %d syncs of a token that is refused", len(data.Feeds), d.queue.sent)
	}
	a.Credential.AccessToken = "good"
	f, err := d.Add(claire, d.tenant, a)
	must(t, err)
	if !f.HasOwnCredential() || d.queue.sent != 1 {
		t.Errorf("added %+v, %d syncs", f, d.queue.sent)
	}
	d.control(`{"facebook": {"faults": [{"kind": "throttled"}]}}`)
	a.Credential.AccessToken = "busy" // it works, only not now
	_, err = d.Add(claire, d.tenant, a)
	must(t, err)
	log, _, err := d.table.Audit(t.Context(), "", 10, now)
	must(t, err)
	if len(log) != 2 || log[0].By != "claire@bon-gout.com" || log[0].Action != "feed.added" {
		t.Errorf("the audit says %+v", log)
	}
}

// A message without an id of its own could not keep another sync from asking
// the network at the same time.
func TestWhateverPeopleAskForTakesItsFeed(t *testing.T) {
	t.Parallel()
	d := newDesk(t, budget.Limits{})
	f, err := d.Add(t.Context(), d.tenant, feeds.Addition{Network: wall.Facebook, Query: wall.Query{PageID: "bongout"}})
	must(t, err)
	seen := map[string]bool{d.queue.last.ID: true}
	must(t, d.Sync(t.Context(), d.tenant, f.ID))
	seen[d.queue.last.ID] = true
	must(t, d.SyncOnce(t.Context(), d.tenant, f.ID))
	seen[d.queue.last.ID] = true
	if len(seen) != 3 || seen[""] || !d.queue.last.Now {
		t.Errorf("the messages' ids are %q", slices.Collect(maps.Keys(seen)))
	}
}
