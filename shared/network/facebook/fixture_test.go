package facebook_test

import (
	"testing"

	"github.com/hashmytag/hashmytag/shared/network/facebook"
	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var player = fixture.Player{
	Network: wall.Facebook,
	Request: wall.FetchRequest{Query: wall.Query{PageID: "104523998877001"}, Credential: wall.Credential{AccessToken: "secret-token"}},
	Make:    func(c wire.Client) fixture.Network { return facebook.New(c, "v26.0") },
}

func TestFixtures(t *testing.T) {
	t.Parallel()
	player.Run(t)
}

func FuzzAnswers(f *testing.F) { player.Fuzz(f) }
