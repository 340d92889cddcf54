package upstream

import (
	"net/http"
	"strings"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// mediaPrefix tells a medium's id from an account's.
const mediaPrefix = "179"

// own notes whose token a call is made with: the account whose media it lists.
func (i *instagram) own(c *call) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.owners[c.token] = c.path[0]
}

// account is whose calls a call counts as: of a medium, the token's owner's.
func (i *instagram) account(c *call) string {
	if !strings.HasPrefix(c.path[0], mediaPrefix) {
		return c.path[0]
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.owners[c.token]
}

// medium is one post, which only its owner may ask for: to everybody else it
// looks as if it were not there.
func (i *instagram) medium(w http.ResponseWriter, c *call) {
	fields, err := parseFields(c.query["fields"])
	if err == nil {
		err = mediaNode.check(fields)
	}
	if err != nil {
		graphError(w, graphFailure{Code: 100, Type: "IGApiException", Message: "(#100) " + err.Error()})
		return
	}
	owner := i.account(c)
	stream, _ := world.ByUser(owner)
	p, found := c.named(owner, stream, c.path[0])
	if !found || owner == "" {
		graphGone(w, c.path[0])
		return
	}
	p.Author.Username = stream.Subject.Handle
	writeJSON(w, http.StatusOK, mediaNode.pick(overlaid(mediaOf(c, p, true), p.Raw), fields))
}
