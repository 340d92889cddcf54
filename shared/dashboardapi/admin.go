package dashboardapi

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/oapi-codegen/nullable"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/operator"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const defaultTenants = 50

// SearchTenants searches all tenants of the platform.
func (a API) SearchTenants(ctx context.Context, r api.SearchTenantsRequestObject) (api.SearchTenantsResponseObject, error) {
	limit := r.Params.Limit
	if limit == 0 {
		limit = defaultTenants
	}
	found, next, err := a.Operator.Search(ctx, operator.Filter{
		Words: r.Params.Q, Status: wall.TenantStatus(r.Params.Status), Plan: wall.Plan(r.Params.Plan), InError: r.Params.InError,
	}, limit, r.Params.Cursor)
	out := api.SearchTenants200JSONResponse{Items: []api.AdminTenant{}, NextCursor: nullable.NewNullNullable[string]()}
	for _, t := range found {
		out.Items = append(out.Items, viewFound(t))
	}
	if next != "" {
		out.NextCursor = nullable.NewNullableWithValue(next)
	}
	return out, err
}

// AdministerTenant changes a tenant's plan, suspends, resumes or restores it.
func (a API) AdministerTenant(ctx context.Context, r api.AdministerTenantRequestObject) (api.AdministerTenantResponseObject, error) {
	t, err := a.Registry.Tenant(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	change := *r.Body
	if t.Status == wall.Deleted {
		if change.Plan != nil || change.Status == nil || *change.Status != api.AdminTenantChangeStatusActive {
			return nil, wall.Errorf(wall.NotFound, "this tenant was deleted: it can only be restored, by the status active")
		}
		t, err = a.Operator.Lifecycle.Restore(ctx, t.ID)
	} else {
		t, err = a.administer(ctx, t, change)
	}
	if err != nil {
		return nil, err
	}
	found, err := a.Operator.Inspect(ctx, t)
	return api.AdministerTenant200JSONResponse(viewFound(found)), err
}

// GetStatus tells how the platform is doing.
func (a API) GetStatus(ctx context.Context, _ api.GetStatusRequestObject) (api.GetStatusResponseObject, error) {
	s, err := a.Operator.Status(ctx)
	out := api.GetStatus200JSONResponse{
		Tenants: api.TenantCounts{
			Active: s.Tenants[wall.Active], Suspended: s.Tenants[wall.Suspended], Provisioning: s.Tenants[wall.Provisioning], InError: s.InError,
		},
		FeedsInError: []api.FailingFeeds{}, Budgets: []api.Budget{}, Queues: []api.QueueDepth{},
	}
	for _, f := range s.Failing {
		out.FeedsInError = append(out.FeedsInError, api.FailingFeeds{Class: string(f.Class), Feeds: f.Feeds, Tenants: f.Tenants})
	}
	for _, b := range s.Budgets {
		out.Budgets = append(out.Budgets, viewBudget(b))
	}
	for _, q := range s.Queues {
		out.Queues = append(out.Queues, api.QueueDepth{Name: q.Name, Waiting: q.Waiting, DeadLetters: q.DeadLetters})
	}
	return out, err
}

func viewBudget(b budget.Status) api.Budget {
	return api.Budget{
		Network: api.Network(b.Network), Account: b.Account, Name: b.Limit, Used: b.Used, Limit: b.Amount, Unit: b.Unit(),
		Until: b.Ends, RunsOutAt: b.Runs, WaitSeconds: int(b.Queue / time.Second), BlockedUntil: b.Blocked, Reason: b.Why,
		TokenEndsAt: b.Token.ExpiresAt, TokenRefused: b.Refused,
	}
}

func (a API) administer(ctx context.Context, t wall.Tenant, c api.AdminTenantChange) (_ wall.Tenant, err error) {
	if c.Plan != nil {
		if t, _, err = a.Operator.Change(ctx, t.ID, onboarding.Change{Plan: (*wall.Plan)(c.Plan)}); err != nil {
			return t, err
		}
	}
	switch {
	case c.Status == nil:
		return t, nil
	case *c.Status == api.AdminTenantChangeStatusSuspended:
		return a.Operator.Lifecycle.Suspend(ctx, t.ID)
	}
	return a.Operator.Lifecycle.Resume(ctx, t.ID)
}

func viewFound(t operator.Found) api.AdminTenant {
	view := api.AdminTenant{
		ID: t.ID, Name: t.Name, Domain: t.Domain, Status: api.TenantStatus(t.Status), Plan: api.Plan(t.Plan), Table: t.Table,
		CreatedAt: t.CreatedAt, DeletedAt: t.DeletedAt, PurgeAt: t.PurgeAt, FeedsInError: []api.FeedError{},
	}
	for _, e := range t.Failing {
		view.FeedsInError = append(view.FeedsInError, api.FeedError{Class: string(e.Class), Message: e.Message, Since: e.Since})
	}
	slices.SortFunc(view.FeedsInError, func(x, y api.FeedError) int {
		if order := x.Since.Compare(y.Since); order != 0 {
			return order
		}
		return strings.Compare(x.Message, y.Message)
	})
	return view
}
