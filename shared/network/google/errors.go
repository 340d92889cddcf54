package google

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// status is google.rpc.Status. What happened is often told by a reason among
// the details alone.
type status struct {
	Code    int      `json:"code"`
	Status  string   `json:"status"`
	Message string   `json:"message"`
	Details []detail `json:"details"`
}

// detail is an ErrorInfo, a RetryInfo or a QuotaFailure.
type detail struct {
	Reason     string `json:"reason"`
	RetryDelay string `json:"retryDelay"`
	Metadata   struct {
		QuotaLimit string `json:"quota_limit"`
		QuotaUnit  string `json:"quota_unit"`
	} `json:"metadata"`
	Violations []struct {
		QuotaID string `json:"quotaId"`
	} `json:"violations"`
}

// reasons are words for set-ups that the owner of the key has to mend.
var reasons = map[string]string{
	"SERVICE_DISABLED":              "The Places API (New) is not enabled in the project of this key. Enable it in the Google Cloud console.",
	"BILLING_DISABLED":              "Billing is not enabled in the project of this key. Enable it in the Google Cloud console.",
	"API_KEY_SERVICE_BLOCKED":       "This key may not call the Places API (New). Add it to the key's API restrictions.",
	"API_KEY_HTTP_REFERRER_BLOCKED": "This key is restricted to websites, and we call from a server. Remove that restriction, or use another key.",
	"API_KEY_IP_ADDRESS_BLOCKED":    "This key is restricted to other IP addresses. Remove that restriction, or use another key.",
	"API_KEY_ANDROID_APP_BLOCKED":   "This key is restricted to an Android app, and we call from a server. Use another key.",
	"API_KEY_IOS_APP_BLOCKED":       "This key is restricted to an iOS app, and we call from a server. Use another key.",
	"CONSUMER_SUSPENDED":            "Google has suspended the project of this key. Look for its message in the Google Cloud console.",
	"CONSUMER_INVALID":              "The project of this key does not exist any more. Use another key.",
}

var deadKeys = map[string]bool{"API_KEY_INVALID": true, "API_KEY_EXPIRED": true, "CREDENTIALS_MISSING": true, "ACCESS_TOKEN_EXPIRED": true}

// failure is the error of an answer; nil for a good one.
func failure(a wire.Answer, now time.Time) error {
	var body struct {
		Error *status `json:"error"`
	}
	if err := wire.Decode(a.Body, &body); err != nil {
		return err
	}
	if body.Error == nil && a.OK() {
		return nil
	}
	if body.Error == nil {
		body.Error = &status{}
	}
	e := body.Error.verdict(a, now)
	e.Cause = fmt.Errorf("HTTP %d, %s, reason %s", a.Status, wire.Word(body.Error.Status), wire.Word(body.Error.reason()))
	return e
}

// says reports whether the message has any of these words: details are optional.
func (s status) says(words ...string) bool {
	message := strings.ToLower(s.Message)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(message, w) })
}

func (s status) reason() string {
	for _, d := range s.Details {
		if d.Reason != "" {
			return d.Reason
		}
	}
	return ""
}

// verdict decides what an error means and says it to the feed's owner.
func (s status) verdict(a wire.Answer, now time.Time) *wall.UpstreamError {
	code := s.Code
	if code == 0 {
		code = a.Status
	}
	reason := s.reason()
	switch {
	case deadKeys[reason], code == http.StatusUnauthorized, s.says("unregistered callers", "api key not valid", "api key expired"):
		return &wall.UpstreamError{Class: wall.ClassAuth, Message: "The API key for Google is refused. It has to be replaced by a new one."}
	case s.Status == "RESOURCE_EXHAUSTED", code == http.StatusTooManyRequests:
		return s.exhausted(a, now)
	case reasons[reason] != "":
		return &wall.UpstreamError{Class: wall.ClassPermission, Message: reasons[reason]}
	case code == http.StatusForbidden:
		return &wall.UpstreamError{Class: wall.ClassPermission,
			Message: "Google does not allow this key to read reviews. Check the key's restrictions, and that the Places API (New) is enabled."}
	case code == http.StatusNotFound, code == http.StatusBadRequest && s.says("place id"):
		return &wall.UpstreamError{Class: wall.ClassGone, Message: "Google does not know this place any more. Look its place id up again: ids change."}
	case code == http.StatusBadRequest:
		return &wall.UpstreamError{Class: wall.ClassPermission, Message: "Google did not accept the question. Check the feed's place id."}
	}
	return &wall.UpstreamError{Class: wall.ClassTransient, Until: a.RetryAfter(now, time.Time{}),
		Message: "Google has a problem of its own. It is asked again at the next refresh."}
}

// exhausted tells the day's quota from the minute's, which look the same but for
// the limit's name.
func (s status) exhausted(a wire.Answer, now time.Time) *wall.UpstreamError {
	perDay := s.says("per day")
	until := now.Add(time.Minute)
	for _, d := range s.Details {
		perDay = perDay || d.isPerDay()
		if delay, err := time.ParseDuration(d.RetryDelay); err == nil && delay > 0 {
			until = now.Add(delay)
		}
	}
	if perDay {
		return &wall.UpstreamError{Class: wall.ClassQuota, Until: midnightPacific(now),
			Message: "The key's calls to Google for today are used up. Reviews are read again tomorrow."}
	}
	return &wall.UpstreamError{Class: wall.ClassThrottled, Until: a.RetryAfter(now, until),
		Message: "Google wants fewer calls. It is asked again when it allows."}
}

// isPerDay looks at the names of the limit: which of them come has changed.
func (d detail) isPerDay() bool {
	daily := strings.Contains(d.Metadata.QuotaLimit, "PerDay") || strings.HasPrefix(d.Metadata.QuotaUnit, "1/d/")
	for _, v := range d.Violations {
		daily = daily || strings.Contains(v.QuotaID, "PerDay")
	}
	return daily
}

// midnightPacific is when Google's days end. Without a time zone database it is
// taken to be winter there: the wait is an hour too long in summer.
func midnightPacific(now time.Time) time.Time {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		zone = time.FixedZone("PST", -8*60*60)
	}
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone).UTC()
}
