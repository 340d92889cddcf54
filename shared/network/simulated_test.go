package network_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// The simulated networks were written from the vendors' pages without a look at
// the clients. Each reads the other.
func TestTheSimulatedNetworksAreRead(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(upstream.New(upstream.Config{Now: func() time.Time { return fixture.Now }, Seed: 1}))
	t.Cleanup(server.Close)
	bases := map[wall.Network]string{}
	for _, n := range wall.Networks() {
		bases[n] = server.URL + "/upstream/" + string(n)
	}
	networks := network.All(network.Settings{BaseURLs: bases})
	for n, r := range map[wall.Network]wall.FetchRequest{
		wall.Instagram: {Query: wall.Query{Hashtags: []string{"bongout"}}, Credential: wall.Credential{AccessToken: "t", UserID: "17841400000000001"}},
		wall.Facebook:  {Query: wall.Query{PageID: "104523998877001"}, Credential: wall.Credential{AccessToken: "t"}},
		wall.Twitter:   {Query: wall.Query{Hashtags: []string{"techconf"}}, Credential: wall.Credential{BearerToken: "t"}},
		wall.Google:    {Query: wall.Query{PlaceID: "ChIJb0nG0ut_Ly0nR6900xQ1u5E"}, Credential: wall.Credential{APIKey: "t"}},
	} {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			r.Now, r.Limit = fixture.Now, 100
			result, err := networks[n].Fetch(t.Context(), r)
			if err != nil || len(result.Posts) == 0 || result.Skipped > 0 {
				t.Fatalf("%d posts, %d skipped, %v", len(result.Posts), result.Skipped, err)
			}
			for _, p := range result.Posts {
				fixture.CheckPost(t, p)
				if p.PublishedAt.IsZero() || p.PublishedAt.After(fixture.Now) {
					t.Errorf("%s is of %s", p.ID, p.PublishedAt)
				}
			}
		})
	}
}
