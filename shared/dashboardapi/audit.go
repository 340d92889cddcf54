package dashboardapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/oapi-codegen/nullable"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const defaultEntries = 50

// ListAudit tells who changed what, the newest first.
func (a API) ListAudit(ctx context.Context, r api.ListAuditRequestObject) (api.ListAuditResponseObject, error) {
	limit := r.Params.Limit
	if limit == 0 {
		limit = defaultEntries
	}
	entries, next, err := a.Audit.List(ctx, tenantOf(ctx), limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	team, err := a.Registry.Team(ctx, tenantOf(ctx).ID)
	out := api.ListAudit200JSONResponse{Items: []api.AuditEntry{}, NextCursor: nullable.NewNullNullable[string]()}
	for _, e := range entries {
		out.Items = append(out.Items, api.AuditEntry{At: e.At, By: nameOf(e.By, team), Action: e.Action, Target: e.Target, Detail: e.Detail})
	}
	if next != "" {
		out.NextCursor = nullable.NewNullableWithValue(next)
	}
	return out, err
}

// nameOf is the address of a user who is still in the team, else the user's id.
func nameOf(subject string, team wall.Team) string {
	for _, m := range team.Members {
		if m.ID == subject && m.Email != "" {
			return m.Email
		}
	}
	return subject
}

// audited notes every change that somebody made in a tenant.
func (a API) audited(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		response, err := next(ctx, w, r, request)
		if err != nil {
			return response, err
		}
		if entry := entryFor(request, response); entry.Action != "" {
			entry.By = userOf(ctx).Subject
			a.Audit.Note(ctx, tenantOf(ctx), entry)
		}
		return response, nil
	}
}

// entryFor says what a request changed; without an action for one that only
// read, or is in no tenant.
func entryFor(request, response any) wall.AuditEntry {
	switch r := request.(type) {
	case api.ChangeTenantRequestObject:
		return wall.AuditEntry{Action: "tenant.changed", Detail: changedFields(r.Body)}
	case api.DeleteTenantRequestObject:
		return wall.AuditEntry{Action: "tenant.deleted"}
	case api.RotateKeyRequestObject:
		return wall.AuditEntry{Action: "key.rotated"}
	case api.AddFeedRequestObject:
		feed := response.(api.AddFeed201JSONResponse).Body
		return wall.AuditEntry{Action: "feed.added", Target: feed.ID, Detail: feed.Name}
	case api.ChangeFeedRequestObject:
		return wall.AuditEntry{Action: "feed.changed", Target: r.ID, Detail: response.(api.ChangeFeed200JSONResponse).Name}
	case api.RemoveFeedRequestObject:
		return wall.AuditEntry{Action: "feed.removed", Target: r.ID}
	case api.WritePostRequestObject:
		return wall.AuditEntry{Action: "post.written", Target: response.(api.WritePost201JSONResponse).ID}
	case api.ModeratePostRequestObject:
		return wall.AuditEntry{Action: "post.moderated", Target: r.ID, Detail: decided(r.Body.Status, r.Body.Pinned)}
	case api.ModeratePostsRequestObject:
		count := len(response.(api.ModeratePosts200JSONResponse).Items)
		return wall.AuditEntry{Action: "posts.moderated", Detail: fmt.Sprintf("%d posts: %s", count, decided(r.Body.Status, r.Body.Pinned))}
	case api.SetWidgetRequestObject:
		return wall.AuditEntry{Action: "widget.changed"}
	case api.InviteMemberRequestObject:
		return wall.AuditEntry{Action: "member.invited", Target: r.Body.Email, Detail: string(r.Body.Role)}
	case api.ChangeMemberRequestObject:
		return wall.AuditEntry{Action: "member.changed", Target: r.ID, Detail: string(r.Body.Role)}
	case api.RemoveMemberRequestObject:
		return wall.AuditEntry{Action: "member.removed", Target: r.ID}
	}
	return wall.AuditEntry{}
}

func changedFields(c *api.TenantChange) string {
	var parts []string
	if c.Name != nil {
		parts = append(parts, "name "+*c.Name)
	}
	if c.Domain != nil {
		parts = append(parts, "domain "+*c.Domain)
	}
	if c.AllowedDomains != nil {
		parts = append(parts, "allowed domains "+strings.Join(*c.AllowedDomains, " "))
	}
	if c.Locale != nil {
		parts = append(parts, "language "+string(*c.Locale))
	}
	if c.Plan != nil {
		parts = append(parts, "plan "+string(*c.Plan))
	}
	return strings.Join(parts, ", ")
}

func decided(status *api.PostStatus, pinned *bool) string {
	var parts []string
	if status != nil {
		parts = append(parts, string(*status))
	}
	if pinned != nil && *pinned {
		parts = append(parts, "pinned")
	} else if pinned != nil {
		parts = append(parts, "no longer pinned")
	}
	return strings.Join(parts, ", ")
}
