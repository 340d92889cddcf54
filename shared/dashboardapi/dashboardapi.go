// Package dashboardapi answers a tenant's people: the routes of api/openapi.yaml
// over the use cases. Who asks, for which tenant, and whether they may, is
// settled before any handler (guard.go); then the contract's limits are applied
// (contract.go).
package dashboardapi

import (
	"context"
	"net/http"
	"time"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/direct"
	"github.com/hashmytag/hashmytag/shared/media"
	"github.com/hashmytag/hashmytag/shared/moderation"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/operator"
	"github.com/hashmytag/hashmytag/shared/problem"
	"github.com/hashmytag/hashmytag/shared/settings"
	"github.com/hashmytag/hashmytag/shared/team"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Registry is the platform's register as the dashboard reads it.
type Registry interface {
	auth.Registry
	// Memberships lists the tenants of a user.
	Memberships(ctx context.Context, subject string) ([]wall.Membership, error)
	// Health reads which of a tenant's feeds are in error.
	Health(ctx context.Context, tenantID string) (map[string]wall.FeedError, error)
	// IsAdmin reports whether the user of an e-mail address is a platform admin.
	IsAdmin(ctx context.Context, email string) (bool, error)
}

// API serves the dashboard.
type API struct {
	Registry  Registry
	Access    auth.Access
	Registrar onboarding.Registrar
	Operator  operator.Operator
	Moderator moderation.Moderator
	Writer    direct.Writer
	Uploader  media.Uploader
	Team      team.Manager
	Settings  settings.Keeper
	Counts    func(ctx context.Context, ref wall.TableRef) (analytics.Store, error)
	Audit     audit.Log
	Site      string // the platform's address, for the embed code
	Clock     func() time.Time
}

var _ api.StrictServerInterface = API{}

// Handler routes the requests of API Gateway's dashboard routes.
func (a API) Handler() http.Handler {
	mux := http.NewServeMux()
	strict := api.NewStrictHandlerWithOptions(a, nil, api.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  malformed,
		ResponseErrorHandlerFunc: problem.Write,
	})
	api.HandlerWithOptions(strict, api.StdHTTPServerOptions{
		BaseRouter: mux, Middlewares: []api.MiddlewareFunc{contract()}, ErrorHandlerFunc: badParameter,
	})
	return a.guard(mux)
}
