package upstream

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

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

func graphGone(w http.ResponseWriter, id string) { graphError(w, goneFailure(id)) }

func goneFailure(id string) graphFailure {
	return graphFailure{
		Message: fmt.Sprintf("Unsupported get request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api", id),
		Type:    "GraphMethodException", Code: 100, Subcode: 33,
	}
}

// What belongs to a code, or to the subcode of a token's.
var (
	limitWords = map[int]string{
		4: "Application request limit reached", 17: "User request limit reached", 32: "Page request limit reached",
		341: "Application limit reached", 613: "Calls to this api have exceeded the rate limit.",
	}
	tokenWords = map[int]string{
		458: "The user has not authorized the application.",
		459: "The session has been stopped because the user has to log in at www.facebook.com first.",
		460: "The session is no longer valid because the password was changed.",
		464: "The user has to confirm the account first.",
		467: "The session is no longer valid because the user logged out.",
	}
	permissionWords = map[int]string{
		10:  "Application does not have permission for this action",
		200: "Permissions error",
		283: "Requires pages_read_engagement permission to manage the object",
	}
)

// graphRefuse says a fault as the Graph API does; use is the business use case
// that belongs to the network.
func graphRefuse(w http.ResponseWriter, c *call, f Fault, use useCase) bool {
	failure, ok := c.graphSays(f, use)
	if !ok {
		return false
	}
	switch f.Kind {
	case "throttled":
		w.Header().Set("X-App-Usage", `{"call_count":100,"total_cputime":31,"total_time":44}`)
	case "quota":
		use.tell(w, c.path[0], 100, max(1, f.RetryAfter/60))
	}
	failure.Status = or(f.Status, failure.Status)
	graphError(w, failure)
	return true
}

// graphSays is the error of a kind of fault.
func (c *call) graphSays(f Fault, use useCase) (graphFailure, bool) {
	no, yes := false, true
	numbered := func(code int, words string) graphFailure {
		return graphFailure{Code: code, Subcode: f.Subcode, Message: fmt.Sprintf("(#%d) %s", code, words)}
	}
	failure := graphFailure{}
	switch f.Kind {
	case "throttled":
		failure = numbered(or(f.Code, 4), or(limitWords[or(f.Code, 4)], "Too many calls"))
		failure.Transient = &yes
	case "quota":
		failure = numbered(or(f.Code, use.code), "There have been too many calls to this account. Wait a bit and try again.")
	case "blocked":
		failure = numbered(or(f.Code, 4), "Application request limit reached")
		failure.Status, failure.Transient, failure.Title = http.StatusForbidden, &no, "Action is blocked"
		failure.Subcode = or(f.Subcode, 2207051)
	case "token", "invalid":
		failure = c.tokenFailure(f)
	case "permission":
		failure = numbered(or(f.Code, 10), or(permissionWords[or(f.Code, 10)], "Permission denied"))
	case "gone":
		failure = goneFailure(c.path[0])
	case "cursor":
		failure = numbered(100, "Invalid parameter: the cursor is not valid any more")
	case "server":
		failure = numbered(or(f.Code, 2), "Service temporarily unavailable")
		failure.Status, failure.Transient = http.StatusInternalServerError, &yes
	case "missing":
		failure = graphFailure{Code: 104, Message: "An access token is required to request this resource."}
	case "proof":
		failure = graphFailure{Code: 100, Transient: &no, Message: "Invalid appsecret_proof provided in the API argument", Type: "GraphMethodException"}
	default:
		return failure, false
	}
	return failure, true
}

// tokenFailure is about a token that is none, or not any more.
func (c *call) tokenFailure(f Fault) graphFailure {
	if f.Kind == "invalid" {
		return graphFailure{Code: 190, Message: "Invalid OAuth access token - Cannot parse access token"}
	}
	subcode := or(f.Subcode, 463)
	words, ok := tokenWords[subcode]
	if !ok {
		stamp := func(t time.Time) string { return t.Format("Monday, 02-Jan-06 15:04:05 MST") }
		words = fmt.Sprintf("Session has expired on %s. The current time is %s.", stamp(c.now.Add(-time.Hour)), stamp(c.now))
	}
	return graphFailure{Code: or(f.Code, 190), Subcode: subcode, Message: "Error validating access token: " + words}
}

// graphPartial is a good status that says that something went wrong.
func graphPartial(map[string]any) map[string]any {
	return map[string]any{"error": map[string]any{
		"message": "An unknown error occurred", "type": "OAuthException", "code": 1, "fbtrace_id": "AbC1",
	}}
}
