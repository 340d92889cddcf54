package facebook

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Inspect tells whose a token is, until when it works, and why it cannot read
// the posts of the query's page.
func (n *Network) Inspect(ctx context.Context, r wall.InspectRequest) (wall.Inspection, error) {
	grant, err := n.api.Inspect(ctx, r, "pages_read_engagement", "pages_read_user_content")
	if err != nil {
		return wall.Inspection{}, err
	}
	fields := "id,name"
	if grant.Page { // people have no username that can be asked for
		fields += ",username"
	}
	owner, err := n.api.Owner(ctx, r, "/me", fields)
	if err != nil {
		return wall.Inspection{}, err
	}
	return wall.Inspection{
		Token: wall.Token{
			Account: owner.Name, AccountID: owner.ID, ExpiresAt: grant.ExpiresAt, Renewable: grant.Renewable, CheckedAt: r.Now,
		},
		Wrong: wrong(grant, owner, r.Query.PageID),
	}, nil
}

func wrong(grant graph.Grant, owner graph.Owner, page string) string {
	if lacks := grant.Lacks(); lacks != "" {
		return lacks
	}
	if grant.Page && page != owner.ID && !strings.EqualFold(page, owner.Username) {
		return fmt.Sprintf("This token belongs to the page %s (%s), but the feed asks for the page %s. Make a token for that page, or ask for %s.",
			cmp.Or(owner.Name, "with the id"), owner.ID, page, cmp.Or(owner.Username, owner.ID))
	}
	return ""
}

// Renew gives a person's token a longer life. A page's own has none that ends.
func (n *Network) Renew(ctx context.Context, r wall.InspectRequest) (wall.Renewed, error) {
	return n.api.Exchange(ctx, r)
}
