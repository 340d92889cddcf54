package budget

import (
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Refusal is about a token of the operator's that its network has refused. One
// query asks with it again now and then, for all: the others are told what that
// one was told. A new token is another one, and free at once.
type Refusal struct {
	Token string    // its fingerprint; empty for none
	Until time.Time // when somebody tries it again
	Why   string    // in the network's words
}

// deadRest is how long a refused token rests: it is asked with once a tick.
const deadRest = wall.TickDuration

// Fingerprint names a token without telling it.
func Fingerprint(c wall.Credential) string {
	return wall.Fingerprint([]byte(string(c.AccessToken) + "\n" + string(c.BearerToken) + "\n" + string(c.APIKey)))
}

// probe stops those who would ask with a refused token, but for the one whose
// turn it is to try it, and for a person who asks.
func (l *Ledger) probe(r Request) (probes bool, err error) {
	if r.Own || r.Token == "" || l.Refused.Token != r.Token {
		return false, nil
	}
	if l.Refused.Until.After(r.Now) && !r.Retry {
		return false, &wall.UpstreamError{Class: wall.ClassAuth, Message: l.Refused.Why}
	}
	l.Refused.Until = r.Now.Add(deadRest)
	return true, nil
}

func (g Grant) network() wall.Network {
	name, _, _ := strings.Cut(g.ledger, ":")
	return wall.Network(name)
}

// isDead reports whether a token of the operator's was refused.
func (g Grant) isDead() bool {
	return g.token != "" && g.failed != nil && g.failed.Class == wall.ClassAuth
}

func (l *Ledger) settleToken(g Grant) {
	switch {
	case g.isDead():
		l.Refused = Refusal{Token: g.token, Until: g.at.Add(deadRest), Why: g.failed.Message}
	case g.failed == nil && l.Refused.Token == g.token:
		l.Refused = Refusal{}
	}
}
