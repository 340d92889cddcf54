package wall

import (
	"encoding/base64"
	"strings"
)

// EncodeCursor makes the cursor that continues a list after a position. It
// carries a fingerprint of the list's scope (whose it is, and what was asked
// for), so that it continues no other list.
func EncodeCursor(scope string, p Position) string {
	return base64.RawURLEncoding.EncodeToString([]byte(scopeMark(scope) + string(p)))
}

// DecodeCursor reads a cursor that was made for this scope.
func DecodeCursor(scope, cursor string) (Position, error) {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	position, found := strings.CutPrefix(string(data), scopeMark(scope))
	if err != nil || !found || position == "" {
		return "", InvalidField("/cursor", "this cursor was not made for this list: start without one")
	}
	return Position(position), nil
}

func scopeMark(scope string) string { return Fingerprint([]byte(scope))[:8] }
