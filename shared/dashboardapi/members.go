package dashboardapi

import (
	"context"
	"slices"
	"strings"

	"github.com/oapi-codegen/nullable"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// ListMembers lists members and invitations, by address.
func (a API) ListMembers(ctx context.Context, _ api.ListMembersRequestObject) (api.ListMembersResponseObject, error) {
	team, err := a.Registry.Team(ctx, tenantOf(ctx).ID)
	views := []api.Member{}
	for _, m := range team.Members {
		views = append(views, viewMember(m))
	}
	slices.SortFunc(views, func(x, y api.Member) int { return strings.Compare(x.Email+x.ID, y.Email+y.ID) })
	return api.ListMembers200JSONResponse{Items: views, NextCursor: nullable.NewNullNullable[string]()}, err
}

// InviteMember invites somebody by e-mail.
func (a API) InviteMember(ctx context.Context, r api.InviteMemberRequestObject) (api.InviteMemberResponseObject, error) {
	m, err := a.updateTeam(ctx, func(team *wall.Team) (wall.Member, error) { return team.Invite(r.Body.Email, wall.Role(r.Body.Role)) })
	return api.InviteMember201JSONResponse(viewMember(m)), err
}

// ChangeMember changes a role.
func (a API) ChangeMember(ctx context.Context, r api.ChangeMemberRequestObject) (api.ChangeMemberResponseObject, error) {
	m, err := a.updateTeam(ctx, func(team *wall.Team) (wall.Member, error) { return team.SetRole(r.ID, wall.Role(r.Body.Role)) })
	return api.ChangeMember200JSONResponse(viewMember(m)), err
}

// RemoveMember removes a member, or withdraws an invitation.
func (a API) RemoveMember(ctx context.Context, r api.RemoveMemberRequestObject) (api.RemoveMemberResponseObject, error) {
	_, err := a.updateTeam(ctx, func(team *wall.Team) (wall.Member, error) { return wall.Member{}, team.Remove(r.ID) })
	return api.RemoveMember204Response{}, err
}

// updateTeam answers the member that a change is about.
func (a API) updateTeam(ctx context.Context, change func(*wall.Team) (wall.Member, error)) (m wall.Member, err error) {
	err = a.Registry.UpdateTeam(ctx, tenantOf(ctx).ID, func(team *wall.Team) (err error) {
		m, err = change(team)
		return err
	})
	return m, err
}

func viewMember(m wall.Member) api.Member {
	status := api.MemberStatusMember
	if m.Invited {
		status = api.MemberStatusInvited
	}
	return api.Member{ID: m.ID, Email: m.Email, Role: api.Role(m.Role), Status: status}
}
