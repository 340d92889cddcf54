package network_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/network"
	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Each client asks the simulated network for posts that it has listed before, of
// which one was deleted since and one edited.
func TestTheSimulatedNetworksTellWhatBecameOfPosts(t *testing.T) {
	t.Parallel()
	for n, r := range map[wall.Network]wall.FetchRequest{
		wall.Instagram: {Query: wall.Query{Account: true}, Credential: wall.Credential{AccessToken: "t", UserID: "17841400000000011"}},
		wall.Facebook:  {Query: wall.Query{PageID: "104523998877001"}, Credential: wall.Credential{AccessToken: "t"}},
		wall.Twitter:   {Query: wall.Query{Hashtags: []string{"techconf"}}, Credential: wall.Credential{BearerToken: "t"}},
	} {
		t.Run(string(n), func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(upstream.New(upstream.Config{Now: func() time.Time { return fixture.Now }, Seed: 1}))
			t.Cleanup(server.Close)
			client := network.All(network.Settings{BaseURLs: map[wall.Network]string{n: server.URL + "/upstream/" + string(n)}})[n]
			r.Now, r.Limit = fixture.Now, 20
			listed, err := client.Fetch(t.Context(), r)
			if err != nil || len(listed.Posts) < 4 {
				t.Fatalf("%d posts, %v", len(listed.Posts), err)
			}
			stays, deleted, edited := listed.Posts[0], listed.Posts[1], listed.Posts[2]
			control(t, server.URL, fmt.Sprintf(`{%q: {"deleted": [%q], "edits": {%q: "quite another text"}}}`,
				n, wall.ExternalID(deleted.ID), wall.ExternalID(edited.ID)))
			told, err := client.(network.Finder).Lookup(t.Context(), wall.LookupRequest{
				Query: r.Query, Credential: r.Credential, Now: r.Now, IDs: []string{stays.ID, deleted.ID, edited.ID},
			})
			if err != nil || told.Problem != nil {
				t.Fatal(err, told.Problem)
			}
			if !slices.Contains(told.Removed, deleted.ID) || slices.Contains(told.Removed, stays.ID) || len(told.Posts) != 2 {
				t.Errorf("gone are %v; there are %d posts", told.Removed, len(told.Posts))
			}
			if told.Posts[0].Digest() != stays.Digest() || told.Posts[1].Text != "quite another text" {
				t.Errorf("there are %+v", told.Posts)
			}
			if id := told.Posts[1].ID; id != edited.ID && told.Replaced[edited.ID] != id {
				t.Errorf("%s took the place of %v", id, told.Replaced)
			}
		})
	}
}

func control(t *testing.T, server, settings string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, server+"/upstream/control", strings.NewReader(settings))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatal(response, err)
	}
	_ = response.Body.Close()
}
