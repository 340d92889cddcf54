// Package operator is what the people who run the platform do to it, beyond
// what a tenant's own people can: find a tenant by the name that people use,
// choose its plan, refresh everything now, wait until the queues have done what
// was asked, see how all is doing, and appoint admins.
package operator

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Registry is the platform's register as its operator uses it.
type Registry interface {
	onboarding.Registry
	// Tenants lists every tenant, in no order that means anything.
	Tenants(ctx context.Context) iter.Seq2[wall.Tenant, error]
	// AddAdmin makes the user of an e-mail address a platform admin.
	AddAdmin(ctx context.Context, email string) error
	// Health reads which of a tenant's feeds are in error.
	Health(ctx context.Context, tenantID string) (map[string]wall.FeedError, error)
	// Failing reads which feeds are in error, of all tenants that have such.
	Failing(ctx context.Context) (map[string]map[string]wall.FeedError, error)
	budget.Ledgers
}

// Operator operates a platform.
type Operator struct {
	Registry  Registry
	Lifecycle onboarding.Lifecycle
	Feeds     feeds.Manager
	Queues    []Queue
}

// Tenants lists all tenants but deleted ones, by domain.
func (o Operator) Tenants(ctx context.Context) ([]wall.Tenant, error) {
	return o.list(ctx, func(t wall.Tenant) bool { return t.Status != wall.Deleted })
}

// Deleted lists the tenants that can be restored, or are not purged yet, by
// domain.
func (o Operator) Deleted(ctx context.Context) ([]wall.Tenant, error) {
	return o.list(ctx, func(t wall.Tenant) bool { return t.Status == wall.Deleted })
}

func (o Operator) list(ctx context.Context, wanted func(wall.Tenant) bool) ([]wall.Tenant, error) {
	var all []wall.Tenant
	for t, err := range o.Registry.Tenants(ctx) {
		if err != nil {
			return nil, err
		}
		if wanted(t) {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b wall.Tenant) int {
		if byDomain := strings.Compare(a.Domain, b.Domain); byDomain != 0 {
			return byDomain
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all, nil
}

// Find finds a tenant by its id, or by its domain when only one tenant has it.
// Conflict, with the ids, when several have it.
func (o Operator) Find(ctx context.Context, idOrDomain string) (wall.Tenant, error) {
	if !strings.Contains(idOrDomain, ".") { // ids have none, domains at least one
		return o.Registry.Tenant(ctx, idOrDomain)
	}
	domain, err := wall.ParseDomain(idOrDomain)
	if err != nil {
		return wall.Tenant{}, err
	}
	all, err := o.Tenants(ctx)
	if err != nil {
		return wall.Tenant{}, err
	}
	found := slices.DeleteFunc(all, func(t wall.Tenant) bool { return t.Domain != domain })
	switch len(found) {
	case 0:
		return wall.Tenant{}, wall.Errorf(wall.NotFound, "there is no tenant with the domain %s", domain)
	case 1:
		return found[0], nil
	}
	return wall.Tenant{}, wall.Errorf(wall.Conflict, "%d tenants have the domain %s: name one by its id, %s",
		len(found), domain, describe(found))
}

func describe(tenants []wall.Tenant) string {
	names := make([]string, len(tenants))
	for i, t := range tenants {
		names[i] = t.ID + " (" + t.Name + ")"
	}
	return strings.Join(names, " or ")
}

// Change changes a tenant, and returns the feeds that it paused because a new
// plan has no room for them.
func (o Operator) Change(ctx context.Context, tenantID string, c onboarding.Change) (wall.Tenant, []wall.Feed, error) {
	t, err := o.Lifecycle.Change(ctx, tenantID, c)
	if err != nil || c.Plan == nil || t.Status == wall.Provisioning {
		return t, nil, err // a tenant without a table has no feeds
	}
	paused, err := o.Feeds.FitPlan(ctx, t)
	return t, paused, err
}

// KeepToPlan comes behind a feed that was added or resumed by the plan of t.
// Where the plan has shrunk meanwhile, what it has no room for is paused.
func (o Operator) KeepToPlan(ctx context.Context, t wall.Tenant) error {
	now, err := o.Registry.Tenant(ctx, t.ID)
	if err != nil || now.Plan == t.Plan {
		return err
	}
	_, err = o.Feeds.FitPlan(ctx, now)
	return err
}

// AddAdmin makes the user of an e-mail address a platform admin.
func (o Operator) AddAdmin(ctx context.Context, email string) error {
	email, err := wall.ParseEmail("/email", email)
	if err != nil {
		return err
	}
	return o.Registry.AddAdmin(ctx, email)
}
