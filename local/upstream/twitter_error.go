package upstream

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Where the types of problems are: as recorded, and as the vendor's description
// of its API has them now.
const (
	oldProblems = "https://api.twitter.com/2/problems/"
	newProblems = "https://api.x.com/2/problems/"
)

func (c *call) problems() string {
	if c.Spelling == "post" {
		return newProblems
	}
	return oldProblems
}

// problem is an error in the words of X; kind "" is one that only its status
// tells.
func (c *call) problem(w http.ResponseWriter, status int, kind, title, detail string, members map[string]any) bool {
	address := "about:blank"
	if kind != "" {
		address = c.problems() + kind
	}
	writeJSON(w, status, overlaid(map[string]any{"title": title, "detail": detail, "status": status, "type": address}, members))
	return true
}

// coded is an error in the words of X's first API, which some still have.
func coded(w http.ResponseWriter, status, code int, message string) bool {
	writeJSON(w, status, map[string]any{"errors": []map[string]any{{"message": message, "code": code}}})
	return true
}

// missing is the partial error about a post that cannot be shown.
func missing(id, parameter, problems string) map[string]any {
	return map[string]any{
		"value": id, "resource_id": id, "parameter": parameter, "resource_type": "tweet",
		"title": "Not Found Error", "type": problems + "resource-not-found",
		"detail": fmt.Sprintf("Could not find tweet with %s: [%s].", parameter, id),
	}
}

func (*twitter) refuse(w http.ResponseWriter, c *call, f Fault) bool {
	switch f.Kind {
	case "throttled":
		return c.tooMany(w, f, c.now.Truncate(15*time.Minute).Add(15*time.Minute))
	case "quota":
		rates(w, c.Limits.Calls, c.Limits.Calls-3, c.now.Add(15*time.Minute))
		return c.problem(w, http.StatusTooManyRequests, "usage-capped", "UsageCapExceeded", "Usage cap exceeded: Monthly product cap",
			map[string]any{"account_id": 1633, "product_name": "standard-basic", "period": "Monthly", "scope": "Product", "status": nil})
	case "credits":
		return c.problem(w, http.StatusPaymentRequired, or(f.Reason, "credits-depleted"), "CreditsDepleted",
			"Your enrolled account does not have any credits to fulfill this request.", map[string]any{"account_id": 1633, "status": nil})
	case "token", "invalid":
		return coded(w, http.StatusUnauthorized, or(f.Code, 89), "Invalid or expired token")
	case "missing":
		return c.problem(w, http.StatusUnauthorized, "", "Unauthorized", "Unauthorized", nil)
	case "permission":
		return c.forbidden(w, f)
	case "gone":
		return c.problem(w, http.StatusNotFound, "resource-not-found", "Not Found Error", "Could not find what was asked for.",
			map[string]any{"resource_type": "tweet", "status": nil})
	case "cursor":
		return c.invalid(w, "next_token", c.query["next_token"], "The 'next_token' query parameter value ["+c.query["next_token"]+"] is not valid")
	case "server":
		return c.problem(w, or(f.Status, http.StatusServiceUnavailable), "", "Service Unavailable", "Service Unavailable",
			map[string]any{"status": or(f.Status, http.StatusServiceUnavailable)})
	}
	return false
}

func (c *call) forbidden(w http.ResponseWriter, f Fault) bool {
	if f.Code != 0 {
		return coded(w, http.StatusForbidden, f.Code, "You currently have access to a subset of X API V2 endpoints only.")
	}
	kind := or(f.Reason, "client-forbidden")
	return c.problem(w, http.StatusForbidden, kind, "Client Forbidden",
		"When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a Twitter developer App that is attached to a Project.",
		map[string]any{"reason": "client-not-enrolled", "registration_url": "https://developer.twitter.com/en/docs/projects/overview", "status": nil})
}

// invalid is about a parameter. The vendor's description has it in members of the
// problem; until the renaming it is seen in a list of errors.
func (c *call) invalid(w http.ResponseWriter, parameter, value, message string) bool {
	const title = "Invalid Request"
	if c.Spelling == "post" {
		return c.problem(w, http.StatusBadRequest, "invalid-request", title, message, map[string]any{"parameter": parameter, "value": value})
	}
	return c.problem(w, http.StatusBadRequest, "invalid-request", title, "One or more parameters to your request was invalid.",
		map[string]any{"status": nil, "errors": []map[string]any{{"parameters": map[string][]string{parameter: {value}}, "message": message}}})
}

func (c *call) tooMany(w http.ResponseWriter, f Fault, until time.Time) bool {
	rates(w, c.Limits.Calls, 0, until)
	if f.Code != 0 {
		return coded(w, http.StatusTooManyRequests, f.Code, "Rate limit exceeded")
	}
	return c.problem(w, http.StatusTooManyRequests, f.Reason, "Too Many Requests", "Too Many Requests", nil)
}

func rates(w http.ResponseWriter, limit, remaining int, until time.Time) {
	w.Header().Set("x-rate-limit-limit", strconv.Itoa(limit))
	w.Header().Set("x-rate-limit-remaining", strconv.Itoa(remaining))
	w.Header().Set("x-rate-limit-reset", strconv.FormatInt(until.Unix(), 10))
}
