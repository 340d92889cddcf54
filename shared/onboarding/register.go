// Package onboarding takes a tenant through its life: from registration over
// its table and key to a wall that works, and later through changes of plan,
// key and status. Every step can be repeated: a run that was killed is
// completed by the next one, with one table and one key.
package onboarding

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Registry is the platform's register of tenants.
type Registry interface {
	// CreateTenant stores a new tenant and reserves its table's name. Conflict
	// when the name is taken; the earlier tenant when requestKey was used before,
	// or Changed when it was used for another one.
	CreateTenant(ctx context.Context, t wall.Tenant, owner wall.Owner, requestKey string) (wall.Tenant, error)
	// Tenant reads a tenant; NotFound.
	Tenant(ctx context.Context, id string) (wall.Tenant, error)
	// UpdateTenant changes a tenant, and what its keys answer, in one step.
	UpdateTenant(ctx context.Context, id string, change func(*wall.Tenant) error) (wall.Tenant, error)
	// TakeBudget counts up to want on a counter that ends at limit, and answers
	// how much it counted.
	TakeBudget(ctx context.Context, counter string, want, least, limit int64, expires time.Time) (int64, error)
	// CountTables counts the tenants' tables of each cell.
	CountTables(ctx context.Context) (map[wall.Cell]int, error)
	// AdjustBudget corrects a counter.
	AdjustBudget(ctx context.Context, counter string, by int64) error
}

// ProvisionQueue takes requests to make a tenant's table.
type ProvisionQueue interface {
	SendProvision(ctx context.Context, tenantID string) error
}

// Registration is what a person gives to become a tenant.
type Registration struct {
	Name           string
	Domain         string
	AllowedDomains []string // besides Domain
	Locale         string
	Event          bool
	Plan           wall.Plan // empty for starter
	Owner          wall.Owner
	RequestKey     string // the same key registers once; may be empty
	DailyLimit     int64  // tenants that the owner may register a day; 0 for any number
}

// Registrar registers tenants.
type Registrar struct {
	Registry    Registry
	Provisions  ProvisionQueue
	TablePrefix string
	Cell        wall.Cell // where tables go
	Rooms       []Room    // or the cells to choose from, in this order
	Clock       func() time.Time
}

// nameTries is how many table names are tried for one domain; the second and
// later ones carry a random suffix, so more than two are hardly ever needed.
const nameTries = 5

// Register stores a new tenant and asks for its table. The answer's status is
// provisioning; it becomes active when the provisioner is done.
func (r Registrar) Register(ctx context.Context, in Registration) (wall.Tenant, error) {
	t, err := r.newTenant(in)
	if err != nil {
		return wall.Tenant{}, err
	}
	if t.Cell, err = r.settle(ctx); err != nil {
		return wall.Tenant{}, err
	}
	if t, err = r.within(ctx, t, in); err != nil {
		return wall.Tenant{}, err
	}
	if err := r.Provisions.SendProvision(ctx, t.ID); err != nil {
		// The registration stands: the dispatcher asks again for late ones.
		slog.WarnContext(ctx, "provisioner not asked yet", "tenant", t.ID, "error", err)
	}
	return t, nil
}

// Day is how long registrations are counted, and the unit of a deleted tenant's
// retention.
const Day = 24 * time.Hour

// within reserves the tenant if the owner may register another one today. What
// did not make a new tenant does not count.
func (r Registrar) within(ctx context.Context, t wall.Tenant, in Registration) (wall.Tenant, error) {
	if in.DailyLimit == 0 {
		return r.reserve(ctx, t, in)
	}
	now := r.Clock()
	tomorrow := now.Truncate(Day).Add(Day)
	counter := "registrations:" + in.Owner.Subject + ":" + now.UTC().Format(time.DateOnly)
	taken, err := r.Registry.TakeBudget(ctx, counter, 1, 1, in.DailyLimit, tomorrow.Add(Day))
	if err != nil {
		return wall.Tenant{}, err
	}
	if taken == 0 {
		return wall.Tenant{}, &wall.Error{
			Code: wall.TooManyRequests, RetryAfter: tomorrow.Sub(now),
			Message: fmt.Sprintf("%d tenants were registered today: the next can be registered tomorrow", in.DailyLimit),
		}
	}
	stored, err := r.reserve(ctx, t, in)
	if err != nil || stored.ID != t.ID {
		err = errors.Join(err, r.Registry.AdjustBudget(ctx, counter, -1))
	}
	return stored, err
}

func (r Registrar) newTenant(in Registration) (wall.Tenant, error) {
	name, err := wall.ParseName(in.Name)
	if err != nil {
		return wall.Tenant{}, err
	}
	domain, err := wall.ParseDomain(in.Domain)
	if err != nil {
		return wall.Tenant{}, err
	}
	allowed, err := wall.ParseAllowedDomains(in.AllowedDomains)
	if err != nil {
		return wall.Tenant{}, err
	}
	allowed = append([]string{domain}, slices.DeleteFunc(allowed, func(d string) bool { return d == domain })...)
	locale, err := wall.ParseLocale(in.Locale)
	if err != nil {
		return wall.Tenant{}, err
	}
	if err := checkOwner(in.Owner); err != nil {
		return wall.Tenant{}, err
	}
	plan := in.Plan
	if plan == "" {
		plan = wall.Starter
	}
	return wall.Tenant{
		ID: wall.NewTenantID(), Name: name, Domain: domain, AllowedDomains: allowed, Locale: locale,
		Plan: plan, Status: wall.Provisioning, Event: in.Event, CreatedAt: r.Clock(),
	}, nil
}

// reserve finds a table name that nobody has had.
func (r Registrar) reserve(ctx context.Context, t wall.Tenant, in Registration) (wall.Tenant, error) {
	base := tableName(r.TablePrefix, t.Domain)
	for try := range nameTries {
		t.Table = base
		if try > 0 {
			t.Table += "_" + strings.TrimPrefix(wall.NewFeedID(), "f_")[:5]
		}
		stored, err := r.Registry.CreateTenant(ctx, t, in.Owner, in.RequestKey)
		switch {
		case wall.IsCode(err, wall.Conflict):
			continue
		case wall.IsCode(err, wall.Changed):
			return wall.Tenant{}, wall.Errorf(wall.Conflict, "this Idempotency-Key was used to register something else")
		}
		return stored, err
	}
	return wall.Tenant{}, fmt.Errorf("no free table name for %s", t.Domain)
}

// maxTableName keeps the name under DynamoDB's 255 characters, suffix included.
const maxTableName = 240

// tableName is the table's name for a domain: every character that is not a
// letter or digit becomes an underscore.
func tableName(prefix, domain string) string {
	name := prefix + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, domain)
	return name[:min(len(name), maxTableName)]
}

func checkOwner(o wall.Owner) error {
	if o.Subject != "" {
		return nil
	}
	_, err := wall.ParseEmail("/ownerEmail", o.Email)
	return err
}
