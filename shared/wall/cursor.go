package wall

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Scope names a list: which, whose, and what was asked for.
func Scope(parts ...string) string { return fmt.Sprintf("%q", parts) }

// maxPosition is the longest sort key that DynamoDB takes.
const maxPosition = 1024

// EncodeCursor makes the cursor that continues a list after a position. It
// carries a fingerprint of the list's scope, so that it continues no other list.
func EncodeCursor(scope string, p Position) string {
	return base64.RawURLEncoding.EncodeToString([]byte(scopeMark(scope) + string(p)))
}

// DecodeCursor reads a cursor that was made for this scope.
func DecodeCursor(scope, cursor string) (Position, error) {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	position, found := strings.CutPrefix(string(data), scopeMark(scope))
	if err != nil || !found || position == "" || len(position) > maxPosition || !utf8.ValidString(position) {
		return "", InvalidField("/cursor", "foreign-cursor", "this cursor was not made for this list: start without one")
	}
	return Position(position), nil
}

func scopeMark(scope string) string { return Fingerprint([]byte(scope))[:8] }
