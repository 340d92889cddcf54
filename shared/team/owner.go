package team

import (
	"slices"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// otherOwner is an owner who stays when a person does not; the zero Owner when
// the person is none. Conflict when there is no other. As long as nobody has
// signed in as owner, an owner's invitation stands for one: without it the
// tenant would belong to nobody.
func otherOwner(team wall.Team, leaving Person) (wall.Owner, error) {
	if leaving.Role != wall.RoleOwner {
		return wall.Owner{}, nil
	}
	for _, m := range team.Members {
		if m.Role == wall.RoleOwner && m.Subject != leaving.ID {
			return wall.Owner{Subject: m.Subject}, nil
		}
	}
	if leaving.Invited {
		for _, i := range team.Invitations {
			if i.Role == wall.RoleOwner && i.ExpiresAt.IsZero() && i.ID() != leaving.ID {
				return wall.Owner{Email: i.Email}, nil
			}
		}
	}
	return wall.Owner{}, wall.Refuse(wall.Conflict, "last-owner", "a tenant keeps at least one owner: make somebody else owner first")
}

func findMember(team wall.Team, subject string) (wall.Member, error) {
	i := slices.IndexFunc(team.Members, func(m wall.Member) bool { return m.Subject == subject })
	if i < 0 {
		return wall.Member{}, wall.Errorf(wall.NotFound, "nobody of the tenant has the id %s", subject)
	}
	return team.Members[i], nil
}

func findInvitation(team wall.Team, id string) (wall.Invitation, bool) {
	i := slices.IndexFunc(team.Invitations, func(i wall.Invitation) bool { return i.ID() == id })
	if i < 0 {
		return wall.Invitation{}, false
	}
	return team.Invitations[i], true
}
