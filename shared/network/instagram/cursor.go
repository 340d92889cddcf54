package instagram

import (
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// hashtagIDs are the ids that were looked up, by tagKey. They are the cursor:
// "key:id key:id".
type hashtagIDs map[string]string

// maxCursor bounds a cursor, which lives in the tenant's state. Ids that do not
// fit are looked up again, which the API does not count.
const maxCursor = 300

// tagKey is a short name for a hashtag of any length.
func tagKey(tag string) string { return wall.Fingerprint([]byte(tag))[:6] }

func parseCursor(cursor string) hashtagIDs {
	ids := hashtagIDs{}
	for pair := range strings.FieldsSeq(cursor) {
		if key, id, ok := strings.Cut(pair, ":"); ok && id != "" {
			ids[key] = id
		}
	}
	return ids
}

// cursor keeps the ids of the query's hashtags.
func (ids hashtagIDs) cursor(tags []string) string {
	var pairs []string
	length := 0
	for _, tag := range tags {
		pair := tagKey(tag) + ":" + ids[tagKey(tag)]
		if ids[tagKey(tag)] != "" && length+len(pair)+1 <= maxCursor {
			pairs = append(pairs, pair)
			length += len(pair) + 1
		}
	}
	return strings.Join(pairs, " ")
}
