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

// What Instagram and Facebook have in common: the Graph API's errors, tokens,
// usage headers, and paging addresses.

const graphTime = "2006-01-02T15:04:05-0700"

// graphFailure is the member "error" of a Graph answer, with its status.
type graphFailure struct {
	Status    int    `json:"-"`
	Message   string `json:"message"`
	Type      string `json:"type"`
	Code      int    `json:"code"`
	Subcode   int    `json:"error_subcode,omitempty"`
	Transient *bool  `json:"is_transient,omitempty"`
	Title     string `json:"error_user_title,omitempty"`
	UserText  string `json:"error_user_msg,omitempty"`
	Trace     string `json:"fbtrace_id"`
}

func graphError(w http.ResponseWriter, f graphFailure) {
	f.Type, f.Trace = or(f.Type, "OAuthException"), opaque("A", strconv.FormatUint(hash(f.Message)>>16, 36))
	w.Header().Set("WWW-Authenticate", fmt.Sprintf(`OAuth "Facebook Platform" "invalid_request" %q`, f.Message))
	writeJSON(w, or(f.Status, http.StatusBadRequest), map[string]any{"error": f})
}

func graphParameter(w http.ResponseWriter, message string) {
	graphError(w, graphFailure{Message: "(#100) " + message, Code: 100})
}

func graphGone(w http.ResponseWriter, id string) {
	graphError(w, graphFailure{
		Message: fmt.Sprintf("Unsupported get request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api", id),
		Type:    "GraphMethodException", Code: 100, Subcode: 33,
	})
}

// graphRefuse says a fault as the Graph API does; wait is the code of the limit
// that belongs to the network.
func graphRefuse(w http.ResponseWriter, c *call, f Fault, wait int) bool {
	no, yes := false, true
	switch f.Kind {
	case "throttled":
		w.Header().Set("X-App-Usage", `{"call_count":100,"total_cputime":31,"total_time":44}`)
		graphError(w, graphFailure{Status: f.Status, Code: 4, Message: "(#4) Application request limit reached", Transient: &yes})
	case "quota":
		w.Header().Set("X-Business-Use-Case-Usage", fmt.Sprintf(
			`{"%s":[{"type":"pages","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":%d}]}`,
			c.path[0], max(1, f.RetryAfter/60)))
		graphError(w, graphFailure{Status: f.Status, Code: wait, Message: fmt.Sprintf("(#%d) There have been too many calls to this account. Wait a bit and try again.", wait)})
	case "token":
		graphError(w, graphFailure{Status: f.Status, Code: 190, Subcode: 463, Message: "Error validating access token: Session has expired on " +
			c.now.Add(-time.Hour).Format("Monday, 02-Jan-06 15:04:05 MST") + ". The current time is " + c.now.Format("Monday, 02-Jan-06 15:04:05 MST") + "."})
	case "permission":
		graphError(w, graphFailure{Status: f.Status, Code: 10, Message: "(#10) Application does not have permission for this action"})
	case "gone":
		graphGone(w, c.path[0])
	case "cursor":
		graphParameter(w, "Invalid parameter: the cursor is not valid any more")
	case "server":
		graphError(w, graphFailure{Status: or(f.Status, http.StatusInternalServerError), Code: 2, Transient: &yes,
			Message: "(#2) Service temporarily unavailable"})
	case "missing":
		graphError(w, graphFailure{Code: 104, Message: "An access token is required to request this resource."})
	case "invalid":
		graphError(w, graphFailure{Code: 190, Message: "Invalid OAuth access token - Cannot parse access token"})
	case "proof":
		graphError(w, graphFailure{Code: 100, Transient: &no, Message: "Invalid appsecret_proof provided in the API argument", Type: "GraphMethodException"})
	default:
		return false
	}
	return true
}

// graphPartial is the answer that some proxies of the Graph API have been seen
// to give: all is well, except what it says.
func graphPartial(map[string]any) map[string]any {
	return map[string]any{"error": map[string]any{
		"message": "An unknown error occurred", "type": "OAuthException", "code": 1, "fbtrace_id": "AbC1",
	}}
}

var version = regexp.MustCompile(`^v\d+\.\d+$`)

// admitGraph checks the token and the limits of a call before it is answered.
func admitGraph(w http.ResponseWriter, c *call, wait int) bool {
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
	if fault := c.tokenFault(); fault != "" {
		return !graphRefuse(w, c, Fault{Kind: fault}, wait)
	}
	if c.AppSecret != "" && c.query["appsecret_proof"] != proof(c.token, c.AppSecret) {
		return !graphRefuse(w, c, Fault{Kind: "proof"}, wait)
	}
	used, _, ok := c.take(time.Hour)
	if !ok {
		return !graphRefuse(w, c, Fault{Kind: "throttled"}, wait)
	}
	usage(w, c, 100*(used+1)/max(1, c.Limits.Calls))
	return true
}

func proof(token, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

// usage tells how much of the hour's calls is spent; the business header
// appears only once that is worth telling.
func usage(w http.ResponseWriter, c *call, percent int) {
	w.Header().Set("X-App-Usage", fmt.Sprintf(`{"call_count":%d,"total_cputime":%d,"total_time":%d}`, percent, percent/3, percent/2))
	if percent < 10 {
		return
	}
	business, _ := json.Marshal(map[string]any{c.path[0]: []map[string]any{{
		"type": "pages", "call_count": percent, "total_cputime": percent / 3, "total_time": percent / 2,
		"estimated_time_to_regain_access": 0,
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
