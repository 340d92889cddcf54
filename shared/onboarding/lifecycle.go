package onboarding

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Lifecycle changes tenants that exist.
type Lifecycle struct {
	Registry  Registry
	Open      OpenTable
	Clock     func() time.Time
	Retention time.Duration // for which a deleted tenant can be restored; 0 for DefaultRetention
}

// Restorable is how long a deleted tenant can be restored.
func (l Lifecycle) Restorable() time.Duration { return cmp.Or(l.Retention, DefaultRetention) }

// Suspend closes a tenant's wall and key until Resume.
func (l Lifecycle) Suspend(ctx context.Context, tenantID string) (wall.Tenant, error) {
	return l.setStatus(ctx, tenantID, wall.Active, wall.Suspended, "tenant.suspended")
}

// Resume opens a suspended tenant again.
func (l Lifecycle) Resume(ctx context.Context, tenantID string) (wall.Tenant, error) {
	return l.setStatus(ctx, tenantID, wall.Suspended, wall.Active, "tenant.resumed")
}

func (l Lifecycle) setStatus(ctx context.Context, tenantID string, from, to wall.TenantStatus, action string) (wall.Tenant, error) {
	before := to
	t, err := l.Registry.UpdateTenant(ctx, tenantID, func(t *wall.Tenant) error {
		if t.Status != from && t.Status != to {
			return wall.Refuse(wall.NotReady, "status-stays", "the tenant is {status}: it cannot become {next}", t.Status, to)
		}
		before, t.Status = t.Status, to
		return nil
	})
	if err == nil && before != to {
		audit.Record(ctx, l.Open, t, audit.Entry(ctx, l.Clock(), action, t.ID, "%s", t.Name))
	}
	return t, err
}

// DefaultRetention is how long a deleted tenant can be restored.
const DefaultRetention = 30 * Day

// Delete closes a tenant's wall and key at once. Its data is purged when it
// could be restored for Retention; the answer says until when.
func (l Lifecycle) Delete(ctx context.Context, tenantID string) (wall.Tenant, error) {
	again := false
	t, err := l.Registry.UpdateTenant(ctx, tenantID, func(t *wall.Tenant) error {
		if err := t.Ready(); err != nil {
			return err
		}
		if again = t.Status == wall.Deleted && !t.PurgeAt.IsZero(); again {
			return nil
		}
		now := l.Clock()
		t.Status, t.DeletedAt, t.PurgeAt = wall.Deleted, now, now.Add(l.Restorable())
		return nil
	})
	if err == nil && !again {
		audit.Record(ctx, l.Open, t, audit.Entry(ctx, l.Clock(), "tenant.deleted", t.ID, "%s", t.Name))
	}
	return t, err
}

// Restore opens a deleted tenant again, with all that it had. Conflict when it
// was not deleted, or its purge has begun.
func (l Lifecycle) Restore(ctx context.Context, tenantID string) (wall.Tenant, error) {
	t, err := l.Registry.UpdateTenant(ctx, tenantID, func(t *wall.Tenant) error {
		switch {
		case t.Status != wall.Deleted:
			return wall.Refuse(wall.Conflict, "not-deleted", "the tenant is {status}, not deleted: there is nothing to restore", t.Status)
		case t.Purging:
			return wall.Refuse(wall.Conflict, "being-purged", "the tenant's data is being removed since {day}: it cannot be restored any more", t.PurgeAt.Format(time.DateOnly))
		}
		t.Status, t.DeletedAt, t.PurgeAt = wall.Active, time.Time{}, time.Time{}
		return nil
	})
	if err == nil {
		audit.Record(ctx, l.Open, t, audit.Entry(ctx, l.Clock(), "tenant.restored", t.ID, "%s", t.Name))
	}
	return t, err
}

// Change is what a tenant's owner may change; nil leaves a part as it is.
type Change struct {
	Rev            int64 // of the tenant as the owner read it; 0 for any
	Name           *string
	Domain         *string
	AllowedDomains *[]string
	Locale         *string
	Plan           *wall.Plan
}

// Change changes a tenant, and where its key works.
func (l Lifecycle) Change(ctx context.Context, tenantID string, c Change) (wall.Tenant, error) {
	var before wall.Plan
	t, err := l.Registry.UpdateTenant(ctx, tenantID, func(t *wall.Tenant) error {
		before = t.Plan
		return c.apply(t)
	})
	if err != nil {
		return wall.Tenant{}, err
	}
	if what := c.String(); what != "" {
		audit.Record(ctx, l.Open, t, audit.Entry(ctx, l.Clock(), "tenant.changed", t.ID, "%s", what))
	}
	if before != t.Plan {
		audit.Record(ctx, l.Open, t, audit.Entry(ctx, l.Clock(), "plan.changed", t.ID, "from %s to %s", before, t.Plan))
	}
	return t, nil
}

// String is what was changed beside the plan, as people read it.
func (c Change) String() string {
	var parts []string
	for _, part := range []struct {
		name  string
		value *string
	}{{"name", c.Name}, {"domain", c.Domain}, {"language", c.Locale}} {
		if part.value != nil {
			parts = append(parts, part.name+" "+*part.value)
		}
	}
	if c.AllowedDomains != nil {
		parts = append(parts, "allowed domains "+strings.Join(*c.AllowedDomains, " "))
	}
	return strings.Join(parts, ", ")
}

func (c Change) apply(t *wall.Tenant) (err error) {
	if err := wall.IfUnchanged(c.Rev, t.Rev); err != nil {
		return err
	}
	if c.Plan != nil {
		t.Plan = *c.Plan
	}
	if c.Name != nil {
		if t.Name, err = wall.ParseName(*c.Name); err != nil {
			return err
		}
	}
	if c.Locale != nil {
		if t.Locale, err = wall.ParseLocale(*c.Locale); err != nil {
			return err
		}
	}
	if c.Domain != nil {
		if err := moveTo(t, *c.Domain); err != nil {
			return err
		}
	}
	if c.AllowedDomains != nil {
		t.AllowedDomains, err = wall.ParseAllowedDomains(*c.AllowedDomains)
	}
	return err
}

// moveTo gives a tenant another site; the key works there and no longer on the
// one before it.
func moveTo(t *wall.Tenant, domain string) error {
	next, err := wall.ParseDomain(domain)
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(t.AllowedDomains, func(d string) bool { return d == t.Domain || d == next })
	t.Domain, t.AllowedDomains = next, append([]string{next}, kept...)
	return nil
}

// ready reads a tenant that has a table and a key, and opens the table.
func (l Lifecycle) ready(ctx context.Context, tenantID string) (wall.Tenant, Table, error) {
	t, err := l.Registry.Tenant(ctx, tenantID)
	if err == nil {
		err = t.Ready()
	}
	if err != nil {
		return t, nil, err
	}
	table, err := l.Open(ctx, t.Ref())
	return t, table, err
}
