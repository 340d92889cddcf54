// Package seed makes the demo tenants on a running platform, through the same use cases as the CLI: registered, made
// by the provisioner, their feeds added and first refreshed through the queue.
package seed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/local/demo"
	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/settings"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// activePause is how often a new tenant is looked at until it is ready.
const activePause = 50 * time.Millisecond

// Registry is what the seeder reads and writes besides tenants.
type Registry interface {
	onboarding.Registry
	AddAdmin(ctx context.Context, email string) error
	Invitations(ctx context.Context, email string) ([]wall.Membership, error)
	Memberships(ctx context.Context, subject string) ([]wall.Membership, error)
	Invite(ctx context.Context, old, next wall.Invitation) error
}

// Seeder makes the demo tenants, once, and tells about them.
type Seeder struct {
	Registry  Registry
	Registrar onboarding.Registrar
	Lifecycle onboarding.Lifecycle
	Feeds     feeds.Manager
	Settings  settings.Keeper
	File      string                    // remembers what was made
	Address   func(host string) string  // of a demo site
	Subject   func(email string) string // of a user; empty before the first sign-in
}

// Seed makes what an earlier start has not. What was made once is the person's to change: it is left alone.
func (s Seeder) Seed(ctx context.Context) error {
	if _, err := s.made(); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	ids := map[string]string{} // by domain
	for _, tenant := range demo.Tenants() {
		registered, err := s.register(ctx, tenant)
		if err != nil {
			return fmt.Errorf("register %s: %w", tenant.Domain, err)
		}
		ids[tenant.Domain] = registered.ID
	}
	for _, tenant := range demo.Tenants() {
		made, err := s.active(ctx, ids[tenant.Domain])
		if err != nil {
			return err
		}
		if err := s.dress(ctx, made, tenant.Look); err != nil {
			return fmt.Errorf("look of %s: %w", tenant.Domain, err)
		}
		if err := s.addFeeds(ctx, made, tenant.Feeds); err != nil {
			return fmt.Errorf("feeds of %s: %w", tenant.Domain, err)
		}
	}
	if err := s.admit(ctx, ids); err != nil {
		return err
	}
	text, err := json.MarshalIndent(ids, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(s.File, append(text, '\n'), 0o600)
}

// register is safe to repeat: a request key registers once. The event is registered as any other tenant: an event's
// posts wait for somebody to approve them, and a newcomer has nothing to do that with yet.
func (s Seeder) register(ctx context.Context, tenant demo.Tenant) (wall.Tenant, error) {
	return s.Registrar.Register(ctx, onboarding.Registration{
		Name: tenant.Name, Domain: tenant.Domain, AllowedDomains: tenant.AllowedDomains(), Locale: tenant.Locale,
		Plan: tenant.Plan, Owner: wall.Owner{Email: tenant.Owner}, RequestKey: "demo:" + tenant.Domain,
	})
}

func (s Seeder) dress(ctx context.Context, tenant wall.Tenant, look demo.Look) error {
	w, _, err := s.Settings.Widget(ctx, tenant)
	if err != nil {
		return err
	}
	_, err = s.Settings.SetWidget(ctx, tenant, look.Dress(w))
	return err
}

func (s Seeder) addFeeds(ctx context.Context, tenant wall.Tenant, wanted []demo.Feed) error {
	there, err := s.Feeds.List(ctx, tenant)
	if err != nil {
		return err
	}
	for _, feed := range wanted {
		known := func(f wall.Feed) bool { return f.Name == feed.Name }
		if slices.ContainsFunc(there.Feeds, known) {
			continue // a start that was cut short had come this far
		}
		if _, err := s.Feeds.Add(ctx, tenant, feeds.Addition{Name: feed.Name, Network: feed.Network, Query: feed.Query}); err != nil {
			return err
		}
	}
	return nil
}

// admit gives the demo users their roles. The owners have theirs from the registration.
func (s Seeder) admit(ctx context.Context, ids map[string]string) error {
	for _, user := range demo.Users() {
		if user.Admin {
			if err := s.Registry.AddAdmin(ctx, user.Email); err != nil {
				return err
			}
		}
		for domain, role := range user.Roles {
			if role == wall.RoleOwner {
				continue
			}
			invitation := wall.Invitation{TenantID: ids[domain], Email: user.Email, Role: role, SentAt: time.Now()}
			err := s.Registry.Invite(ctx, wall.Invitation{}, invitation)
			if err != nil && !wall.IsCode(err, wall.Changed) { // an earlier start has come this far
				return err
			}
		}
	}
	return nil
}

// active waits until the provisioner has made the tenant.
func (s Seeder) active(ctx context.Context, tenantID string) (wall.Tenant, error) {
	for {
		tenant, err := s.Registry.Tenant(ctx, tenantID)
		if err != nil || tenant.Status != wall.Provisioning {
			return tenant, err
		}
		select {
		case <-time.After(activePause):
		case <-ctx.Done():
			return tenant, context.Cause(ctx)
		}
	}
}

// made reads the ids of the demo tenants, by domain.
func (s Seeder) made() (map[string]string, error) {
	text, err := os.ReadFile(s.File)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	if err := json.Unmarshal(text, &ids); err != nil {
		return nil, fmt.Errorf("%s: %w", s.File, err)
	}
	return ids, nil
}
