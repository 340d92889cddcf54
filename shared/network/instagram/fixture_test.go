package instagram_test

import (
	"testing"

	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/network/instagram"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Media of hashtags and of accounts have one shape: the cases play both to a
// feed of an account, which asks nothing before.
var player = fixture.Player{
	Network: wall.Instagram,
	Request: wall.FetchRequest{Query: wall.Query{Account: true}, Credential: wall.Credential{AccessToken: "secret-token", UserID: "17841400000000001"}},
	Make:    func(c wire.Client) fixture.Network { return instagram.New(c, c, "v26.0") },
}

func TestFixtures(t *testing.T) {
	t.Parallel()
	player.Run(t)
}

func FuzzAnswers(f *testing.F) { player.Fuzz(f) }

func FuzzHashtags(f *testing.F) {
	of := player
	of.Request.Query = wall.Query{Hashtags: []string{"bongout", "lyon"}}
	of.Fuzz(f)
}
