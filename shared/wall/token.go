package wall

import "time"

// Token is what is known of a feed's own credential without the credential
// itself. The zero value knows nothing.
type Token struct {
	Account   string    // the name of the page or account that it belongs to
	AccountID string    // its id, as the network has it
	ExpiresAt time.Time // when it stops working if nothing is done; zero for never, or not known
	Renewable bool      // we renew it before that
	CheckedAt time.Time // when the network was last asked about it
}

// Inspection is what a network says of a token.
type Inspection struct {
	Token
	// Wrong says, in words for its owner, why the token cannot read what a query
	// asks for; empty if the network names no reason.
	Wrong string
}

// InspectRequest asks a network about a token.
type InspectRequest struct {
	Query      Query
	Credential Credential
	App        App // the operator's, which may ask about tokens made for it
	Now        time.Time
}

// App is the operator's app on Meta: its id and secret let the platform ask
// about tokens that were made for it, and renew them.
type App struct {
	ID     string
	Secret Secret
}

// Renewed is a token in the place of an older one, which goes on to work until
// its own end.
type Renewed struct {
	Credential Credential
	ExpiresAt  time.Time
}

// Ends reports whether the token ends within a week, or has ended.
func (t Token) Ends(now time.Time) bool {
	return !t.ExpiresAt.IsZero() && t.ExpiresAt.Before(now.Add(TokenWarning))
}

// ending says to the token's owner what to do about its end.
func (t Token) ending() string {
	of := ""
	if t.Account != "" {
		of = " of " + t.Account
	}
	return "The token" + of + " ends on " + t.ExpiresAt.Format("2 January 2006") + ". Give the feed a new one before."
}

// TokenWarning is how long before its end the owners of a token are told.
const TokenWarning = 7 * 24 * time.Hour
