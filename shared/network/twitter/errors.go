package twitter

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// problem is an error, of the answer as a whole or of one part of it.
type problem struct {
	Title  string  `json:"title"`
	Detail string  `json:"detail"`
	Type   string  `json:"type"`
	Period string  `json:"period"` // of a cap: Monthly or Daily
	Errors []cause `json:"errors"`
	// Parameter is the one that is wrong, in answers of the API's description;
	// until then it is among the errors.
	Parameter string `json:"parameter"`
}

// cause is one of the errors of an answer; the older kind has a code.
type cause struct {
	Code       int            `json:"code"`
	Title      string         `json:"title"`
	Type       string         `json:"type"`
	Message    string         `json:"message"`
	Parameters map[string]any `json:"parameters"`
}

// kind is the last part of a type: the hosts in front of it have changed.
func kind(address string) string { return address[strings.LastIndex(address, "/")+1:] }

// errSpelling is the cause of an error about the names of fields.
var errSpelling = errors.New("names of fields not known")

func isSpelling(err error) bool { return errors.Is(err, errSpelling) }

// failure is the error of an answer; nil for a good one, which may list errors
// of single posts beside the posts.
func failure(a wire.Answer, now time.Time) error {
	var body struct {
		problem
		Data any `json:"data"`
		Meta any `json:"meta"`
	}
	if err := wire.Decode(a.Body, &body); err != nil {
		return err
	}
	p := body.problem
	if a.OK() && (body.Data != nil || body.Meta != nil || p.Type == "" && p.Title == "" && len(p.Errors) == 0) {
		return nil
	}
	for _, e := range p.Errors {
		if p.Type == "" || p.Type == "about:blank" {
			p.Type = e.Type
		}
		if p.Title == "" {
			p.Title = e.Title
		}
	}
	e := p.verdict(a, now)
	e.Cause = fmt.Errorf("HTTP %d, %s, code %d", a.Status, wire.Word(kind(p.Type)), p.code())
	if p.names("tweet.fields", "post.fields", "expansions") {
		e.Cause = fmt.Errorf("%w: %w", errSpelling, e.Cause)
	}
	return e
}

func (p problem) code() int {
	for _, e := range p.Errors {
		if e.Code != 0 {
			return e.Code
		}
	}
	return 0
}

// names reports whether the error is about one of these parameters.
func (p problem) names(parameters ...string) bool {
	if slices.Contains(parameters, p.Parameter) {
		return true
	}
	for _, e := range p.Errors {
		for name := range e.Parameters {
			if slices.Contains(parameters, name) {
				return true
			}
		}
		for _, name := range parameters {
			if strings.Contains(e.Message, "'"+name+"'") || strings.Contains(e.Message, "["+name+"]") {
				return true
			}
		}
	}
	return false
}

// what an error is about, by its type, else its code, else the status.
const (
	aboutToken   = "token"
	aboutAccess  = "access"
	aboutWindow  = "window"
	aboutCap     = "cap"
	aboutCredits = "credits"
	aboutCursor  = "cursor"
	aboutQuery   = "query"
	aboutMissing = "missing"
	aboutThem    = "them"
)

var (
	byType = map[string]string{
		"usage-capped": aboutCap, "rate-limit-exceeded": aboutWindow, "credits-depleted": aboutCredits, "credits": aboutCredits,
		"client-forbidden": aboutAccess, "unsupported-authentication": aboutAccess, "not-authorized-for-resource": aboutAccess,
		"not-authorized-for-field": aboutAccess, "disallowed-resource": aboutAccess, "client-disconnected": aboutThem,
		"resource-not-found": aboutMissing, "resource-unavailable": aboutThem, "operational-disconnect": aboutThem,
		"service-unavailable": aboutThem, "internal-server-error": aboutThem,
	}
	byCode = map[int]string{
		32: aboutToken, 89: aboutToken, 99: aboutToken, 64: aboutAccess, 326: aboutAccess, 453: aboutAccess,
		88: aboutWindow, 130: aboutThem, 131: aboutThem,
	}
	byStatus = map[int]string{
		http.StatusUnauthorized: aboutToken, http.StatusPaymentRequired: aboutCredits, http.StatusForbidden: aboutAccess,
		http.StatusNotFound: aboutMissing, http.StatusTooManyRequests: aboutWindow, http.StatusBadRequest: aboutQuery,
	}
)

func (p problem) about(status int) string {
	switch {
	case p.Title == "UsageCapExceeded":
		return aboutCap
	case p.Title == "CreditsDepleted":
		return aboutCredits
	case byType[kind(p.Type)] != "":
		return byType[kind(p.Type)]
	case byCode[p.code()] != "":
		return byCode[p.code()]
	case p.names("since_id", "next_token", "pagination_token") && status < http.StatusInternalServerError:
		return aboutCursor
	}
	return byStatus[status]
}

// verdict decides what an error means and says it to the feed's owner.
func (p problem) verdict(a wire.Answer, now time.Time) *wall.UpstreamError {
	switch p.about(a.Status) {
	case aboutToken:
		return &wall.UpstreamError{Class: wall.ClassAuth, Message: "The bearer token for X is refused. It has to be replaced by a new one."}
	case aboutAccess:
		return &wall.UpstreamError{Class: wall.ClassPermission,
			Message: "X does not let this token search. Its app has to be in a project that may use recent search."}
	case aboutWindow:
		return &wall.UpstreamError{Class: wall.ClassThrottled, Until: windowOver(a, now), Message: "X wants fewer calls. It is asked again when it allows."}
	case aboutCap:
		return p.capped(now)
	case aboutCredits:
		return &wall.UpstreamError{Class: wall.ClassQuota, Message: "The credits for X are used up. Buy credits in X's developer console."}
	case aboutCursor:
		return &wall.UpstreamError{Class: wall.ClassCursor, Message: "X does not remember how far it was read. It is read from the newest post."}
	case aboutQuery:
		return &wall.UpstreamError{Class: wall.ClassPermission, Message: "X did not accept the question. Check the feed's hashtags."}
	case aboutMissing:
		return &wall.UpstreamError{Class: wall.ClassGone, Message: "X did not find what it was asked for."}
	}
	return &wall.UpstreamError{Class: wall.ClassTransient, Until: a.RetryAfter(now, time.Time{}),
		Message: "X has a problem of its own. It is asked again at the next refresh."}
}

// windowOver is when calls are allowed again: of the windows of 15 minutes and of
// 24 hours, the last one that is spent counts.
func windowOver(a wire.Answer, now time.Time) time.Time {
	end := windowEnd(a.Header, "X-Rate-Limit")
	for _, day := range []string{"X-App-Limit-24hour", "X-User-Limit-24hour"} {
		if at := windowEnd(a.Header, day); a.Header.Get(day+"-Remaining") == "0" && at.After(end) {
			end = at
		}
	}
	if end.After(now) {
		return end
	}
	return a.RetryAfter(now, now.Add(15*time.Minute))
}

// capped is about a cap on posts, by the day or the month. X does not say when
// an app's month begins anew, and its owner can raise the cap at any time: it is
// asked once a day, which costs nothing.
func (p problem) capped(now time.Time) *wall.UpstreamError {
	y, m, d := now.UTC().Date()
	e := &wall.UpstreamError{Class: wall.ClassQuota, Until: time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC),
		Message: "The posts that X allows in a month are read. It is asked once a day, until its new month begins or the app's cap is raised."}
	if strings.EqualFold(p.Period, "Daily") {
		e.Message = "The posts that X allows in a day are read. It is asked again tomorrow."
	}
	return e
}
