package wall

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// TenantStatus is where a tenant is in its life.
type TenantStatus string

// The life of a tenant.
const (
	Provisioning TenantStatus = "provisioning"
	Active       TenantStatus = "active"
	Suspended    TenantStatus = "suspended"
	Deleted      TenantStatus = "deleted"
)

// Cell is where a tenant's table lives. One account and region holds 2,500 to
// 10,000 tables, so a platform may have several cells.
type Cell struct {
	Account string
	Region  string
}

// TableRef is all that is needed to open one tenant's table.
type TableRef struct {
	TenantID string
	Table    string
	Cell     Cell
}

// Tenant is one customer: a restaurant, a shop, a hotel, an event.
type Tenant struct {
	ID             string
	Name           string
	Domain         string
	AllowedDomains []string
	Locale         string
	Plan           Plan
	Status         TenantStatus
	Table          string
	Cell           Cell
	Event          bool
	CreatedAt      time.Time

	KeyHash      string   // of the widget key; empty while provisioning
	PreviousKeys []OldKey // that still work, the latest first
	Rev          int64

	DeletedAt time.Time // zero for a tenant that was not
	PurgeAt   time.Time // from when on nothing need be left of a deleted one
	Purging   bool      // its data is being removed: there is no way back
}

// OldKey is a widget key that was replaced.
type OldKey struct {
	Hash  string
	Until time.Time // it works
}

// Ref is the reference of the tenant's table.
func (t Tenant) Ref() TableRef {
	return TableRef{TenantID: t.ID, Table: t.Table, Cell: t.Cell}
}

// Ready is nil when the tenant has its table and its key, else NotReady.
func (t Tenant) Ready() error {
	if t.KeyHash == "" || t.Status == Provisioning {
		return Refuse(NotReady, "still-made", "the tenant is still being made: try again in a minute")
	}
	return nil
}

// PurgeDue reports whether a deleted tenant's time to be restored is over.
func (t Tenant) PurgeDue(now time.Time) bool {
	return t.Status == Deleted && !t.PurgeAt.IsZero() && !now.Before(t.PurgeAt)
}

// KeyGrant is what a widget key opens: all that the authorizer must answer.
type KeyGrant struct {
	Ref            TableRef
	Status         TenantStatus
	AllowedDomains []string
	ExpiresAt      time.Time // of a key that was rotated out; zero for the current one
}

// Owner is who runs a new tenant: a user who has signed in, or an e-mail
// address whose user will find the tenant at the first sign-in.
type Owner struct {
	Subject string
	Email   string
}

// Role is what a member may do in a tenant.
type Role string

// The roles, from the most to the least able.
const (
	RoleOwner  Role = "owner"
	RoleEditor Role = "editor"
	RoleViewer Role = "viewer"
)

// Covers reports whether a role may all that another may.
func (r Role) Covers(other Role) bool {
	mine, its := slices.Index(Roles(), r), slices.Index(Roles(), other)
	return mine >= 0 && mine <= its
}

// Membership joins a user to a tenant.
type Membership struct {
	TenantID string
	Role     Role
}

const maxName = 100

// ParseName reads a tenant's or feed's name: some visible text of at most 100
// characters, without control characters.
func ParseName(s string) (string, error) {
	name := strings.Join(strings.Fields(s), " ")
	switch {
	case name == "":
		return "", InvalidField("/name", "name-needed", "a name is needed")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, isUnwanted):
		return "", InvalidField("/name", "name-not-shown", "the name has characters that cannot be shown")
	case !strings.ContainsFunc(name, unicode.IsGraphic) || !strings.ContainsFunc(name, isLetterOrNumber):
		return "", InvalidField("/name", "name-without-letter", "the name needs at least one letter or number")
	case utf8.RuneCountInString(name) > maxName:
		return "", InvalidField("/name", "name-too-long", "the name is longer than {most} characters", maxName)
	}
	return name, nil
}

func isLetterOrNumber(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// isUnwanted finds characters that hide or reverse text in a list of names.
func isUnwanted(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError
}

// ParseLocale reads the language that a tenant's wall and mails speak.
func ParseLocale(s string) (string, error) {
	switch s {
	case "":
		return "fr", nil
	case "fr", "en":
		return s, nil
	}
	return "", InvalidField("/locale", "not-a-language", `"{language}" is not a language of the platform: use fr or en`, s)
}
