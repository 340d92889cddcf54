package wall

import (
	"net/mail"
	"slices"
	"strings"
)

// Member is somebody in a tenant's team, or who is invited to it.
type Member struct {
	ID      string // the user's subject, or the address of an invitation
	Email   string
	Role    Role
	Invited bool
}

// Team is who may do what in a tenant.
type Team struct {
	Members []Member
	Rev     int64
}

const maxTeam = 200

// Invite adds an invitation. Conflict when the address is in the team already.
func (t *Team) Invite(email string, role Role) (Member, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		return Member{}, InvalidField("/email", "%q is not an e-mail address", email)
	}
	if slices.ContainsFunc(t.Members, func(m Member) bool { return m.Email == email }) {
		return Member{}, Errorf(Conflict, "%s is in the team already", email)
	}
	if len(t.Members) >= maxTeam {
		return Member{}, Errorf(Conflict, "a team has at most %d members", maxTeam)
	}
	m := Member{ID: email, Email: email, Role: role, Invited: true}
	t.Members = append(t.Members, m)
	return m, nil
}

// SetRole changes a member's or an invitation's role. Conflict for the last
// owner's.
func (t *Team) SetRole(id string, role Role) (Member, error) {
	i, err := t.index(id)
	if err != nil {
		return Member{}, err
	}
	if role != RoleOwner && t.isLastOwner(i) {
		return Member{}, Errorf(Conflict, "the last owner stays owner: make somebody else an owner first")
	}
	t.Members[i].Role = role
	return t.Members[i], nil
}

// Remove takes somebody out of the team. Conflict for the last owner.
func (t *Team) Remove(id string) error {
	i, err := t.index(id)
	if err != nil {
		return err
	}
	if t.isLastOwner(i) {
		return Errorf(Conflict, "the last owner cannot leave: make somebody else an owner first, or delete the tenant")
	}
	t.Members = slices.Delete(t.Members, i, i+1)
	return nil
}

func (t *Team) index(id string) (int, error) {
	i := slices.IndexFunc(t.Members, func(m Member) bool { return m.ID == id })
	if i < 0 {
		return 0, Errorf(NotFound, "there is no member %s", id)
	}
	return i, nil
}

// isLastOwner reports whether no other owner would be left. Who is only invited
// does not count: nobody knows whether they come.
func (t *Team) isLastOwner(i int) bool {
	if m := t.Members[i]; m.Invited || m.Role != RoleOwner {
		return false
	}
	return !slices.ContainsFunc(t.Members, func(m Member) bool {
		return m.ID != t.Members[i].ID && m.Role == RoleOwner && !m.Invited
	})
}
