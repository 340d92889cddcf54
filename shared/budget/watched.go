package budget

import (
	"context"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Watched is what is known of a token of the operator's.
type Watched struct {
	Token string // its fingerprint
	Known wall.Token
	Due   time.Time // when somebody asks about it again
}

// watchEvery is how often a network is asked about a shared token.
const watchEvery = 24 * time.Hour

// watch reports whether whoever asks now should ask about the token as well: one
// of all, once a day, and at once about a new one.
func (l *Ledger) watch(r Request) bool {
	meta := r.Network == wall.Instagram || r.Network == wall.Facebook
	if r.Own || r.Token == "" || !meta || l.Watched.Token == r.Token && l.Watched.Due.After(r.Now) {
		return false
	}
	if l.Watched.Token != r.Token {
		l.Watched = Watched{Token: r.Token}
	}
	l.Watched.Due = r.Now.Add(watchEvery)
	return true
}

// Watches reports whether it is time to ask about the token.
func (g Grant) Watches() bool { return g.watches }

// Note keeps what a network has said of a token of the operator's.
func (k *Keeper) Note(ctx context.Context, g Grant, t wall.Token) error {
	if t.Ends(g.at) && k.Ending != nil {
		k.Ending(ctx, g.network(), t)
	}
	return k.change(ctx, g.ledger, g.at, func(l *Ledger) error {
		if l.Watched.Token == g.token {
			l.Watched.Known = t
		}
		return nil
	})
}
