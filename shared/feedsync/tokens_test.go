package feedsync_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	networks "github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/encryption"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/notices"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// office is a tenant whose feeds read the simulated networks, and whose owner
// has a mailbox. Its clock is the test's.
type office struct {
	*crowd
	vault  vault
	sealer encryption.Sealer
	mails  []wall.Mail
	told   []string // operator's: networks whose shared token was refused
	fetch  feedsync.Refresher
	dies   bool // syncs do, once they have renewed a token
	down   bool // the queue of notices is
}

// vault holds the operator's secret; a process knows what it read last.
type vault struct {
	mu           sync.Mutex
	known, there wall.Credential
	second       wall.Credential // of another account on Instagram
}

func (v *vault) put(token wall.Secret) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.there = wall.Credential{AccessToken: token, UserID: "17841400000000001", BearerToken: token, APIKey: token}
	if v.known == (wall.Credential{}) {
		v.known = v.there
	}
}

func (v *vault) Pool(context.Context, wall.Network) ([]wall.Credential, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.second != (wall.Credential{}) {
		return []wall.Credential{v.known, v.second}, nil
	}
	return []wall.Credential{v.known}, nil
}

func (v *vault) Refresh(context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.known = v.there
	return nil
}

const owner = "paul@bon-gout.example"

func newOffice(t *testing.T, locale string) *office {
	t.Helper()
	o := &office{crowd: &crowd{platform: newPlatform(t)}}
	o.clock.Store(wall.TickTime(wall.TickAt(o.now)).Unix())
	o.server = httptest.NewServer(networks.New(networks.Config{Now: o.at, Seed: 1}))
	t.Cleanup(o.server.Close)
	o.vault.put("shared")
	var err error
	o.sealer, err = encryption.OpenKeyFile(t.TempDir() + "/key")
	must(t, err)
	o.tenant.Name, o.tenant.Domain, o.tenant.Locale, o.tenant.Status = "Bon Goût", "bon-gout.example", locale, wall.Active
	_, err = o.registry.CreateTenant(t.Context(), o.tenant, wall.Owner{Email: owner}, "")
	must(t, err)
	keeper := budget.NewKeeper(o.registry, budget.Limits{MetaHourlyCalls: 4800, TwitterMonthlyUSD: 10_000, GoogleDailyCalls: 1000})
	keeper.Refused = func(_ context.Context, n wall.Network, _ string) {
		o.vault.mu.Lock()
		defer o.vault.mu.Unlock()
		o.told = append(o.told, string(n))
	}
	o.fetch = o.process(budget.Limits{})
	o.fetch.Own, o.fetch.Shared, o.fetch.Budget = o.sealer, &o.vault, keeper
	return o
}

// SendNotice hands a message to the notifier, twice, as queues may.
func (o *office) SendNotice(ctx context.Context, m wall.NoticeMessage) error {
	if o.down {
		return errKilled
	}
	n := notices.Notifier{Registry: o.registry, Mailer: o, Site: "https://walls.example", Clock: o.at}
	for range 2 {
		if err := n.Notify(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) Send(_ context.Context, m wall.Mail) error {
	o.mails = append(o.mails, m)
	return nil
}

func (o *office) syncer() feedsync.Syncer {
	s := o.platform.syncer()
	s.Refresher, s.Clock, s.Notices, s.Sealer = o.fetch, o.at, o, o
	return s
}

// Seal is what comes between the renewal of a token and its storing.
func (o *office) Seal(ctx context.Context, ref wall.TableRef, c wall.Credential) ([]byte, error) {
	if o.dies {
		return nil, errKilled
	}
	return o.sealer.Seal(ctx, ref, c)
}

// pass lets ticks pass, each with its sync.
func (o *office) pass(d time.Duration) {
	o.Helper()
	for range d / wall.TickDuration {
		o.step(wall.TickDuration)
	}
}

// step is one sync, so long after the last.
func (o *office) step(d time.Duration) {
	o.Helper()
	o.clock.Add(int64(d / time.Second))
	must(o.T, o.syncer().Sync(o.Context(), wall.SyncMessage{Ref: o.tenant.Ref(), Tick: wall.TickAt(o.at())}))
}

// feed adds a feed, with a token of its own if one is given.
func (o *office) feed(n wall.Network, q wall.Query, token string) wall.Feed {
	o.Helper()
	f, err := wall.NewFeed("", n, q, o.at())
	must(o.T, err)
	f.ID, f.SealedCredential = wall.NewFeedID(), o.seal(token)
	must(o.T, o.table.AddFeed(o.Context(), f, wall.Unlimited))
	return f
}

func (o *office) seal(token string) []byte {
	o.Helper()
	if token == "" {
		return nil
	}
	sealed, err := o.sealer.Seal(o.Context(), o.tenant.Ref(), wall.Credential{
		AccessToken: wall.Secret(token), UserID: "17841400000000007", BearerToken: wall.Secret(token),
	})
	must(o.T, err)
	return sealed
}

// give gives a feed a new token, as its owner does, and syncs as that asks for.
func (o *office) give(id, token string) {
	o.Helper()
	f := o.stored(id)
	next := f
	next.SealedCredential, next.Token = o.seal(token), wall.Token{}
	must(o.T, o.table.UpdateFeed(o.Context(), f, next, wall.Unlimited))
	must(o.T, o.syncer().Sync(o.Context(), wall.SyncNow(o.tenant.Ref())))
}

func (o *office) stored(id string) wall.Feed {
	o.Helper()
	feeds := o.load().Feeds
	return feeds[slices.IndexFunc(feeds, func(f wall.Feed) bool { return f.ID == id })]
}

func (o *office) state(f wall.Feed) wall.FeedState { return o.load().State.Feeds[f.ID] }

// wantMails wants so many mails since it was asked last, each with these words.
func (o *office) wantMails(want ...string) {
	o.Helper()
	if len(o.mails) != len(want) {
		o.Errorf("%d mails at %s, want %d: %s", len(o.mails), o.at(), len(want), subjects(o.mails))
	}
	for i, m := range o.mails[:min(len(want), len(o.mails))] {
		if m.To != owner || !strings.Contains(m.Subject+"\n"+m.Text, want[i]) {
			o.Errorf("a mail to %s has no %q:\n%s\n%s", m.To, want[i], m.Subject, m.Text)
		}
	}
	o.mails = nil
}

func subjects(mails []wall.Mail) string {
	var all []string
	for _, m := range mails {
		all = append(all, m.Subject)
	}
	return strings.Join(all, " | ")
}

func grant(token, members string) string {
	return fmt.Sprintf(`{"facebook": {"grants": {%q: {"type": "PAGE", "id": "104523998877001", "name": "Bon Goût", "app": "7"%s}}}}`, token, members)
}

// A feed's own token fails in every way in which one can: the wall keeps what it
// has, the feed says why, the other goes on, nobody is asked in vain, and the
// owner hears of it once, and once that it is mended.
func TestAnOwnTokenFailsAndIsReplaced(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		breaks string
		class  wall.ErrorClass
		words  string
		calls  int // at most, in 8 hours
	}{
		"revoked":         {grant("EAApage", `, "refused": 467`), wall.ClassAuth, "revoked", 4},
		"password":        {grant("EAApage", `, "refused": 460`), wall.ClassAuth, "password", 4},
		"expired":         {grant("EAApage", `, "expiresAt": "2026-11-24T12:00:00Z"`), wall.ClassAuth, "expired", 4},
		"permission lost": {grant("EAApage", `, "scopes": ["pages_show_list"]`), wall.ClassPermission, "pages_read_engagement", 14},
		"account blocked": {`{"facebook": {"faults": [{"kind": "blocked", "code": 368}]}}`, wall.ClassThrottled, "blocked", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, "en")
			o.control(grant("EAApage", "") + "\n")
			o.control(grant("EAAnew", ""))
			page := o.feed(wall.Facebook, wall.Query{PageID: "104523998877001"}, "EAApage")
			other := o.feed(wall.Twitter, wall.Query{Hashtags: []string{"techconf"}}, "")
			o.pass(10 * time.Minute)
			shown := o.visible(page)
			o.control(test.breaks)
			before := o.control("{}")["facebook"].Calls.Calls
			o.pass(55 * time.Minute)
			o.wantMails()
			o.pass(10 * time.Minute)
			o.wantMails(page.Name)
			o.pass(7*time.Hour - 5*time.Minute)
			o.wantMails()
			s := o.state(page)
			if s.Error == nil || s.Error.Class != test.class || !strings.Contains(s.Error.Message, test.words) {
				t.Fatalf("the feed says %+v", s.Error)
			}
			if test.class == wall.ClassThrottled && s.Error.Until.Sub(o.at()) < time.Hour {
				t.Errorf("the feed is blocked until %s", s.Error.Until)
			}
			if calls := o.control("{}")["facebook"].Calls.Calls - before; calls > test.calls {
				t.Errorf("%d calls with a token that does not work, want at most %d", calls, test.calls)
			}
			if left := o.visible(page); len(shown) == 0 || !slices.Equal(left, shown) {
				t.Errorf("of the %d posts of the feed %d are left", len(shown), len(left))
			}
			if o.at().Sub(o.state(other).LastSync) > wall.TickDuration || o.state(other).Error != nil {
				t.Errorf("the other feed stands still: %+v", o.state(other))
			}
			o.control(`{"facebook": {"faults": null}}`)
			o.give(page.ID, "EAAnew")
			if s := o.state(page); s.Error != nil || s.LastSync.IsZero() {
				t.Errorf("with a new token the feed says %+v", s.Error)
			}
			o.wantMails("well again")
			o.pass(time.Hour)
			o.wantMails()
			if n := o.load().State.Notices; len(n) != 0 {
				t.Errorf("notices are left: %+v", n)
			}
		})
	}
}

// visible are the posts of a feed that visitors may see, on whatever page.
func (o *office) visible(f wall.Feed) []string {
	o.Helper()
	listed, err := o.table.ListWall(o.Context(), "", 10_000, func(p wall.Post) bool { return slices.Contains(p.FeedIDs, f.ID) })
	must(o.T, err)
	var ids []string
	for _, p := range listed {
		ids = append(ids, p.ID)
	}
	return ids
}

func containsAllOf(set, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(s string) bool { return !slices.Contains(set, s) })
}

func TestABlipIsNoNews(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "en")
	f := o.feed(wall.Facebook, wall.Query{PageID: "104523998877001"}, "EAApage")
	o.pass(10 * time.Minute)
	for range 3 {
		o.control(`{"facebook": {"faults": [{"kind": "server"}]}}`)
		o.pass(40 * time.Minute)
		o.control(`{"facebook": {"faults": null}}`)
		o.pass(40 * time.Minute)
		if s := o.state(f); s.Error != nil {
			t.Fatalf("not healed: %+v", s.Error)
		}
	}
	o.wantMails()
}

// What owners are to be told is not lost when the queue does not take it.
func TestANoticeWaitsForItsQueue(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "en")
	f := o.feed(wall.Facebook, wall.Query{PageID: "104523998877001"}, "EAApage")
	o.pass(10 * time.Minute)
	o.control(grant("EAApage", `, "refused": 467`))
	o.pass(time.Hour)
	o.down = true
	o.clock.Add(int64(wall.TickDuration / time.Second))
	m := wall.SyncMessage{Ref: o.tenant.Ref(), Tick: wall.TickAt(o.at())}
	for range 3 {
		if err := o.syncer().Sync(o.Context(), m); !errors.Is(err, errKilled) {
			t.Fatalf("a sync that could not tell answers %v", err)
		}
	}
	o.down = false
	must(t, o.syncer().Sync(o.Context(), m))
	o.wantMails(f.Name)
	o.pass(time.Hour)
	o.wantMails()
	if left := o.load().State.Outbox; len(left) != 0 {
		t.Errorf("left in the outbox is %+v", left)
	}
}

func TestOneMailForAllFeedsOfAnEvent(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "fr")
	first := o.feed(wall.Facebook, wall.Query{PageID: "104523998877001"}, "EAAone")
	o.pass(10 * time.Minute)
	o.control(`{"facebook": {"faults": [{"kind": "server"}]}}`)
	o.pass(15 * time.Minute) // the others begin to fail a little later
	for i := range 8 {
		o.feed(wall.Facebook, wall.Query{PageID: fmt.Sprintf("10452399887700%d", i+2)}, "EAAone")
	}
	o.pass(4 * time.Hour)
	o.wantMails("9 flux n'apportent plus rien de nouveau")
	o.control(`{"facebook": {"faults": null}}`)
	o.pass(3 * time.Hour)
	o.wantMails("9 flux vont de nouveau bien")
	if s := o.state(first); s.Error != nil {
		t.Error(s.Error)
	}
}

// The platform's own token dies: one query tries it, for all, the operator is
// told, no owner is before a day is over; with a new token all go on at once.
func TestASharedTokenFailsAndIsReplaced(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		network wall.Network
		query   func(i int) wall.Query
		breaks  string
	}{
		"Facebook": {wall.Facebook, func(i int) wall.Query { return wall.Query{PageID: fmt.Sprintf("10452399887700%d", i+1)} },
			`{"facebook": {"grants": {"shared": {"type": "SYSTEM_USER", "id": "1", "refused": 467}}}}`},
		"Instagram": {wall.Instagram, func(i int) wall.Query { return wall.Query{Hashtags: []string{fmt.Sprintf("tag%d", i)}} },
			`{"instagram": {"grants": {"shared": {"type": "USER", "id": "1", "refused": 460}}}}`},
		"X": {wall.Twitter, func(i int) wall.Query { return wall.Query{Hashtags: []string{fmt.Sprintf("tag%d", i)}} },
			`{"twitter": {"tokens": ["replaced"]}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, "en")
			var feeds []wall.Feed
			for i := range 6 {
				feeds = append(feeds, o.feed(test.network, test.query(i), ""))
			}
			o.pass(10 * time.Minute)
			shown := o.wall()
			o.control(test.breaks)
			before := o.control("{}")[string(test.network)].Calls.Calls
			const hours = 3
			o.pass(hours * time.Hour)
			o.wantMails()
			if calls := o.control("{}")[string(test.network)].Calls.Calls - before; calls > hours*(12+1)+6 { // once a tick, and once an hour about X's compliance job
				t.Errorf("%d calls with a dead token in %d hours", calls, hours)
			}
			if len(o.told) == 0 || o.told[0] != string(test.network) {
				t.Errorf("the operator was told of %v", o.told)
			}
			for _, f := range feeds {
				if e := o.state(f).Error; e == nil || e.Class != wall.ClassAuth {
					t.Errorf("a feed says %+v", e)
				}
			}
			if !containsAllOf(o.wall(), shown) {
				t.Error("the wall has lost posts")
			}
			o.vault.put("replaced")
			o.pass(wall.TickDuration)
			for _, f := range feeds {
				if e := o.state(f).Error; e != nil {
					t.Errorf("one tick after a new token a feed says %+v", e)
				}
			}
			o.pass(time.Hour)
			o.wantMails()
		})
	}
}

// Of several shared accounts one dies: the other asks for its hashtags.
func TestOneOfTheSharedAccountsDies(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "en")
	o.vault.second = wall.Credential{AccessToken: "second", UserID: "17841400000000002"}
	var feeds []wall.Feed
	for i := range 8 {
		feeds = append(feeds, o.feed(wall.Instagram, wall.Query{Hashtags: []string{fmt.Sprintf("tag%d", i)}}, ""))
	}
	o.pass(10 * time.Minute)
	o.control(`{"instagram": {"grants": {"shared": {"type": "USER", "id": "1", "refused": 460}}}}`)
	o.pass(15 * time.Minute)
	for _, f := range feeds {
		if e := o.state(f).Error; e != nil {
			t.Errorf("a feed says %+v", e)
		}
	}
	if len(o.told) == 0 {
		t.Error("the operator was not told")
	}
}

// A token that ends is announced a week before, once, and again when it has
// ended and the feed fails.
func TestATokenEnds(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "en")
	ends := o.at().Add(10*24*time.Hour + time.Hour).Format(time.RFC3339)
	o.control(grant("EAApage", fmt.Sprintf(`, "developer": true, "expiresAt": %q`, ends)))
	o.control(grant("EAAnew", `, "developer": true`))
	f := o.feed(wall.Facebook, wall.Query{PageID: "104523998877001"}, "EAApage")
	o.pass(10 * time.Minute)
	if token := o.stored(f.ID).Token; token.Account != "Bon Goût" || token.ExpiresAt.Format(time.RFC3339) != ends || token.Renewable {
		t.Fatalf("of the token is known %+v", token)
	}
	for range 10 {
		o.step(24 * time.Hour)
	}
	o.wantMails("ends on 4 December 2026")
	o.pass(3 * time.Hour)
	o.wantMails("refuses the token of the feed")
	o.give(f.ID, "EAAnew")
	o.wantMails("well again")
	for range 5 {
		o.step(24 * time.Hour)
	}
	o.wantMails()
	if needs := o.load().Needs(o.at()); len(needs) != 0 {
		t.Errorf("there is still a need for %+v", needs)
	}
}

// A token that can be renewed never ends, although renewals are lost on the way
// between the network and the table.
func TestATokenIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "en")
	issued := o.at().Add(-2 * 24 * time.Hour)
	o.control(fmt.Sprintf(`{"instagram": {"posts": {"17841400000000007": []}, "grants": {"IGlogin": {"type": "INSTAGRAM", "id": "17841400000000007", "name": "bongout",
		"issuedAt": %q, "expiresAt": %q}}}}`, issued.Format(time.RFC3339), issued.Add(60*24*time.Hour).Format(time.RFC3339)))
	f := o.feed(wall.Instagram, wall.Query{Account: true}, "IGlogin")
	o.pass(5 * time.Minute)
	sealed := o.stored(f.ID).SealedCredential
	for day := range 150 {
		o.dies = day%3 > 0
		o.clock.Add(int64(24 * time.Hour / time.Second))
		_ = o.syncer().Sync(o.Context(), wall.SyncMessage{Ref: o.tenant.Ref(), Tick: wall.TickAt(o.at())})
		if s := o.state(f); s.Error != nil {
			t.Fatalf("on day %d the feed says %+v", day, s.Error)
		}
	}
	token := o.stored(f.ID).Token
	if left := token.ExpiresAt.Sub(o.at()); left < 25*24*time.Hour || !token.Renewable || token.Account != "@bongout" {
		t.Errorf("after 150 days the token has %s left: %+v", left, token)
	}
	if string(o.stored(f.ID).SealedCredential) == string(sealed) {
		t.Error("the token is the first one still")
	}
	o.wantMails()
}
