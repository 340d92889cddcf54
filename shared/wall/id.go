package wall

import (
	"crypto/rand"
	"strings"
)

// newID makes a random identifier of n lower-case base32 characters (5 bits
// each) behind a prefix that tells people what it names.
func newID(prefix string, n int) string {
	return prefix + strings.ToLower(rand.Text()[:n])
}

// NewTenantID makes the opaque id of a tenant (100 bits).
func NewTenantID() string { return newID("t_", 20) }

// NewFeedID makes the id of a feed. It is short because every sync reads and
// writes it; 50 bits are ample within one tenant, and the store refuses a
// second feed of the same id.
func NewFeedID() string { return newID("f_", 10) }

// NewDirectPostID makes the id of a post that a tenant writes itself.
func NewDirectPostID() string { return PostID(Direct, newID("", 16)) }
