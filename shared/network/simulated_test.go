package network_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var start = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func simulate(t *testing.T) map[wall.Network]network.Network {
	t.Helper()
	server := httptest.NewServer(upstream.New(upstream.Config{Now: func() time.Time { return start }, Seed: 1}))
	t.Cleanup(server.Close)
	bases := map[wall.Network]string{}
	for _, n := range wall.Networks() {
		bases[n] = server.URL + "/upstream/" + string(n)
	}
	return network.All(network.Settings{BaseURLs: bases})
}

func TestSimulated(t *testing.T) {
	t.Parallel()
	networks := simulate(t)
	for n, r := range map[wall.Network]wall.FetchRequest{
		wall.Instagram: {Query: wall.Query{Hashtags: []string{"bongout"}}, Credential: wall.Credential{AccessToken: "t", UserID: "17841400000000001"}},
		wall.Facebook:  {Query: wall.Query{PageID: "104523998877001"}, Credential: wall.Credential{AccessToken: "t"}},
		wall.Twitter:   {Query: wall.Query{Hashtags: []string{"techconf"}}, Credential: wall.Credential{BearerToken: "t"}},
		wall.Google:    {Query: wall.Query{PlaceID: "ChIJb0nG0ut_Ly0nR6900xQ1u5E"}, Credential: wall.Credential{APIKey: "t"}},
	} {
		r.Now, r.Limit = start, 100
		result, err := networks[n].Fetch(t.Context(), r)
		if err != nil {
			t.Fatal(n, err)
		}
		t.Logf("%s: %d posts, read %d, skipped %d, removed %d, cursor %q, usage %+v place %+v", n, len(result.Posts), result.PostsRead, result.Skipped, len(result.Removed), result.Cursor, result.Usage, result.Place)
		for _, p := range result.Posts[:3] {
			t.Logf("%+v", p)
		}
	}
}
