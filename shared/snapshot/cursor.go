package snapshot

import (
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// encodeCursor makes the cursor that continues a tenant's wall after a position.
func encodeCursor(tenantID string, p wall.Position) string { return wall.EncodeCursor(tenantID, p) }

// DecodeCursor reads a cursor that was made for this tenant's wall.
func DecodeCursor(tenantID, cursor string) (wall.Position, error) {
	position, err := wall.DecodeCursor(tenantID, cursor)
	if err == nil && strings.Count(string(position), "|") < 2 {
		err = wall.InvalidField("/cursor", "this cursor was not made for this wall: start without one")
	}
	return position, err
}
