package dashboardapi

import (
	"cmp"
	"context"

	"github.com/oapi-codegen/nullable"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/team"
)

// ListAudit tells who changed what, the newest first.
func (a API) ListAudit(ctx context.Context, r api.ListAuditRequestObject) (api.ListAuditResponseObject, error) {
	page, err := a.Audit.List(ctx, tenantOf(ctx), r.Params.Cursor, cmp.Or(r.Params.Limit, audit.DefaultLimit))
	if err != nil {
		return nil, err
	}
	people, err := a.Team.List(ctx, tenantOf(ctx))
	out := api.ListAudit200JSONResponse{Items: []api.AuditEntry{}, NextCursor: nullable.NewNullNullable[string]()}
	for _, e := range page.Entries {
		out.Items = append(out.Items, api.AuditEntry{At: e.At, By: nameOf(e.By, people), Action: e.Action, Target: e.Target, Detail: e.Detail})
	}
	if page.NextCursor != "" {
		out.NextCursor = nullable.NewNullableWithValue(page.NextCursor)
	}
	return out, err
}

// nameOf is the address of a user who is still in the team, else the user's id:
// an access token tells no address.
func nameOf(by string, people []team.Person) string {
	for _, p := range people {
		if p.ID == by && p.Email != "" {
			return p.Email
		}
	}
	return by
}
