package snapshot

import (
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// List is what a visitor may page through: a tenant's wall, or what a filter
// leaves of it.
type List struct {
	TenantID string
	Network  wall.Network // empty for all
	Feed     string       // empty for all
}

func (l List) scope() string { return wall.Scope("wall", l.TenantID, string(l.Network), l.Feed) }

func (l List) encodeCursor(p wall.Position) string { return wall.EncodeCursor(l.scope(), p) }

// DecodeCursor reads a cursor that was made for this list.
func (l List) DecodeCursor(cursor string) (wall.Position, error) {
	position, err := wall.DecodeCursor(l.scope(), cursor)
	if err == nil && strings.Count(string(position), "|") < 2 {
		err = wall.InvalidField("/cursor", "foreign-cursor", "this cursor was not made for this wall: start without one")
	}
	return position, err
}
