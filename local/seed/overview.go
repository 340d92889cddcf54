package seed

import (
	"context"
	"errors"
	"io/fs"

	"github.com/hashmytag/hashmytag/local/demo"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Overview tells what there is now: keys may have been rotated since they were made.
func (s Seeder) Overview(ctx context.Context) (demo.Overview, error) {
	overview := demo.Overview{Tenants: []demo.Made{}, Users: []demo.Person{}}
	ids, err := s.made()
	if errors.Is(err, fs.ErrNotExist) {
		return overview, nil // not yet
	}
	if err != nil {
		return overview, err
	}
	for _, tenant := range demo.Tenants() {
		made, err := s.describe(ctx, ids[tenant.Domain], tenant.Host)
		if err != nil {
			return overview, err
		}
		overview.Tenants = append(overview.Tenants, made)
	}
	for _, user := range demo.Users() {
		tenants, err := s.tenantsOf(ctx, user.Email)
		if err != nil {
			return overview, err
		}
		overview.Users = append(overview.Users, person(user, tenants))
	}
	return overview, nil
}

// tenantsOf lists where a user is a member, and where the user will be after the next sign-in.
func (s Seeder) tenantsOf(ctx context.Context, email string) ([]wall.Membership, error) {
	tenants, err := s.Registry.Invitations(ctx, email)
	subject := s.Subject(email)
	if err != nil || subject == "" {
		return tenants, err
	}
	member, err := s.Registry.Memberships(ctx, subject)
	return append(member, tenants...), err
}

func (s Seeder) describe(ctx context.Context, id, host string) (demo.Made, error) {
	tenant, err := s.Registry.Tenant(ctx, id)
	if err != nil {
		return demo.Made{}, err
	}
	key, err := s.Lifecycle.Key(ctx, id)
	if err != nil {
		return demo.Made{}, err
	}
	made := demo.Made{ID: tenant.ID, Name: tenant.Name, APIKey: string(key), Table: tenant.Table}
	if host != "" {
		made.Site = s.Address(host)
	}
	return made, nil
}

func person(user demo.User, tenants []wall.Membership) demo.Person {
	p := demo.Person{Email: user.Email, Admin: user.Admin, Tenants: []demo.Access{}}
	for _, membership := range tenants {
		p.Tenants = append(p.Tenants, demo.Access{ID: membership.TenantID, Role: membership.Role})
	}
	return p
}

// Key is the widget key that a demo site embeds; empty until the tenant is made.
func (s Seeder) Key(ctx context.Context, host string) string {
	ids, err := s.made()
	if err != nil {
		return ""
	}
	for _, tenant := range demo.Tenants() {
		if tenant.Host == host {
			key, err := s.Lifecycle.Key(ctx, ids[tenant.Domain])
			if err != nil {
				return ""
			}
			return string(key)
		}
	}
	return ""
}
