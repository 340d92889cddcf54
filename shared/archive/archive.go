// Package archive writes all that a tenant has as lines of JSON, and restores a
// tenant from them. Both work through a line at a time, so that neither needs
// more memory for a larger tenant.
//
// An archive begins with a line about itself and the tenant, and ends with one
// that tells that it is whole. Between them stand the widget's settings, feeds,
// posts with what was decided about them, days of counts, and the audit: values
// of the domain, under the name of their kind. What the networks do not let us
// keep (posts that expire) is left out: the feeds bring it again.
package archive

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashmytag/hashmytag/shared/analytics"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Version is that of the lines: a reader refuses later ones than its own. It
// changes when a line would be read wrongly, not when it has a new field.
const Version = 1

// line is one line: exactly one of its fields is set.
type line struct {
	Archive *header          `json:"archive,omitempty"`
	Widget  *wall.Widget     `json:"widget,omitempty"`
	Feed    *wall.Feed       `json:"feed,omitempty"` // its own credential is sealed, for this tenant alone
	Post    *wall.Post       `json:"post,omitempty"`
	Day     *wall.DayCounts  `json:"day,omitempty"`
	Entry   *wall.AuditEntry `json:"audit,omitempty"`
	End     *Counts          `json:"end,omitempty"`
}

// header begins an archive. Of the tenant it tells what people have chosen:
// neither its key nor its people.
type header struct {
	Version        int       `json:"version"`
	At             time.Time `json:"at"`
	TenantID       string    `json:"tenantId"`
	Name           string    `json:"name"`
	Domain         string    `json:"domain"`
	AllowedDomains []string  `json:"allowedDomains"`
	Locale         string    `json:"locale"`
	Plan           wall.Plan `json:"plan"`
	Event          bool      `json:"event"`
	Table          string    `json:"table"`
	CreatedAt      time.Time `json:"createdAt"`
}

// Counts is how many of each kind there are.
type Counts struct {
	Feeds   int `json:"feeds"`
	Posts   int `json:"posts"`
	Days    int `json:"days"`
	Entries int `json:"audit"`
}

// Store is a tenant's table as its archive uses it.
type Store interface {
	wall.FeedStore
	wall.SnapshotStore
	wall.AuditStore
	wall.TidyStore
	analytics.Store
	// SaveWidget stores the settings of revision w.Rev in their new form, and its
	// entry in the audit. Changed when they have another revision.
	SaveWidget(ctx context.Context, w wall.Widget, log ...wall.AuditEntry) error
}

// Keeper keeps the archives of any tenant.
type Keeper struct {
	Open  func(ctx context.Context, ref wall.TableRef) (Store, error)
	Clock func() time.Time
}

// same reports whether two values of the domain are written alike.
func same(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && string(x) == string(y)
}
