package dashboardapi

import (
	"context"

	"github.com/oapi-codegen/nullable"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/team"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// ListMembers lists members, then invitations.
func (a API) ListMembers(ctx context.Context, _ api.ListMembersRequestObject) (api.ListMembersResponseObject, error) {
	people, err := a.Team.List(ctx, tenantOf(ctx))
	views := []api.Member{}
	for _, p := range people {
		views = append(views, viewPerson(p))
	}
	return api.ListMembers200JSONResponse{Items: views, NextCursor: nullable.NewNullNullable[string]()}, err
}

// InviteMember invites somebody by e-mail, or sends an open invitation again.
func (a API) InviteMember(ctx context.Context, r api.InviteMemberRequestObject) (api.InviteMemberResponseObject, error) {
	p, err := a.Team.Invite(ctx, tenantOf(ctx), r.Body.Email, wall.Role(r.Body.Role))
	view := viewPerson(p)
	return api.InviteMember201JSONResponse{Body: view, Headers: api.InviteMember201ResponseHeaders{ETag: view.Etag}}, err
}

// ChangeMember changes a role.
func (a API) ChangeMember(ctx context.Context, r api.ChangeMemberRequestObject) (api.ChangeMemberResponseObject, error) {
	p, err := a.Team.SetRole(ctx, tenantOf(ctx), r.ID, wall.Role(r.Body.Role), revision(r.Params.IfMatch))
	view := viewPerson(p)
	return api.ChangeMember200JSONResponse{Body: view, Headers: api.ChangeMember200ResponseHeaders{ETag: view.Etag}}, err
}

// RemoveMember removes a member, or withdraws an invitation.
func (a API) RemoveMember(ctx context.Context, r api.RemoveMemberRequestObject) (api.RemoveMemberResponseObject, error) {
	return api.RemoveMember204Response{}, a.Team.Remove(ctx, tenantOf(ctx), r.ID, revision(r.Params.IfMatch))
}

func viewPerson(p team.Person) api.Member {
	status := api.MemberStatusMember
	if p.Invited {
		status = api.MemberStatusInvited
	}
	return api.Member{ID: p.ID, Email: p.Email, Role: api.Role(p.Role), Status: status, Etag: etag(p.Rev())}
}
