package operator

import (
	"context"
	"strconv"
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Filter says which tenants to look for.
type Filter struct {
	Words   string            // a part of name, domain or id; empty for any
	Status  wall.TenantStatus // empty for any but deleted
	Plan    wall.Plan         // empty for any
	InError bool              // only tenants with feeds in error
}

func (f Filter) matches(t Found) bool {
	words := strings.ToLower(strings.TrimSpace(f.Words))
	return (f.Status == "" || t.Status == f.Status) && (f.Plan == "" || t.Plan == f.Plan) && (!f.InError || len(t.Failing) > 0) &&
		strings.Contains(strings.ToLower(t.Name)+"\n"+t.Domain+"\n"+t.ID, words)
}

// scope names the list that a cursor continues.
func (f Filter) scope() string {
	return wall.Scope("tenants", string(f.Status), string(f.Plan), strconv.FormatBool(f.InError), f.Words)
}

// Found is a tenant, and which of its feeds are in error.
type Found struct {
	wall.Tenant
	Failing map[string]wall.FeedError // by feed
}

// Search finds tenants, by domain; next is the cursor of the next page, empty
// at the end.
func (o Operator) Search(ctx context.Context, f Filter, limit int, cursor string) (page []Found, next string, err error) {
	var after wall.Position
	if cursor != "" {
		if after, err = wall.DecodeCursor(f.scope(), cursor); err != nil {
			return nil, "", err
		}
	}
	list := o.Tenants
	if f.Status == wall.Deleted {
		list = o.Deleted
	}
	all, err := list(ctx)
	if err != nil {
		return nil, "", err
	}
	failing, err := o.Registry.Failing(ctx)
	if err != nil {
		return nil, "", err
	}
	for _, t := range all {
		found := Found{t, failing[t.ID]}
		if place(t) <= after || !f.matches(found) {
			continue
		}
		if len(page) == limit {
			return page, wall.EncodeCursor(f.scope(), place(page[limit-1].Tenant)), nil
		}
		page = append(page, found)
	}
	return page, "", nil
}

// place is where a tenant stands in the list of all.
func place(t wall.Tenant) wall.Position { return wall.Position(t.Domain + "\n" + t.ID) }

// Inspect tells how a tenant's feeds are.
func (o Operator) Inspect(ctx context.Context, t wall.Tenant) (Found, error) {
	failing, err := o.Registry.Health(ctx, t.ID)
	return Found{t, failing}, err
}
