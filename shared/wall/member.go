package wall

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
)

// Member is a user in a tenant.
type Member struct {
	Subject string
	Email   string // as it was verified at the sign-in that joined; may be empty
	Role    Role
	Since   time.Time
}

// Invitation lets the user of an e-mail address into a tenant at the next
// sign-in.
type Invitation struct {
	TenantID  string
	Email     string // in lower case
	Role      Role
	InvitedBy string // an e-mail address, or who else it was
	SentAt    time.Time
	ExpiresAt time.Time // zero for one that stays, as that of a new tenant's owner does
}

// ID names the invitation without telling the address: ids stand in addresses
// of requests, and these in logs.
func (i Invitation) ID() string {
	return "i_" + Fingerprint([]byte(i.TenantID+"\n"+i.Email))
}

// Expired reports whether it can no longer be accepted.
func (i Invitation) Expired(now time.Time) bool {
	return !i.ExpiresAt.IsZero() && !now.Before(i.ExpiresAt)
}

// Team is all who are in a tenant, or invited to it.
type Team struct {
	Members     []Member
	Invitations []Invitation
}

// Roles lists every role, from the most to the least able.
func Roles() []Role { return []Role{RoleOwner, RoleEditor, RoleViewer} }

// ParseRole reads a role's name.
func ParseRole(s string) (Role, error) {
	for _, r := range Roles() {
		if strings.EqualFold(s, string(r)) {
			return r, nil
		}
	}
	return "", InvalidField("/role", "%q is not a role: use owner, editor or viewer", s)
}

// maxEmail is the longest address that mail can be sent to (RFC 5321, 4.5.3.1).
const maxEmail = 254

// ParseEmail reads a bare e-mail address and returns it in lower case: nobody
// runs two mailboxes whose names differ in that alone. The error points at the
// field that it came in.
func ParseEmail(pointer, s string) (string, error) {
	email := strings.TrimSpace(s)
	a, err := mail.ParseAddress(email)
	_, site, _ := strings.Cut(email, "@")
	if err != nil || a.Address != email || a.Name != "" || len(email) > maxEmail || strings.ContainsFunc(email, isUnwanted) || !isSite(site) {
		return "", InvalidField(pointer, "%q is not an e-mail address", s)
	}
	return strings.ToLower(email), nil
}

// isSite reports whether mail can go there: to a name with a dot, no IP address
// in brackets nor a machine next door, which the syntax of mail allows.
func isSite(s string) bool {
	return strings.Contains(s, ".") && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '.' && r != '-' && !unicode.In(r, unicode.L, unicode.M, unicode.Nd)
	})
}
