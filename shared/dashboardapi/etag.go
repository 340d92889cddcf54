package dashboardapi

import (
	"strconv"
	"strings"
)

// etag names the revision of what is answered. A state that moves by itself,
// such as how a feed is doing, is not part of it: it can be changed by nobody.
func etag(rev int64) string { return strconv.Quote(strconv.FormatInt(rev, 10)) }

// foreign is the revision behind a tag that we never gave: no thing has it.
const foreign = -1

// revision reads If-Match: what the person has read, or 0 for whatever is there.
// A proxy that compresses may have made a tag weak.
func revision(ifMatch string) int64 {
	tag := strings.TrimSpace(ifMatch)
	if tag == "" || tag == "*" {
		return 0
	}
	rev, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`), 10, 64)
	if err != nil || rev < 1 {
		return foreign
	}
	return rev
}
