package instagram

import (
	"strings"

	"github.com/hashmytag/hashmytag/shared/network/graph"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// known is what is remembered of a hashtag: its id, which was looked up, and how
// far it was read.
type known struct{ id, position string }

// hashtags are the cursor, by tagKey: "key:id:position key:id:position".
type hashtags map[string]known

// maxCursor bounds a cursor, which lives in the tenant's state. Positions that do
// not fit are given up; ids that do not are looked up again, which is free.
const maxCursor = 300

// tagKey is a short name for a hashtag of any length.
func tagKey(tag string) string { return wall.Fingerprint([]byte(tag))[:6] }

func parseCursor(cursor string) hashtags {
	all := hashtags{}
	for entry := range strings.FieldsSeq(cursor) {
		if parts := strings.SplitN(entry, ":", 3); len(parts) == 3 {
			all[parts[0]] = known{id: parts[1], position: parts[2]}
		}
	}
	return all
}

// cursor keeps what is known of the query's hashtags.
func (all hashtags) cursor(tags []string) string {
	var entries []string
	length := 0
	for _, tag := range tags {
		h, ok := all[tagKey(tag)]
		prefix := tagKey(tag) + ":" + h.id + ":"
		for _, entry := range []string{prefix + h.position, prefix + graph.Done} {
			if ok && length+len(entry)+1 <= maxCursor {
				entries = append(entries, entry)
				length += len(entry) + 1
				break
			}
		}
	}
	return strings.Join(entries, " ")
}
