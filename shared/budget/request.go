package budget

import (
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Request asks for leave to fetch with a shared credential.
type Request struct {
	Network wall.Network
	Account string // which credential, see Account
	Query   wall.Query
	Limit   int // posts wanted
	Now     time.Time
}

// Grant is the leave: at most Limit posts.
type Grant struct {
	Limit int

	counter string // what Settle corrects; empty when there is nothing to correct
}

// Account names a credential without telling it: limits are counted by it.
func Account(n wall.Network, c wall.Credential) string {
	if c.UserID != "" {
		return c.UserID
	}
	return wall.Fingerprint([]byte(string(n) + string(c.AccessToken) + string(c.BearerToken) + string(c.APIKey)))
}
