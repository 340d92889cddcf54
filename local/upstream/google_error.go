package upstream

import (
	"fmt"
	"net/http"
	"strconv"
)

// partial is an error in a good status: single reviews have none.
func (*google) partial(*call, map[string]any) map[string]any {
	return map[string]any{"error": googleStatus(503, "UNAVAILABLE", "The service is currently unavailable.")}
}

func googleStatus(code int, status, message string, details ...map[string]any) map[string]any {
	failure := map[string]any{"code": code, "message": message, "status": status}
	if len(details) > 0 {
		failure["details"] = details
	}
	return failure
}

func googleError(w http.ResponseWriter, code int, status, message string, details ...map[string]any) bool {
	writeJSON(w, code, map[string]any{"error": googleStatus(code, status, message, details...)})
	return true
}

// reason is the detail in which alone the cause of a refusal is told.
func reason(reason string, metadata map[string]any) map[string]any {
	all := map[string]any{"service": "places.googleapis.com", "consumer": "projects/481516234200"}
	return map[string]any{
		"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com",
		"metadata": overlaid(all, metadata),
	}
}

// violation is the detail about one field of a request.
func violation(field, description string) map[string]any {
	return map[string]any{
		"@type":           "type.googleapis.com/google.rpc.BadRequest",
		"fieldViolations": []map[string]any{{"field": field, "description": description}},
	}
}

func (*google) refuse(w http.ResponseWriter, c *call, f Fault) bool {
	switch f.Kind {
	case "throttled":
		return overQuota(w, "per minute", "GetPlaceRequestPerMinutePerProject", c.Limits.Calls)
	case "quota":
		return overQuota(w, "per day", "GetPlaceRequestPerDayPerProject", c.Limits.DailyCalls)
	case "token", "invalid":
		return googleError(w, http.StatusBadRequest, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
			reason(or(f.Reason, "API_KEY_INVALID"), map[string]any{"consumer": nil}))
	case "missing":
		return googleError(w, http.StatusForbidden, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without "+
			"established identity). Please use API Key or other form of API consumer identity to call this API.")
	case "permission":
		return googleError(w, http.StatusForbidden, "PERMISSION_DENIED", or(permissionReasons[or(f.Reason, "SERVICE_DISABLED")],
			"The caller does not have permission"), reason(or(f.Reason, "SERVICE_DISABLED"), nil))
	case "gone":
		return googleError(w, http.StatusNotFound, "NOT_FOUND", "The Place ID is no longer valid. Please refresh cached Place IDs as per https://developers.google.com/maps/documentation/places/web-service/place-id#save-id.")
	case "server":
		return googleError(w, or(f.Status, http.StatusServiceUnavailable), "UNAVAILABLE", "The service is currently unavailable.")
	}
	return false
}

// permissionReasons are the words that come with some reasons.
var permissionReasons = map[string]string{
	"SERVICE_DISABLED":              "Places API (New) has not been used in project 481516234200 before or it is disabled.",
	"BILLING_DISABLED":              "This API method requires billing to be enabled.",
	"API_KEY_SERVICE_BLOCKED":       "Requests to this API places.googleapis.com method google.maps.places.v1.Places.GetPlace are blocked.",
	"API_KEY_HTTP_REFERRER_BLOCKED": "Requests from referer <empty> are blocked.",
	"API_KEY_IP_ADDRESS_BLOCKED":    "The provided API key has an IP address restriction. The originating IP address of the call violates this restriction.",
}

func overQuota(w http.ResponseWriter, period, limit string, value int) bool {
	return googleError(w, http.StatusTooManyRequests, "RESOURCE_EXHAUSTED",
		fmt.Sprintf("Quota exceeded for quota metric 'GetPlaceRequest' and limit 'GetPlaceRequest %s' of service 'places.googleapis.com' for consumer 'project_number:481516234200'.", period),
		reason("RATE_LIMIT_EXCEEDED", map[string]any{
			"quota_metric": "places.googleapis.com/GetPlaceRequest", "quota_limit": limit, "quota_limit_value": strconv.Itoa(value), "quota_location": "global",
		}))
}
