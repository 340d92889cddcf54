package dashboardapi

import (
	"context"
	"net/http"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/problem"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Needs is the one table of who may do what. A route with nil needs a user, no
// more; a route that is not here is not served.
func Needs() map[string]*auth.Need {
	read := &auth.Need{Role: wall.RoleViewer}
	edit := &auth.Need{Role: wall.RoleEditor, Change: true}
	look := &auth.Need{Role: wall.RoleOwner} // at what concerns persons
	own := &auth.Need{Role: wall.RoleOwner, Change: true}
	admin := &auth.Need{Admin: true}
	return map[string]*auth.Need{
		"GET /v1/me":                   nil,
		"POST /v1/tenants":             nil,
		"GET /v1/tenant":               read,
		"PATCH /v1/tenant":             own,
		"DELETE /v1/tenant":            own,
		"POST /v1/tenant/key/rotate":   own,
		"GET /v1/feeds":                read,
		"POST /v1/feeds":               edit,
		"POST /v1/feeds/preview":       edit,
		"GET /v1/feeds/{id}":           read,
		"PATCH /v1/feeds/{id}":         edit,
		"DELETE /v1/feeds/{id}":        edit,
		"POST /v1/feeds/{id}/sync":     edit,
		"GET /v1/posts":                read,
		"POST /v1/posts":               edit,
		"PATCH /v1/posts/{id}":         edit,
		"POST /v1/posts/moderate":      edit,
		"POST /v1/media":               edit,
		"GET /v1/widget":               read,
		"PUT /v1/widget":               edit,
		"GET /v1/analytics":            read,
		"GET /v1/members":              look,
		"POST /v1/members":             own,
		"PATCH /v1/members/{id}":       own,
		"DELETE /v1/members/{id}":      own,
		"GET /v1/audit":                look,
		"GET /v1/admin/tenants":        admin,
		"PATCH /v1/admin/tenants/{id}": admin,
		"GET /v1/admin/status":         admin,
	}
}

const (
	tenantHeader = "X-Tenant-Id"
	maxTenantID  = 100
)

type userKey struct{}

type entryKey struct{}

// WithClaims gives a request the claims of its token, as the gateway's
// authorizer verified them, and the token.
func WithClaims(ctx context.Context, claims map[string]string, token wall.Secret) context.Context {
	return context.WithValue(ctx, userKey{}, func() (auth.User, error) { return auth.NewUser(claims, token) })
}

// guard settles who asks for which tenant before any handler runs.
func (a API) guard(mux *http.ServeMux) http.Handler {
	table := Needs()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := mux.Handler(r)
		need, known := table[pattern]
		if !known {
			problem.Write(w, r, wall.Errorf(wall.NotFound, "there is no %s %s", r.Method, r.URL.Path))
			return
		}
		ctx, err := a.enter(r, need)
		if err != nil {
			problem.Write(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, r.WithContext(ctx))
	})
}

// enter is the context in which a handler finds its user and its tenant.
func (a API) enter(r *http.Request, need *auth.Need) (context.Context, error) {
	ctx := r.Context()
	read, ok := ctx.Value(userKey{}).(func() (auth.User, error))
	if !ok {
		return nil, wall.Errorf(wall.Unauthenticated, "an access token is needed")
	}
	user, err := read()
	if err != nil {
		return nil, err
	}
	ctx = audit.As(context.WithValue(ctx, userKey{}, user), audit.Actor{Subject: user.Subject})
	switch {
	case need == nil:
		return ctx, nil
	case need.Admin:
		return audit.As(ctx, audit.Actor{Subject: user.Subject, Email: "platform admin"}), a.onlyAdmins(ctx, user)
	}
	tenantID := r.Header.Get(tenantHeader)
	if tenantID == "" || len(tenantID) > maxTenantID {
		return nil, wall.InvalidField("/"+tenantHeader, "tenant-needed", "the header {header} must name a tenant; GET /v1/me lists yours", tenantHeader)
	}
	entry, err := a.Access.Enter(ctx, user, tenantID, *need)
	if err != nil {
		return nil, err
	}
	return context.WithValue(ctx, entryKey{}, entry), nil
}

// onlyAdmins is nil for an admin of the platform, else Forbidden.
func (a API) onlyAdmins(ctx context.Context, user auth.User) error {
	if user.Admin {
		return nil
	}
	profile, err := a.Access.Welcome(ctx, user)
	if err != nil {
		return err
	}
	admin, err := a.isAdmin(ctx, user, profile)
	if err == nil && !admin {
		err = wall.Refuse(wall.Forbidden, "admins-only", "this is for admins of the platform")
	}
	return err
}

// userOf is who asks. The guard has put it there: without it the program is
// wrong, and must not go on.
func userOf(ctx context.Context) auth.User { return ctx.Value(userKey{}).(auth.User) }

// tenantOf is the tenant in which a request happens.
func tenantOf(ctx context.Context) wall.Tenant { return entryOf(ctx).Tenant }

func entryOf(ctx context.Context) auth.Entry { return ctx.Value(entryKey{}).(auth.Entry) }
