package instagram

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// isLogin reports whether a token was given by "Instagram login", which has a
// host and rules of its own.
func isLogin(c wall.Credential) bool { return strings.HasPrefix(string(c.AccessToken), "IG") }

// Inspect tells whose a token is, until when it works, and why it cannot read
// what the query asks for.
func (n *Network) Inspect(ctx context.Context, r wall.InspectRequest) (wall.Inspection, error) {
	if isLogin(r.Credential) {
		return n.inspectLogin(ctx, r)
	}
	grant, err := n.api.Inspect(ctx, r, "instagram_basic")
	if err != nil {
		return wall.Inspection{}, err
	}
	found := wall.Inspection{
		Token: wall.Token{AccountID: r.Credential.UserID, ExpiresAt: grant.ExpiresAt, Renewable: grant.Renewable, CheckedAt: r.Now},
		Wrong: grant.Lacks(),
	}
	owner, err := n.api.Owner(ctx, r, "/"+url.PathEscape(r.Credential.UserID), "username")
	found.Account = at(owner)
	if err != nil && wall.AsUpstreamError(err).Class == wall.ClassPermission { // what it may not see is said by Wrong, or by the fetch
		err = nil
	}
	return found, err
}

// inspectLogin is about a token of Instagram login. When it ends is known from
// its first renewal on: nothing else tells.
func (n *Network) inspectLogin(ctx context.Context, r wall.InspectRequest) (wall.Inspection, error) {
	owner, err := n.login.Owner(ctx, r, "/me", "user_id,username")
	if err != nil {
		return wall.Inspection{}, err
	}
	found := wall.Inspection{Token: wall.Token{Account: at(owner), AccountID: owner.ID, Renewable: true, CheckedAt: r.Now}}
	switch {
	case !r.Query.Account:
		found.Wrong = "This is a token of Instagram login, which has no hashtags. Make one with Facebook login."
	case owner.ID != r.Credential.UserID:
		found.Wrong = fmt.Sprintf("This token belongs to the account %s (%s), but userId is %s. Give the userId of the token's account.",
			at(owner), owner.ID, r.Credential.UserID)
	}
	return found, nil
}

func at(owner graph.Owner) string {
	if owner.Username == "" {
		return ""
	}
	return "@" + owner.Username
}

// Renew gives a token a longer life.
func (n *Network) Renew(ctx context.Context, r wall.InspectRequest) (wall.Renewed, error) {
	if isLogin(r.Credential) {
		return n.login.Refresh(ctx, r)
	}
	return n.api.Exchange(ctx, r)
}
