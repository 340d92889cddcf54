package budget

import (
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Request asks for leave to fetch.
type Request struct {
	Network wall.Network
	Account string // which credential, see Account
	Own     bool   // a tenant's own credential: the operator's money is not concerned
	Token   string // of the operator's, by its fingerprint: once it is refused, nobody asks with it for a while
	Query   wall.Query
	Limit   int  // posts wanted
	Calls   int  // calls that may be needed; 0 for one
	First   bool // the query was never asked for: nobody has planned for it
	Asked   bool // a person wants it before its turn
	Retry   bool // a person wants to know whether a refused token is good again
	Job     bool // calls about a compliance job, which X counts apart and bills nothing for
	Now     time.Time
}

// OwnPrefix begins the names of the ledgers of tenants' own credentials, which
// are many, and nobody's but the tenants' business.
const OwnPrefix = "own:"

// jobsPrefix begins the names of the ledgers of jobs.
const jobsPrefix = "jobs:"

// ledger is where a request is counted. X and Google bill the operator, not a
// token: a new token buys no new money.
func (r Request) ledger() string {
	if r.Job {
		r.Job = false
		return jobsPrefix + r.ledger()
	}
	switch {
	case r.Own:
		return OwnPrefix + string(r.Network) + ":" + r.Account
	case r.Network == wall.Twitter || r.Network == wall.Google:
		return string(r.Network)
	}
	return string(r.Network) + ":" + r.Account
}

func (r Request) calls() int64 { return int64(max(1, r.Calls)) }

// Grant is the leave: at most Limit posts, in at most Calls calls.
type Grant struct {
	Limit int
	Calls int

	ledger             string // where Settle corrects; empty when there is nothing to correct
	at                 time.Time
	limits             []limit
	callWait, postWait time.Duration
	token              string
	probes             bool // the token was refused before
	watches            bool // it is time to ask about the token

	made   int // calls that were made
	usage  wall.Usage
	failed *wall.UpstreamError
}

// Observed notes what a fetch showed, for Settle: how many calls it took, what
// the network says of its limit, and why it failed.
func (g Grant) Observed(calls int, u wall.Usage, err error) Grant {
	g.made, g.usage, g.failed = calls, u, nil
	if err != nil {
		g.failed = wall.AsUpstreamError(err)
	}
	return g
}

// longestTurn bounds the wait for a turn: nobody is starved.
const longestTurn = 24 * time.Hour

// Wait is how long whoever read so many posts has to wait for its next turn, and
// why. Money is waited for by those who spend it: who found nothing waits for
// nothing.
func (g Grant) Wait(posts int) (time.Duration, wall.Pace) {
	const most = 3 // turns that a big spender waits for
	money := time.Duration(float64(g.postWait) * min(most, float64(posts)/leastPosts))
	wait, pace := g.callWait, wall.PaceCalls
	if money > wait {
		wait, pace = min(money, longestTurn), wall.PaceMoney
	}
	if wait <= 0 {
		return 0, ""
	}
	return wait, pace
}

// Account names a credential without telling it: limits are counted by it.
func Account(n wall.Network, c wall.Credential) string {
	if c.UserID != "" {
		return c.UserID
	}
	return wall.Fingerprint([]byte(string(n) + string(c.AccessToken) + string(c.BearerToken) + string(c.APIKey)))
}
