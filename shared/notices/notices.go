// Package notices writes the platform's mails: it tells a tenant's owners that
// feeds fail, that their tokens are about to end, and that all is well again, and
// it sends invitations. A sync decides the former, and stores it with what it
// found; what is here knows nothing of feeds but what the message says, and of
// tenants only who their people are.
package notices

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Registry knows the people, and which mails were sent.
type Registry interface {
	Tenant(ctx context.Context, id string) (wall.Tenant, error)
	Team(ctx context.Context, tenantID string, now time.Time) (wall.Team, error)
	// ClaimMail takes the sending of an event's mail to an address for the lease:
	// false when it was sent, Conflict when somebody else is about to.
	ClaimMail(ctx context.Context, event, address string, now time.Time, lease, keep time.Duration) (bool, error)
	// SettleMail notes that a claimed mail was sent, or gives the claim back.
	SettleMail(ctx context.Context, event, address string, sent bool) error
}

// Mailer sends mail.
type Mailer interface {
	Send(ctx context.Context, m wall.Mail) error
}

// Notifier sends what messages ask for.
type Notifier struct {
	Registry Registry
	Mailer   Mailer
	Site     string // the address of the dashboard
	Clock    func() time.Time
}

const (
	// lease is how long a mail takes at most: less than the queue holds a message
	// back whose sender died.
	lease = time.Minute
	// keep is longer than a message and its dead letter live.
	keep = 30 * 24 * time.Hour
)

// Notify sends an event's mail to each owner once, or an invitation to whom it is
// for, however often the message comes. A sender that dies leaves a mail that is sent by the next: twice only if
// it died between the service's answer and the note of it.
func (n Notifier) Notify(ctx context.Context, m wall.NoticeMessage) error {
	t, err := n.Registry.Tenant(ctx, m.TenantID)
	if wall.IsCode(err, wall.NotFound) || err == nil && silent(t, m.Kind) {
		slog.InfoContext(ctx, "nobody told: the tenant is not active", "tenant", m.TenantID, "event", m.ID)
		return nil
	}
	if err != nil {
		return err
	}
	team, err := n.Registry.Team(ctx, t.ID, n.Clock())
	if err != nil {
		return err
	}
	if m.Kind == wall.NoticeInvitation {
		return n.invite(ctx, t, team, m)
	}
	return n.tell(ctx, t, team, m)
}

// silent reports whether nobody is to hear of a tenant. People are invited to one
// that is being set up or suspended as well.
func silent(t wall.Tenant, kind wall.NoticeKind) bool {
	if kind == wall.NoticeInvitation {
		return t.Status == wall.Deleted
	}
	return t.Status != wall.Active
}

// tell mails owners what happened to their feeds.
func (n Notifier) tell(ctx context.Context, t wall.Tenant, team wall.Team, m wall.NoticeMessage) error {
	mail, err := write(t, m, n.Site)
	if err != nil {
		return err
	}
	var failed error
	for _, address := range owners(team) {
		mail.To = address
		failed = errors.Join(failed, n.send(ctx, m, mail))
	}
	return failed
}

func (n Notifier) send(ctx context.Context, m wall.NoticeMessage, mail wall.Mail) error {
	claimed, err := n.Registry.ClaimMail(ctx, m.ID, mail.To, n.Clock(), lease, keep)
	if err != nil || !claimed {
		return err
	}
	sent := n.Mailer.Send(ctx, mail)
	if err := n.Registry.SettleMail(context.WithoutCancel(ctx), m.ID, mail.To, sent == nil); err != nil {
		slog.ErrorContext(ctx, "mail not noted: it may come twice", "tenant", m.TenantID, "event", m.ID, "error", err)
	}
	if sent != nil {
		return fmt.Errorf("tell somebody: %w", sent)
	}
	slog.InfoContext(ctx, "somebody told", "tenant", m.TenantID, "event", m.ID, "kind", m.Kind, "feeds", len(m.Feeds))
	return nil
}

// owners are the addresses of a tenant's owners; as long as none has signed in,
// those that are invited to be.
func owners(team wall.Team) []string {
	var addresses []string
	for _, m := range team.Members {
		if m.Role == wall.RoleOwner && m.Email != "" {
			addresses = append(addresses, m.Email)
		}
	}
	if len(addresses) == 0 {
		for _, i := range team.Invitations {
			if i.Role == wall.RoleOwner {
				addresses = append(addresses, i.Email)
			}
		}
	}
	slices.Sort(addresses)
	return slices.Compact(addresses)
}
