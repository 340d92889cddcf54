package auth

import (
	"context"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Registry is what access depends on.
type Registry interface {
	Tenant(ctx context.Context, id string) (wall.Tenant, error)
	// Membership reads what a user is in a tenant; NotFound when nothing.
	Membership(ctx context.Context, subject, tenantID string) (wall.Membership, error)
}

// Invitations let people in who were invited.
type Invitations interface {
	// Accept makes a user a member of every tenant to which the address, which is
	// verified, is invited.
	Accept(ctx context.Context, subject, email string) ([]wall.Membership, error)
}

// People tells who a user is.
type People interface {
	Profile(ctx context.Context, user User) (Profile, error)
}

// Access decides who may do what in which tenant.
type Access struct {
	Registry    Registry
	Invitations Invitations
	People      People
}

// Need is what an operation needs.
type Need struct {
	Role   wall.Role // the least of the roles in a tenant that may
	Change bool      // it changes something: a suspended tenant stands still
	Admin  bool      // it is in no tenant, and for admins of the platform
}

// Entry is a user in a tenant. Whatever is done there begins with it: its
// tenant is the only one whose table can be opened.
type Entry struct {
	Tenant wall.Tenant
	Role   wall.Role
}

// Enter lets a user into a tenant. Forbidden for who is no member of it, in the
// same words whether there is such a tenant or not, and for who has too small a
// role.
func (a Access) Enter(ctx context.Context, user User, tenantID string, need Need) (Entry, error) {
	member, err := a.membership(ctx, user, tenantID)
	if err != nil {
		return Entry{}, err
	}
	t, err := a.Registry.Tenant(ctx, tenantID)
	if err != nil {
		return Entry{}, err
	}
	switch {
	case t.Status == wall.Deleted:
		return Entry{}, wall.Errorf(wall.NotFound, "this tenant was deleted")
	case !member.Role.Covers(need.Role):
		return Entry{}, wall.Refuse(wall.Forbidden, "role-too-low", "this is for {need}s of the tenant: you are its {role}", need.Role, member.Role)
	case need.Change && t.Status == wall.Suspended:
		return Entry{}, wall.Errorf(wall.TenantSuspended, "the tenant is suspended: nothing can be changed until it is resumed")
	}
	return Entry{t, member.Role}, nil
}

// membership finds a user's role. Who is not a member yet may have been invited.
func (a Access) membership(ctx context.Context, user User, tenantID string) (wall.Membership, error) {
	member, err := a.Registry.Membership(ctx, user.Subject, tenantID)
	if !wall.IsCode(err, wall.NotFound) {
		return member, err
	}
	if _, err := a.Welcome(ctx, user); err != nil {
		return wall.Membership{}, err
	}
	member, err = a.Registry.Membership(ctx, user.Subject, tenantID)
	if wall.IsCode(err, wall.NotFound) {
		return wall.Membership{}, wall.Errorf(wall.Forbidden, "you are not a member of the tenant %s", tenantID)
	}
	return member, err
}

// Welcome asks who a user is, and accepts the invitations to the user's
// verified address.
func (a Access) Welcome(ctx context.Context, user User) (Profile, error) {
	profile, err := a.People.Profile(ctx, user)
	if err != nil || !profile.Verified || profile.Email == "" {
		return profile, err
	}
	_, err = a.Invitations.Accept(ctx, user.Subject, profile.Email)
	return profile, err
}
