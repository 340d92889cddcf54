package feeds_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const ownGrants = `{"grants": {
	"EAApage":   {"type": "PAGE", "id": "104523998877001", "name": "Restaurant Bon Goût", "app": "7", "developer": true, "dataAccessExpiresAt": "2027-01-01T00:00:00Z"},
	"EAAnarrow": {"type": "PAGE", "id": "104523998877001", "name": "Restaurant Bon Goût", "app": "7", "developer": true, "scopes": ["pages_read_user_content"]},
	"EAAblind":  {"type": "USER", "id": "10160000000000009", "name": "Paul", "app": "7", "developer": true, "scopes": ["public_profile"]},
	"EAAended":  {"type": "PAGE", "id": "104523998877001", "name": "Restaurant Bon Goût", "app": "7", "expiresAt": "2026-11-01T00:00:00Z"},
	"IGlogin":   {"type": "INSTAGRAM", "id": "17841400000000007", "name": "bongout", "issuedAt": "2026-11-01T00:00:00Z"}}}`

// What is wrong with a token is said where it stands, with the way to mend it,
// and nothing is stored.
func TestAnOwnTokenIsTriedAndWhatIsWrongIsSaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t, limits())
	d.control(fmt.Sprintf(`{"facebook": %s, "instagram": %s}`, ownGrants, ownGrants))
	page, other := wall.Query{PageID: "104523998877001"}, wall.Query{PageID: "104523998877002"}
	for name, test := range map[string]struct {
		network wall.Network
		query   wall.Query
		token   string
		user    string
		want    string
	}{
		"another page":       {wall.Facebook, other, "EAApage", "", "belongs to the page Restaurant Bon Goût (104523998877001), but the feed asks for the page 104523998877002"},
		"a permission":       {wall.Facebook, page, "EAAnarrow", "", "lacks the permission pages_read_engagement"},
		"ended":              {wall.Facebook, page, "EAAended", "", "it has expired"},
		"no token":           {wall.Facebook, page, "invalid", "", "not valid"},
		"no Instagram":       {wall.Instagram, wall.Query{Account: true}, "EAAblind", "17841400000000007", "lacks the permission instagram_basic"},
		"another account":    {wall.Instagram, wall.Query{Account: true}, "IGlogin", "17841400000000008", "belongs to the account @bongout (17841400000000007), but userId is 17841400000000008"},
		"hashtags with this": {wall.Instagram, wall.Query{Hashtags: []string{"bongout"}}, "IGlogin", "17841400000000007", ""},
	} {
		c := wall.Credential{AccessToken: wall.Secret(test.token), UserID: test.user}
		_, err := d.Add(t.Context(), d.tenant, feeds.Addition{Network: test.network, Query: test.query, Credential: &c})
		if test.want == "" {
			continue
		}
		wantRefusal(t, err, wall.Invalid, "/credential")
		var e *wall.Error
		if !errors.As(err, &e) || !strings.Contains(e.Message, test.want) || strings.Contains(err.Error(), test.token) && test.token != "invalid" {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

// Of a good token its owner learns whose it is and when it ends.
func TestWhatIsKnownOfAnOwnTokenIsKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t, limits())
	d.control(fmt.Sprintf(`{"facebook": %s, "instagram": %s}`, ownGrants, ownGrants))
	f, err := d.Add(t.Context(), d.tenant, feeds.Addition{
		Network: wall.Facebook, Query: wall.Query{PageID: "104523998877001"}, Credential: &wall.Credential{AccessToken: "EAApage"},
	})
	must(t, err)
	data, err := d.table.LoadSync(t.Context())
	must(t, err)
	want := wall.Token{
		Account: "Restaurant Bon Goût", AccountID: "104523998877001", ExpiresAt: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), CheckedAt: now,
	}
	if got := data.Feeds[0].Token; got != want {
		t.Errorf("known is %+v, want %+v", got, want)
	}
	if f, err = d.Change(t.Context(), d.tenant, f.ID, feeds.Change{Shared: true}); err != nil || f.Token != (wall.Token{}) {
		t.Errorf("of the shared one is known %+v, %v", f.Token, err)
	}
}
