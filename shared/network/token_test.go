package network_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// inspector is what Instagram and Facebook can do with tokens.
type inspector interface {
	Inspect(ctx context.Context, r wall.InspectRequest) (wall.Inspection, error)
	Renew(ctx context.Context, r wall.InspectRequest) (wall.Renewed, error)
}

// grants are tokens of the simulated Graph API.
const grants = `{"grants": {
	"EAApage":   {"type": "PAGE", "id": "104523998877001", "name": "Restaurant Bon Goût", "app": "77", "developer": true,
	              "dataAccessExpiresAt": "2027-01-01T00:00:00Z"},
	"EAAnarrow": {"type": "PAGE", "id": "104523998877001", "name": "Restaurant Bon Goût", "app": "77", "developer": true, "scopes": ["pages_read_engagement"]},
	"EAAalien":  {"type": "PAGE", "id": "104523998877001", "name": "Restaurant Bon Goût", "app": "88"},
	"EAAuser":   {"type": "USER", "id": "10160000000000009", "name": "Paul", "app": "77", "expiresAt": "2027-01-02T00:00:00Z"},
	"EAAold":    {"type": "USER", "id": "10160000000000009", "name": "Paul", "app": "77", "developer": true, "expiresAt": "2020-01-01T00:00:00Z"},
	"IGlogin":   {"type": "INSTAGRAM", "id": "17841400000000007", "name": "bongout", "issuedAt": "2026-01-01T00:00:00Z"},
	"IGyoung":   {"type": "INSTAGRAM", "id": "17841400000000007", "name": "bongout", "issuedAt": "2099-01-01T00:00:00Z"}}}`

func inspectors(t *testing.T) map[wall.Network]inspector {
	t.Helper()
	server := httptest.NewServer(upstream.New(upstream.Config{Now: func() time.Time { return fixture.Now }, Seed: 1}))
	t.Cleanup(server.Close)
	body := `{"facebook": ` + grants + `, "instagram": ` + grants + `}`
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPut, server.URL+"/upstream/control", strings.NewReader(body))
	response, err := server.Client().Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatal(err, response)
	}
	_ = response.Body.Close()
	bases := map[wall.Network]string{}
	for _, n := range wall.Networks() {
		bases[n] = server.URL + "/upstream/" + string(n)
	}
	found := map[wall.Network]inspector{}
	for n, client := range network.All(network.Settings{BaseURLs: bases}) {
		if i, can := client.(inspector); can {
			found[n] = i
		}
	}
	return found
}

func TestWhatANetworkSaysOfAToken(t *testing.T) {
	t.Parallel()
	all := inspectors(t)
	page := wall.Query{PageID: "104523998877001"}
	for name, test := range map[string]struct {
		network wall.Network
		token   string
		query   wall.Query
		account string // its name and id
		expires string
		wrong   string // a part of it; empty for nothing
		class   wall.ErrorClass
	}{
		"a page's own token":     {wall.Facebook, "EAApage", page, "Restaurant Bon Goût 104523998877001", "2027-01-01", "", ""},
		"the page by its name":   {wall.Facebook, "EAApage", wall.Query{PageID: "Restaurant_Bon_Gout"}, "Restaurant Bon Goût 104523998877001", "2027-01-01", "", ""},
		"another page":           {wall.Facebook, "EAApage", wall.Query{PageID: "999"}, "Restaurant Bon Goût 104523998877001", "2027-01-01", "belongs to the page Restaurant Bon Goût (104523998877001), but the feed asks for the page 999", ""},
		"a permission lacks":     {wall.Facebook, "EAAnarrow", page, "Restaurant Bon Goût 104523998877001", "", "lacks the permission pages_read_user_content", ""},
		"nobody may inspect it":  {wall.Facebook, "EAAalien", page, "Restaurant Bon Goût 104523998877001", "", "", ""},
		"expired":                {wall.Facebook, "EAAold", page, "", "", "", wall.ClassAuth},
		"a person's":             {wall.Instagram, "EAAuser", wall.Query{Account: true}, "@lapetiteadresse 17841400000000007", "", "", ""},
		"of Instagram login":     {wall.Instagram, "IGlogin", wall.Query{Account: true}, "@bongout 17841400000000007", "", "", ""},
		"no hashtags with it":    {wall.Instagram, "IGlogin", wall.Query{Hashtags: []string{"a"}}, "@bongout 17841400000000007", "", "no hashtags", ""},
		"a token that is not so": {wall.Facebook, "invalid", page, "", "", "", wall.ClassAuth},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := all[test.network].Inspect(t.Context(), wall.InspectRequest{
				Query: test.query, Now: fixture.Now,
				Credential: wall.Credential{AccessToken: wall.Secret(test.token), UserID: "17841400000000007"},
			})
			if test.class != "" {
				if err == nil || wall.AsUpstreamError(err).Class != test.class {
					t.Fatalf("got %v, want %s", err, test.class)
				}
				return
			}
			if err != nil || got.CheckedAt != fixture.Now {
				t.Fatalf("%+v, %v", got, err)
			}
			if account := strings.TrimSpace(got.Account + " " + got.AccountID); account != test.account {
				t.Errorf("it belongs to %q, want %q", account, test.account)
			}
			if expires := got.ExpiresAt; !expires.IsZero() != (test.expires != "") || test.expires != "" && expires.Format(time.DateOnly) != test.expires {
				t.Errorf("it expires %v, want %q", expires, test.expires)
			}
			if (got.Wrong == "") != (test.wrong == "") || !strings.Contains(got.Wrong, test.wrong) {
				t.Errorf("wrong is %q, want %q", got.Wrong, test.wrong)
			}
		})
	}
}

func TestATokenIsRenewed(t *testing.T) {
	t.Parallel()
	all := inspectors(t)
	r := wall.InspectRequest{Query: wall.Query{Account: true}, Now: fixture.Now, Credential: wall.Credential{AccessToken: "IGlogin", UserID: "17841400000000007"}}
	got, err := all[wall.Instagram].Renew(t.Context(), r)
	if err != nil || got.Credential.AccessToken == r.Credential.AccessToken || got.Credential.UserID != r.Credential.UserID ||
		got.ExpiresAt != fixture.Now.Add(60*24*time.Hour) {
		t.Fatalf("renewed to %v, which expires %s: %v", got.Credential.AccessToken == r.Credential.AccessToken, got.ExpiresAt, err)
	}
	r.Credential = got.Credential
	if _, err := all[wall.Instagram].Inspect(t.Context(), r); err != nil {
		t.Errorf("the new token does not work: %v", err)
	}
	r.Credential.AccessToken = "IGyoung"
	if _, err := all[wall.Instagram].Renew(t.Context(), r); err == nil {
		t.Error("a token was renewed before it was a day old")
	}
}
