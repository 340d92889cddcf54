package network

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/network/testdata/guestbook"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// guestbookLine is the one line that a folder needs to become a network.
var guestbookLine = listed{guestbook.Name, "https://guestbook.example", func(c wire.Client, _ Settings) Network { return guestbook.New(c) }}

func TestAFolderAndALineAddANetwork(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"entries": [{"id": 7, "words": "Merci !"}]}`)
	}))
	t.Cleanup(server.Close)
	networks := build(append(list(), guestbookLine), Settings{BaseURLs: map[wall.Network]string{guestbook.Name: server.URL + "/"}})
	result, err := networks[guestbook.Name].Fetch(t.Context(), wall.FetchRequest{Now: fixture.Now, Limit: 6})
	if err != nil || len(result.Posts) != 1 || result.Posts[0].ID != "guestbook:7" || result.Posts[0].Text != "Merci !" {
		t.Errorf("%+v, %v", result, err)
	}
	if len(networks) != len(wall.Networks())+1 {
		t.Errorf("%d networks", len(networks))
	}
}

// The cases of a network are found by their names alone, the guestbook's too.
func TestItsCasesAreFound(t *testing.T) {
	t.Chdir("testdata/guestbook")
	fixture.Player{
		Network: guestbook.Name,
		Request: wall.FetchRequest{Query: wall.Query{PageID: "1"}, Credential: wall.Credential{AccessToken: "secret-token"}},
		Make:    func(c wire.Client) fixture.Network { return guestbook.New(c) },
	}.Run(t)
}
