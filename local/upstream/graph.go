package upstream

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// What Instagram and Facebook have in common: the Graph API's tokens, limits and
// paging addresses. Its errors are in graph_error.go.

const graphTime = "2006-01-02T15:04:05-0700"

var version = regexp.MustCompile(`^v\d+\.\d+$`)

// admitGraph checks the token of a call before it is answered.
func admitGraph(w http.ResponseWriter, c *call, use useCase) bool {
	c.token = c.query["access_token"]
	if bearer, ok := strings.CutPrefix(c.Header.Get("Authorization"), "Bearer "); ok && c.token == "" {
		c.token = bearer
	}
	if version.MatchString(c.path[0]) {
		w.Header().Set("facebook-api-version", c.path[0])
		c.path = c.path[1:]
	}
	if len(c.path) == 0 {
		graphError(w, graphFailure{Code: 2500, Message: "Unknown path components: /"})
		return false
	}
	if c.Method != http.MethodGet {
		graphError(w, graphFailure{Code: 100, Message: "Unsupported " + strings.ToLower(c.Method) + " request.", Type: "GraphMethodException"})
		return false
	}
	if c.answerToken(w, use) {
		return false
	}
	if fault := c.tokenFault(); fault != "" {
		return !graphRefuse(w, c, Fault{Kind: fault}, use)
	}
	if g, named := c.grant(c.token); named {
		if fault, bad := c.refusal(g); bad {
			return !graphRefuse(w, c, fault, use)
		}
	}
	if c.AppSecret != "" && c.query["appsecret_proof"] != proof(c.token, c.AppSecret) {
		return !graphRefuse(w, c, Fault{Kind: "proof"}, use)
	}
	return true
}

// present tells whether there still is what a call is about; if not it has
// answered. Such a call counts like any other.
func present(w http.ResponseWriter, c *call) bool {
	if c.isDeleted(c.path[0]) {
		graphGone(w, c.path[0])
		return false
	}
	return true
}

func proof(token, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

// platformCall counts a call against the app's rolling hour, and tells how much
// of it is used.
func platformCall(w http.ResponseWriter, c *call, use useCase) bool {
	used, _, ok := c.take("hour "+c.token, window{length: time.Hour, limit: c.Limits.Calls})
	if !ok {
		return !graphRefuse(w, c, Fault{Kind: "throttled"}, use)
	}
	percent := 100 * (used + 1) / max(1, c.Limits.Calls)
	w.Header().Set("X-App-Usage", fmt.Sprintf(`{"call_count":%d,"total_cputime":%d,"total_time":%d}`, percent, percent/3, percent/2))
	return true
}

// useCase is a business use case: what the API limits calls by for each page or
// account on its own.
type useCase struct {
	code int // of the error of a limit that is reached
	name string
}

// worthTelling is the percentage from which on the vendor tells of the use case.
const worthTelling = 10

// call counts a call to a page or an account against its 24 hours.
func (u useCase) call(w http.ResponseWriter, c *call, object string) bool {
	used, free, ok := c.take("day "+c.token+" "+object, window{length: 24 * time.Hour, limit: c.Limits.BusinessCalls})
	if !ok {
		return !graphRefuse(w, c, Fault{Kind: "quota", RetryAfter: int(free.Sub(c.now).Seconds()) + 59}, u)
	}
	if percent := 100 * (used + 1) / max(1, c.Limits.BusinessCalls); percent >= worthTelling {
		u.tell(w, object, percent, 0)
	}
	return true
}

// tell sets the header of business use cases.
func (u useCase) tell(w http.ResponseWriter, object string, percent, minutes int) {
	business, _ := json.Marshal(map[string]any{object: []map[string]any{{
		"type": u.name, "call_count": percent, "total_cputime": percent / 3, "total_time": percent / 2,
		"estimated_time_to_regain_access": minutes,
	}}})
	w.Header().Set("X-Business-Use-Case-Usage", string(business))
}

// limit reads the parameter limit, 25 by default.
func (c *call) limit(most int) (int, bool) {
	if c.query["limit"] == "" {
		return 25, true
	}
	n, err := strconv.Atoi(c.query["limit"])
	return n, err == nil && n > 0 && n <= most
}

// pageAddress is the address of another page of the same listing: the vendor
// puts everything into it, the token included.
func (c *call) pageAddress(parameters map[string]string) string {
	query := c.URL.Query()
	for _, marker := range []string{"after", "before", "since", "until", "__paging_token"} {
		query.Del(marker)
	}
	for name, value := range parameters {
		query.Set(name, value)
	}
	query.Set("access_token", c.token)
	_, path, _ := strings.Cut(c.URL.Path, "/upstream")
	return c.base() + path + "?" + query.Encode()
}
