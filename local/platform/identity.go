package platform

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/hashmytag/hashmytag/local/demo"
	"github.com/hashmytag/hashmytag/local/identity"
)

// identityParameters put the platform's own sign-in in the place of Cognito.
func identityParameters(address string) map[string]string {
	issuer := identity.Issuer(address)
	return map[string]string{
		"SiteUrl": address, "IdentityIssuer": issuer, "IdentityClientId": identity.ClientID,
		"IdentityUserInfo": identity.UserInfo(issuer),
	}
}

func (p *platform) newIdentity() (*identity.Provider, error) {
	return identity.New(identity.Config{
		Issuer: identity.Issuer(p.address), Origin: p.address,
		File:   filepath.Join(p.options.Data, "identity.json"),
		People: p.people, Admin: p.isDemoAdmin,
	})
}

// people are the demo users, for the sign-in page.
func (p *platform) people(ctx context.Context) ([]identity.Person, error) {
	if p.options.NoDemo {
		return nil, nil
	}
	overview, err := p.seeder.Overview(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, tenant := range overview.Tenants {
		names[tenant.ID] = tenant.Name
	}
	people := make([]identity.Person, len(overview.Users))
	for i, user := range overview.Users {
		people[i] = identity.Person{Email: user.Email, Admin: user.Admin}
		for _, access := range user.Tenants {
			people[i].Tenants, people[i].Role = append(people[i].Tenants, names[access.ID]), string(access.Role)
		}
	}
	return people, nil
}

func (p *platform) isDemoAdmin(email string) bool {
	return !p.options.NoDemo && slices.ContainsFunc(demo.Users(), func(u demo.User) bool { return u.Admin && u.Email == email })
}
