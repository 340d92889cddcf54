package wall

import (
	"context"
	"time"
)

// AuditEntry says who changed what, and when.
type AuditEntry struct {
	ID      string // its place in the list; empty before it is stored, and kept by one that is restored
	At      time.Time
	By      string // an e-mail address, "operator" or "platform"
	Subject string // of the user; empty when it was none
	Action  string // what was done to what, like feed.removed
	Target  string // the id of what was changed; may be empty
	Detail  string // in plain words; never a token
}

// AuditRetention is how long an entry is kept.
const AuditRetention = 365 * 24 * time.Hour

// AuditStore is a tenant's table as the audit uses it. Stores of other things
// take entries too, and write them in the transaction of the change.
type AuditStore interface {
	// Record stores entries of changes that were made elsewhere.
	Record(ctx context.Context, log ...AuditEntry) error
	// Audit lists entries, the newest first, after a position ("" for the
	// start). next is where the list goes on; "" at its end.
	Audit(ctx context.Context, after string, limit int, now time.Time) (log []AuditEntry, next string, err error)
}
