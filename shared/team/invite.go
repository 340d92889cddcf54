package team

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	// InvitationLife is how long an invitation can be accepted after it was sent.
	InvitationLife = 14 * 24 * time.Hour
	// resendPause protects an address from a person who sends again and again.
	resendPause = 5 * time.Minute
	// mailsPerDay bounds what a tenant can make the platform send.
	mailsPerDay = 50
	// maxPeople is how many members and invitations a tenant has at most.
	maxPeople = 200
)

// Invite invites the user of an e-mail address, or sends an invitation that is
// open again, with a new role and time. TooManyRequests when it was sent just
// now, Conflict when the address is a member's.
func (m Manager) Invite(ctx context.Context, t wall.Tenant, email string, role wall.Role) (Person, error) {
	email, err := wall.ParseEmail("/email", email)
	if err != nil {
		return Person{}, err
	}
	now := m.Clock()
	next := wall.Invitation{
		TenantID: t.ID, Email: email, Role: role, InvitedBy: audit.By(ctx).Email,
		SentAt: now, ExpiresAt: now.Add(InvitationLife),
	}
	mails := budget.Rate{Store: m.Counter, Name: "invitations", Words: "invitations", Limit: mailsPerDay, Window: 24 * time.Hour}
	counted := false
	err = m.change(ctx, t, func(team wall.Team) error {
		old, err := mayInvite(team, next)
		if err != nil {
			return err
		}
		if !counted {
			if err := mails.Take(ctx, t.ID, now); err != nil {
				return err
			}
			counted = true
		}
		return m.Registry.Invite(ctx, old, next)
	})
	if err != nil {
		return Person{}, err
	}
	m.record(ctx, t, "member.invited", invitedPerson(next))
	return invitedPerson(next), m.send(ctx, t, next)
}

// mayInvite finds the invitation that the new one replaces, if any.
func mayInvite(team wall.Team, next wall.Invitation) (wall.Invitation, error) {
	if slices.ContainsFunc(team.Members, func(m wall.Member) bool { return strings.EqualFold(m.Email, next.Email) }) {
		return wall.Invitation{}, wall.Errorf(wall.Conflict, "%s is a member already", next.Email)
	}
	old, found := findInvitation(team, next.ID())
	if found {
		if wait := resendPause - next.SentAt.Sub(old.SentAt); wait > 0 {
			return old, &wall.Error{
				Code: wall.TooManyRequests, RetryAfter: wait,
				Message: "this invitation was sent just now: it can be sent again in a few minutes",
			}
		}
		return old, nil
	}
	if size(team) >= maxPeople {
		return old, wall.Errorf(wall.Conflict, "a tenant has at most %d members and invitations", maxPeople)
	}
	return old, nil
}

// send mails an invitation. One that stands, but of which nobody heard, is
// told apart from one that does not stand.
func (m Manager) send(ctx context.Context, t wall.Tenant, i wall.Invitation) error {
	message, err := invitationMail(t, i, m.Address)
	if err != nil {
		return err
	}
	if err := m.Mailer.Send(ctx, message); err != nil {
		return &wall.Error{
			Code: wall.Unavailable, RetryAfter: resendPause, Cause: err,
			Message: "the invitation stands, but the mail could not be sent: send it again in a few minutes",
		}
	}
	return nil
}

// Accept makes a user, whose address is verified, a member of every tenant to
// which the address is invited, and returns those. It can be repeated.
func (m Manager) Accept(ctx context.Context, subject, email string) ([]wall.Membership, error) {
	email, err := wall.ParseEmail("/email", email)
	if err != nil {
		return nil, err
	}
	invited, err := m.Registry.Invited(ctx, email)
	if err != nil {
		return nil, err
	}
	var joined []wall.Membership
	for _, i := range invited {
		if i.Expired(m.Clock()) {
			continue
		}
		member, err := m.accept(ctx, i, subject)
		if wall.IsCode(err, wall.NotFound) {
			continue // withdrawn a moment ago
		}
		if err != nil {
			return joined, err
		}
		joined = append(joined, wall.Membership{TenantID: i.TenantID, Role: member.Role})
	}
	return joined, nil
}

// accept joins a user to the tenant of an invitation. Who is a member already
// keeps the role that may do more.
func (m Manager) accept(ctx context.Context, i wall.Invitation, subject string) (wall.Member, error) {
	t, err := m.Registry.Tenant(ctx, i.TenantID)
	if err != nil {
		return wall.Member{}, err
	}
	if t.Status == wall.Deleted {
		return wall.Member{}, wall.Errorf(wall.NotFound, "the tenant was deleted")
	}
	var next wall.Member
	err = m.change(ctx, t, func(team wall.Team) error {
		open, found := findInvitation(team, i.ID())
		if !found {
			return wall.Errorf(wall.NotFound, "the invitation was withdrawn")
		}
		next = wall.Member{Subject: subject, Email: i.Email, Role: open.Role, Since: m.Clock()}
		old, err := findMember(team, subject)
		if err == nil {
			next.Since = old.Since
			if old.Role.Covers(open.Role) {
				next.Role = old.Role
			}
		}
		return m.Registry.Accept(ctx, open, old, next)
	})
	if err != nil {
		return wall.Member{}, err
	}
	user := audit.As(ctx, audit.Actor{Subject: subject, Email: i.Email})
	m.record(user, t, "member.joined", memberPerson(next))
	slog.InfoContext(ctx, "invitation accepted", "tenant", t.ID, "subject", subject, "role", next.Role)
	return next, nil
}
