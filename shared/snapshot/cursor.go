package snapshot

import (
	"encoding/base64"
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// encodeCursor makes the cursor that continues after a position. It carries a
// fingerprint of the tenant, so that another tenant's is refused.
func encodeCursor(tenantID string, p wall.Position) string {
	return base64.RawURLEncoding.EncodeToString([]byte(owner(tenantID) + string(p)))
}

// DecodeCursor reads a cursor that was made for this tenant.
func DecodeCursor(tenantID, cursor string) (wall.Position, error) {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	position, found := strings.CutPrefix(string(data), owner(tenantID))
	if err != nil || !found || strings.Count(position, "|") < 2 {
		return "", wall.InvalidField("/cursor", "this cursor was not made for this wall: start without one")
	}
	return wall.Position(position), nil
}

func owner(tenantID string) string { return wall.Fingerprint([]byte(tenantID))[:8] }
