// Package team is who may work on a tenant: members with a role, and people who
// are invited by e-mail and become members when they sign in. A tenant that has
// an owner keeps one, whatever two people do at the same time.
package team

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Registry holds members and invitations. A change is refused as Changed when
// what it was decided upon is no longer so. keeper is an owner who must still
// be one after the change; the zero Owner asks for none.
type Registry interface {
	Tenant(ctx context.Context, id string) (wall.Tenant, error)
	// Team reads all of a tenant, without invitations that are over.
	Team(ctx context.Context, tenantID string, now time.Time) (wall.Team, error)
	// Invited lists the invitations of an address, those that are over as well.
	Invited(ctx context.Context, email string) ([]wall.Invitation, error)
	// Invite stores an invitation in the place of the address's old one, if any.
	Invite(ctx context.Context, old, next wall.Invitation) error
	Withdraw(ctx context.Context, i wall.Invitation, keeper wall.Owner) error
	SetRole(ctx context.Context, tenantID string, m wall.Member, role wall.Role, keeper wall.Owner) error
	RemoveMember(ctx context.Context, tenantID string, m wall.Member, keeper wall.Owner) error
	// Accept makes a member in the place of an invitation. old is the
	// membership that the user has already, if any.
	Accept(ctx context.Context, i wall.Invitation, old, next wall.Member) error
}

// Manager manages the team of any tenant.
type Manager struct {
	Registry Registry
	Counter  budget.Counter
	Notices  wall.NoticeQueue // where invitations' mails are asked for
	Open     func(ctx context.Context, ref wall.TableRef) (wall.AuditStore, error)
	Clock    func() time.Time
}

// Person is a member, or somebody who is invited.
type Person struct {
	ID        string // a member's is the user's subject
	Email     string
	Role      wall.Role
	Invited   bool
	Since     time.Time // of the membership, or when the invitation was sent last
	ExpiresAt time.Time // of the invitation; zero for never
}

// Rev names a person's state, of which no revision is counted.
func (p Person) Rev() int64 {
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, p.ID, p.Email, p.Role, p.Since.Unix(), p.ExpiresAt.Unix()) // never fails
	return int64(h.Sum64()>>1) | 1
}

func memberPerson(m wall.Member) Person {
	return Person{ID: m.Subject, Email: m.Email, Role: m.Role, Since: m.Since}
}

func invitedPerson(i wall.Invitation) Person {
	return Person{ID: i.ID(), Email: i.Email, Role: i.Role, Invited: true, Since: i.SentAt, ExpiresAt: i.ExpiresAt}
}

// List reads all people of a tenant: members first, then by role and address.
func (m Manager) List(ctx context.Context, t wall.Tenant) ([]Person, error) {
	team, err := m.Registry.Team(ctx, t.ID, m.Clock())
	if err != nil {
		return nil, err
	}
	people := make([]Person, 0, size(team))
	for _, member := range team.Members {
		people = append(people, memberPerson(member))
	}
	for _, i := range team.Invitations {
		people = append(people, invitedPerson(i))
	}
	slices.SortStableFunc(people, func(a, b Person) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Email, b.Email), cmp.Compare(a.ID, b.ID))
	})
	return people, nil
}

func rank(p Person) int {
	r := slices.Index(wall.Roles(), p.Role)
	if p.Invited {
		r += len(wall.Roles())
	}
	return r
}

func size(team wall.Team) int { return len(team.Members) + len(team.Invitations) }

// SetRole changes what a member may do, or what an invited person will. rev is
// that of the person as it was read; 0 for any.
func (m Manager) SetRole(ctx context.Context, t wall.Tenant, id string, role wall.Role, rev int64) (Person, error) {
	var changed Person
	err := m.change(ctx, t, func(team wall.Team) error {
		if i, found := findInvitation(team, id); found {
			if err := wall.IfUnchanged(rev, invitedPerson(i).Rev()); err != nil {
				return err
			}
			next := i
			next.Role = role
			changed = invitedPerson(next)
			if _, err := otherOwner(team, invitedPerson(i)); err != nil && role != wall.RoleOwner {
				return err
			}
			return m.Registry.Invite(ctx, i, next)
		}
		member, err := findMember(team, id)
		if err != nil {
			return err
		}
		changed = memberPerson(member)
		if err := wall.IfUnchanged(rev, changed.Rev()); err != nil {
			return err
		}
		changed.Role = role
		keeper := wall.Owner{}
		if role != wall.RoleOwner {
			if keeper, err = otherOwner(team, memberPerson(member)); err != nil {
				return err
			}
		}
		return m.Registry.SetRole(ctx, t.ID, member, role, keeper)
	})
	if err == nil {
		m.record(ctx, t, "member.changed", changed)
	}
	return changed, err
}

// Remove takes a member out of the tenant, or withdraws an invitation; rev as
// above.
func (m Manager) Remove(ctx context.Context, t wall.Tenant, id string, rev int64) error {
	action, gone := "", Person{}
	err := m.change(ctx, t, func(team wall.Team) (err error) {
		i, invited := findInvitation(team, id)
		var member wall.Member
		if invited {
			action, gone = "invitation.withdrawn", invitedPerson(i)
		} else if member, err = findMember(team, id); err != nil {
			return err
		} else {
			action, gone = removal(ctx, id), memberPerson(member)
		}
		if err := wall.IfUnchanged(rev, gone.Rev()); err != nil {
			return err
		}
		keeper, err := otherOwner(team, gone)
		switch {
		case err != nil:
			return err
		case invited:
			return m.Registry.Withdraw(ctx, i, keeper)
		}
		return m.Registry.RemoveMember(ctx, t.ID, member, keeper)
	})
	if err == nil {
		m.record(ctx, t, action, gone)
	}
	return err
}

// removal is what taking a member out is called in the audit.
func removal(ctx context.Context, id string) string {
	if audit.By(ctx).Subject == id {
		return "member.left"
	}
	return "member.removed"
}

// Leave takes the user who is signed in out of the tenant.
func (m Manager) Leave(ctx context.Context, t wall.Tenant) error {
	return m.Remove(ctx, t, audit.By(ctx).Subject, 0)
}

// change decides upon the team as it is, and again when somebody was quicker.
func (m Manager) change(ctx context.Context, t wall.Tenant, decide func(wall.Team) error) error {
	return wall.Again(ctx, func() error {
		team, err := m.Registry.Team(ctx, t.ID, m.Clock())
		if err != nil {
			return err
		}
		return decide(team)
	})
}

// record notes a change of the registry in the tenant's table.
func (m Manager) record(ctx context.Context, t wall.Tenant, action string, p Person) {
	audit.Record(ctx, m.Open, t, audit.Entry(ctx, m.Clock(), action, p.ID, "%s, %s", cmp.Or(p.Email, p.ID), p.Role))
}
