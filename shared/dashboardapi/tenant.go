package dashboardapi

import (
	"context"
	"time"

	"github.com/oapi-codegen/nullable"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// GetTenant reads the tenant.
func (a API) GetTenant(ctx context.Context, _ api.GetTenantRequestObject) (api.GetTenantResponseObject, error) {
	t, err := a.viewTenant(ctx, tenantOf(ctx))
	return api.GetTenant200JSONResponse{Body: t, Headers: api.GetTenant200ResponseHeaders{ETag: etag(tenantOf(ctx).Rev)}}, err
}

// ChangeTenant changes the tenant. A smaller plan pauses feeds.
func (a API) ChangeTenant(ctx context.Context, r api.ChangeTenantRequestObject) (api.ChangeTenantResponseObject, error) {
	t, paused, err := a.Operator.Change(ctx, tenantOf(ctx).ID, onboarding.Change{
		Rev: revision(r.Params.IfMatch), Name: r.Body.Name, Domain: r.Body.Domain, AllowedDomains: r.Body.AllowedDomains,
		Locale: (*string)(r.Body.Locale), Plan: (*wall.Plan)(r.Body.Plan),
	})
	if err != nil {
		return nil, err
	}
	view, err := a.viewTenant(ctx, t)
	for _, f := range paused {
		view.PausedFeeds = append(view.PausedFeeds, f.ID)
	}
	return api.ChangeTenant200JSONResponse{Body: view, Headers: api.ChangeTenant200ResponseHeaders{ETag: etag(t.Rev)}}, err
}

// DeleteTenant closes the tenant, and tells until when it can be restored.
func (a API) DeleteTenant(ctx context.Context, _ api.DeleteTenantRequestObject) (api.DeleteTenantResponseObject, error) {
	t, err := a.Operator.Lifecycle.Delete(ctx, tenantOf(ctx).ID)
	return api.DeleteTenant204Response{Headers: api.DeleteTenant204ResponseHeaders{PurgeAfter: t.PurgeAt.Format(time.RFC3339)}}, err
}

// RotateKey replaces the widget key.
func (a API) RotateKey(ctx context.Context, r api.RotateKeyRequestObject) (api.RotateKeyResponseObject, error) {
	grace := onboarding.DefaultGrace
	if r.Body != nil && r.Body.GraceSeconds != nil {
		grace = time.Duration(*r.Body.GraceSeconds) * time.Second
	}
	key, err := a.Operator.Lifecycle.RotateKey(ctx, tenantOf(ctx).ID, grace)
	if err != nil {
		return nil, err
	}
	t, err := a.Registry.Tenant(ctx, tenantOf(ctx).ID)
	return api.RotateKey200JSONResponse{
		APIKey: string(key), EmbedCode: onboarding.EmbedCode(a.Site, key), PreviousKeyUntil: a.until(t),
	}, err
}

// until is when the last of the keys before the present one ends; zero when all
// have.
func (a API) until(t wall.Tenant) time.Time {
	var last time.Time
	for _, k := range t.PreviousKeys {
		if k.Until.After(a.Clock()) && k.Until.After(last) {
			last = k.Until
		}
	}
	return last
}

func (a API) viewTenant(ctx context.Context, t wall.Tenant) (api.Tenant, error) {
	view := api.Tenant{
		ID: t.ID, Name: t.Name, Domain: t.Domain, AllowedDomains: t.AllowedDomains, Locale: api.Language(t.Locale), Event: t.Event,
		Status: api.TenantStatus(t.Status), Plan: api.Plan(t.Plan), Table: t.Table, CreatedAt: t.CreatedAt,
		Role: api.Role(entryOf(ctx).Role), PreviousKeyUntil: a.until(t),
		RestorableDays: int(a.Operator.Lifecycle.Restorable() / onboarding.Day),
	}
	view.Usage.FeedLimit.SetNull()
	if limit := t.Plan.FeedLimit(); limit != wall.Unlimited {
		view.Usage.FeedLimit = nullable.NewNullableWithValue(limit)
	}
	if t.KeyHash == "" { // it has no table yet
		return view, nil
	}
	key, err := a.Operator.Lifecycle.Key(ctx, t.ID)
	if err != nil {
		return view, err
	}
	view.APIKey, view.EmbedCode = string(key), onboarding.EmbedCode(a.Site, key)
	data, err := a.Operator.Feeds.List(ctx, t)
	view.Usage.Feeds = data.State.FeedCount
	return view, err
}

// orNull is a time, or null for none.
func orNull(t time.Time) nullable.Nullable[time.Time] {
	if t.IsZero() {
		return nullable.NewNullNullable[time.Time]()
	}
	return nullable.NewNullableWithValue(t)
}
