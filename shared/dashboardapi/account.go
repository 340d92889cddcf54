package dashboardapi

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// dailyTenants is how many tenants a user may register a day.
const dailyTenants = 20

// sideBySide bounds the tenants that are looked at at the same time.
const sideBySide = 8

// GetMe tells who is signed in, and accepts invitations on the way.
func (a API) GetMe(ctx context.Context, _ api.GetMeRequestObject) (api.GetMeResponseObject, error) {
	user := userOf(ctx)
	profile, err := a.Access.Welcome(ctx, user)
	if err != nil {
		return nil, err
	}
	admin, err := a.isAdmin(ctx, user, profile)
	if err != nil {
		return nil, err
	}
	tenants, err := a.myTenants(ctx, user)
	return api.GetMe200JSONResponse{
		Subject: user.Subject, Email: profile.Email, Language: languageOf(profile.Locale), Admin: admin, Tenants: tenants,
	}, err
}

// isAdmin reports whether a user is an admin of the platform: by group, or
// because the operator said so of the verified address.
func (a API) isAdmin(ctx context.Context, user auth.User, profile auth.Profile) (bool, error) {
	if user.Admin || !profile.Verified {
		return user.Admin, nil
	}
	return a.Registry.IsAdmin(ctx, profile.Email)
}

func languageOf(locale string) api.Language {
	if strings.HasPrefix(strings.ToLower(locale), "en") {
		return api.LanguageEn
	}
	return api.LanguageFr
}

// myTenants lists the tenants of a user, by name.
func (a API) myTenants(ctx context.Context, user auth.User) ([]api.MyTenant, error) {
	memberships, err := a.Registry.Memberships(ctx, user.Subject)
	if err != nil {
		return nil, err
	}
	found := make([]*api.MyTenant, len(memberships))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(sideBySide)
	for i, m := range memberships {
		group.Go(func() (err error) {
			found[i], err = a.myTenant(ctx, m)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	tenants := []api.MyTenant{}
	for _, t := range found {
		if t != nil {
			tenants = append(tenants, *t)
		}
	}
	slices.SortFunc(tenants, func(x, y api.MyTenant) int { return strings.Compare(x.Name+x.ID, y.Name+y.ID) })
	return tenants, nil
}

// myTenant is nil for a tenant that was deleted.
func (a API) myTenant(ctx context.Context, m wall.Membership) (*api.MyTenant, error) {
	t, err := a.Registry.Tenant(ctx, m.TenantID)
	if wall.IsCode(err, wall.NotFound) {
		return nil, nil // purged a moment ago
	}
	if err != nil || t.Status == wall.Deleted {
		return nil, err
	}
	out := &api.MyTenant{ID: t.ID, Name: t.Name, Role: api.Role(m.Role), Status: api.TenantStatus(t.Status)}
	out.LastSyncAt.SetNull()
	if t.KeyHash == "" { // it has no table yet
		return out, nil
	}
	failing, err := a.Registry.Health(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	out.FeedsInError = len(failing)
	data, err := a.Operator.Feeds.List(ctx, t)
	if err != nil { // a table that does not answer must not keep the user from the other tenants
		slog.ErrorContext(ctx, "tenant's table not read", "tenant", t.ID, "error", err)
		return out, nil //nolint:nilerr // logged
	}
	out.LastSyncAt, out.Needs = orNull(lastSync(data.State)), viewNeeds(data.Needs(a.Clock()))
	return out, nil
}

func lastSync(s wall.State) time.Time {
	var last time.Time
	for _, f := range s.Feeds {
		if f.LastSync.After(last) {
			last = f.LastSync
		}
	}
	return last
}

// RegisterTenant makes the user the owner of a new tenant.
func (a API) RegisterTenant(ctx context.Context, r api.RegisterTenantRequestObject) (api.RegisterTenantResponseObject, error) {
	user := userOf(ctx)
	profile, err := a.Access.Welcome(ctx, user)
	if err != nil {
		return nil, err
	}
	admin, err := a.isAdmin(ctx, user, profile)
	if err != nil {
		return nil, err
	}
	in := onboarding.Registration{
		Name: r.Body.Name, Domain: r.Body.Domain, AllowedDomains: r.Body.AllowedDomains, Locale: string(r.Body.Locale), Event: r.Body.Event,
		Owner: wall.Owner{Subject: user.Subject, Email: profile.Email}, DailyLimit: dailyTenants,
	}
	if admin {
		in.DailyLimit = 0
	}
	if key := r.Params.IdempotencyKey; key != "" {
		in.RequestKey = "user:" + user.Subject + ":" + key // another user's same key is another request
	}
	t, err := a.Registrar.Register(ctx, in)
	return api.RegisterTenant202JSONResponse{
		Body:    api.RegisteredTenant{ID: t.ID, Status: api.TenantStatus(t.Status)},
		Headers: api.RegisterTenant202ResponseHeaders{Location: "/v1/tenant"},
	}, err
}
