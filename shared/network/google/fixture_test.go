package google_test

import (
	"testing"

	"github.com/hashmytag/hashmytag/shared/network/fixture"
	"github.com/hashmytag/hashmytag/shared/network/google"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var player = fixture.Player{
	Network: wall.Google,
	Request: wall.FetchRequest{Query: wall.Query{PlaceID: "ChIJb0nG0ut_Ly0nR6900xQ1u5E"}, Credential: wall.Credential{APIKey: "secret-key"}},
	Make:    func(c wire.Client) fixture.Network { return google.New(c) },
}

func TestFixtures(t *testing.T) {
	t.Parallel()
	player.Run(t)
}

func FuzzAnswers(f *testing.F) { player.Fuzz(f) }
