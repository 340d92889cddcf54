package wall

import "time"

// AuditEntry says who changed what in a tenant, and when.
type AuditEntry struct {
	At     time.Time
	By     string // the user's subject, or AuditAdmin
	Action string // like feed.removed
	Target string // the id of what was changed; may be empty
	Detail string // in plain words; may be empty
}

// PlacedEntry is an entry and its place in the list of all.
type PlacedEntry struct {
	AuditEntry
	Position Position
}

// AuditAdmin is who an admin of the platform is to a tenant.
const AuditAdmin = "platform admin"

// AuditKept is how long entries are kept.
const AuditKept = 365 * 24 * time.Hour
