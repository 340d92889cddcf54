package network_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var errNoted = errors.New("noted")

// noting notes who is called, and calls nobody.
type noting struct{ called string }

func (n *noting) RoundTrip(r *http.Request) (*http.Response, error) {
	n.called = r.URL.Scheme + "://" + r.URL.Host + r.URL.Path
	return nil, errNoted
}

func TestWhoIsCalled(t *testing.T) {
	t.Parallel()
	instagram := wall.Query{Account: true}
	meta := func(token wall.Secret) wall.Credential { return wall.Credential{AccessToken: token, UserID: "1"} }
	for name, test := range map[string]struct {
		settings   network.Settings
		network    wall.Network
		query      wall.Query
		credential wall.Credential
		want       string
	}{
		"Instagram":                     {network.Settings{}, wall.Instagram, instagram, meta("EAAG1"), "https://graph.facebook.com/v26.0/1/media"},
		"Instagram by Instagram login":  {network.Settings{}, wall.Instagram, instagram, meta("IGAA1"), "https://graph.instagram.com/v26.0/1/media"},
		"hashtags with Instagram login": {network.Settings{}, wall.Instagram, wall.Query{Hashtags: []string{"a"}}, meta("IGAA1"), "https://graph.facebook.com/v26.0/ig_hashtag_search"},
		"Instagram at another address":  {at(wall.Instagram, "http://localhost:1/instagram/"), wall.Instagram, instagram, meta("IGAA1"), "http://localhost:1/instagram/v26.0/1/media"},
		"Instagram of another version":  {network.Settings{GraphVersion: "v25.0"}, wall.Instagram, instagram, meta("EAAG1"), "https://graph.facebook.com/v25.0/1/media"},
		"Facebook":                      {network.Settings{}, wall.Facebook, wall.Query{PageID: "bon.gout"}, meta("EAAG1"), "https://graph.facebook.com/v26.0/bon.gout/posts"},
		"X":                             {network.Settings{}, wall.Twitter, wall.Query{Hashtags: []string{"a"}}, wall.Credential{BearerToken: "b"}, "https://api.x.com/2/tweets/search/recent"},
		"Google":                        {network.Settings{}, wall.Google, wall.Query{PlaceID: "ChIJ1"}, wall.Credential{APIKey: "k"}, "https://places.googleapis.com/v1/places/ChIJ1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vendor := &noting{}
			test.settings.HTTP = &http.Client{Transport: vendor}
			_, err := network.All(test.settings)[test.network].Fetch(t.Context(), wall.FetchRequest{
				Query: test.query, Credential: test.credential, Now: fixture.Now, Limit: 10,
			})
			if class := wall.AsUpstreamError(err).Class; class != wall.ClassTransient || vendor.called != test.want {
				t.Errorf("called %s (%s), want %s", vendor.called, class, test.want)
			}
		})
	}
}

func at(n wall.Network, address string) network.Settings {
	return network.Settings{BaseURLs: map[wall.Network]string{n: address}}
}
