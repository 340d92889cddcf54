package twitter_test

import (
	"testing"

	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/network/twitter"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var player = fixture.Player{
	Network: wall.Twitter,
	Request: wall.FetchRequest{Query: wall.Query{Hashtags: []string{"techconf"}}, Credential: wall.Credential{BearerToken: "secret-token"}},
	Make:    func(c wire.Client) fixture.Network { return twitter.New(c) },
}

func TestFixtures(t *testing.T) {
	t.Parallel()
	player.Run(t)
}

func FuzzAnswers(f *testing.F) { player.Fuzz(f) }
