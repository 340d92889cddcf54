package graph

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// fault is the member "error" of an answer. Its message is for us to look into,
// never to show or log: the API quotes tokens in it.
type fault struct {
	Message   string `json:"message"`
	Type      string `json:"type"`
	Code      int    `json:"code"`
	Subcode   int    `json:"error_subcode"`
	Transient *bool  `json:"is_transient"`
	Trace     string `json:"fbtrace_id"`
}

// errMissing is the cause of an error about an object that is not there, or not
// for this token: the API does not tell which.
var errMissing = errors.New("object missing or out of reach")

// IsMissing reports whether the API could not find the object, or would not
// show it.
func IsMissing(err error) bool { return errors.Is(err, errMissing) }

// errTooMuch is the cause of an error about a page with more in it than the API
// can gather in time: a smaller one may come.
var errTooMuch = errors.New("too much asked for at once")

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// Codes that stand for one thing each. Others are ranges, see verdictOf.
const (
	codeCapability   = 3
	codePermission   = 10
	codeDeprecated   = 12
	codeHashtags     = 18
	codeMoved        = 21
	codeNoHashtag    = 24
	codeParameter    = 100
	codePolicy       = 368
	codeAlias        = 803
	codeUnknownPath  = 2500
	subcodeMissing   = 33
	subcodeAntiSpam  = 2207051
	firstPermission  = 200
	lastPermission   = 299
	firstUseCase     = 80000
	lastUseCase      = 80099
	patienceHashtags = day
)

var (
	tokenCodes = map[int]bool{102: true, 104: true, 190: true}
	limitCodes = map[int]bool{4: true, 17: true, 32: true, 341: true, 613: true}
	// tokenWords say by subcode what happened to a token.
	tokenWords = map[int]string{
		458: "the app was removed from the account",
		459: "the account has to be confirmed on facebook.com first",
		460: "the password of the account was changed",
		463: "it has expired",
		464: "the account has to be confirmed on facebook.com first",
		467: "it was revoked",
		492: "its owner lost the role on the page",
	}
)

// failure is the error of an answer; nil for a good one.
func (a API) failure(answer wire.Answer, now time.Time) error {
	var body struct {
		Error *fault `json:"error"`
		Data  any    `json:"data"`
	}
	if err := wire.Decode(answer.Body, &body); err != nil {
		return err
	}
	if body.Error == nil && answer.OK() {
		return nil
	}
	if body.Error == nil {
		body.Error = &fault{}
	}
	e := a.verdict(*body.Error, answer, now)
	e.Cause = fmt.Errorf("HTTP %d, code %d/%d, %s, trace %s", answer.Status, body.Error.Code, body.Error.Subcode,
		wire.Word(body.Error.Type), wire.Word(body.Error.Trace))
	switch {
	case body.Error.Code == codeParameter && body.Error.Subcode == subcodeMissing:
		e.Cause = fmt.Errorf("%w: %w", errMissing, e.Cause)
	case strings.Contains(body.Error.Message, "reduce the amount of data"):
		e.Cause = fmt.Errorf("%w: %w", errTooMuch, e.Cause)
	}
	return e
}

// verdict decides what an error means and says it to the feed's owner.
func (a API) verdict(f fault, answer wire.Answer, now time.Time) *wall.UpstreamError {
	name := a.Network.Title()
	say := func(class wall.ErrorClass, until time.Time, format string, args ...any) *wall.UpstreamError {
		return &wall.UpstreamError{Class: class, Until: until, Message: fmt.Sprintf(format, args...)}
	}
	switch code := f.Code; {
	case f.Subcode == subcodeAntiSpam:
		return say(wall.ClassThrottled, now.Add(day), "%s has blocked our calls for some time. We ask again tomorrow.", name)
	case tokenCodes[code], code == codeUnknownPath && strings.Contains(f.Message, "access token"):
		return say(wall.ClassAuth, time.Time{}, "%s", tokenMessage(name, f.Subcode))
	case limitCodes[code], code >= firstUseCase && code <= lastUseCase:
		return say(wall.ClassThrottled, a.allowed(answer, now), "%s wants fewer calls. It is asked again when it allows.", name)
	case code == codeHashtags:
		return say(wall.ClassQuota, answer.RetryAfter(now, now.Add(patienceHashtags)),
			"This account has asked Instagram for 30 different hashtags within 7 days, which is all that Instagram allows.")
	case code == codePolicy:
		return say(wall.ClassThrottled, answer.RetryAfter(now, now.Add(day)),
			"%s has blocked this account or app for breaking its rules. Look for its message there.", name)
	case code == codeNoHashtag:
		return say(wall.ClassGone, time.Time{}, "Instagram does not know this hashtag, or does not show it.")
	case code == codeAlias:
		return say(wall.ClassGone, time.Time{}, "%s does not know this page. Check its id or name.", name)
	case code == codeMoved:
		return say(wall.ClassGone, time.Time{}, "This page was merged into another one. Look up its new id, and change the feed to it.")
	case code == codeCapability, code == codePermission, code >= firstPermission && code <= lastPermission:
		return say(wall.ClassPermission, time.Time{}, "%s", a.permissionMessage())
	case code == codeParameter:
		return a.parameterVerdict(f)
	case code == codeUnknownPath, code == codeDeprecated:
		return say(wall.ClassPermission, time.Time{}, "%s does not know what it was asked. The operator has to check its address and version.", name)
	}
	return a.otherVerdict(f, answer, now)
}

// otherVerdict is for the codes that mean nothing by themselves.
func (a API) otherVerdict(f fault, answer wire.Answer, now time.Time) *wall.UpstreamError {
	name := a.Network.Title()
	switch {
	case answer.Status == http.StatusTooManyRequests:
		return &wall.UpstreamError{Class: wall.ClassThrottled, Until: a.allowed(answer, now),
			Message: name + " wants fewer calls. It is asked again when it allows."}
	case answer.Status == http.StatusUnauthorized:
		return &wall.UpstreamError{Class: wall.ClassAuth, Message: tokenMessage(name, f.Subcode)}
	case f.Transient != nil && !*f.Transient:
		return &wall.UpstreamError{Class: wall.ClassPermission,
			Message: name + " refuses this feed and says that asking again will not help. Check the feed and its token."}
	}
	return &wall.UpstreamError{Class: wall.ClassTransient, Until: answer.RetryAfter(now, time.Time{}),
		Message: name + " has a problem of its own. It is asked again at the next refresh."}
}

// parameterVerdict is for code 100, which stands for a bad parameter, for an
// object that is not there, and for one that the token may not see.
func (a API) parameterVerdict(f fault) *wall.UpstreamError {
	e := &wall.UpstreamError{Class: wall.ClassPermission}
	message := strings.ToLower(f.Message)
	switch {
	case f.Subcode != subcodeMissing && strings.Contains(message, "cursor"):
		e.Class, e.Message = wall.ClassCursor, a.Network.Title()+" has forgotten how far it was read. It is read from the start."
	case strings.Contains(message, "appsecret_proof"):
		e.Message = "Meta wants the secret of the app that the token belongs to. The operator has to set or correct META_APP_SECRET."
	case f.Subcode == subcodeMissing && a.Network == wall.Facebook:
		e.Message = "Facebook did not find this page, or does not show it to this token. Check the page's id, and that the token may read the page."
	case f.Subcode == subcodeMissing, strings.HasPrefix(message, "unsupported request"):
		e.Message = "Instagram did not find this account, or does not show it to this token. Check the account's id, and that its owner gave the token."
	default:
		e.Message = a.Network.Title() + " did not accept the question. Check the feed, and that the token may read what it asks for."
	}
	return e
}

func (a API) permissionMessage() string {
	if a.Network == wall.Facebook {
		return "The token may not read this page's posts. It needs pages_read_engagement and pages_read_user_content from somebody " +
			"who manages the page, or the feature Page Public Content Access for pages of others."
	}
	return "The token may not read this on Instagram. It needs instagram_basic, and for hashtags the feature Instagram Public Content Access."
}

func tokenMessage(network string, subcode int) string {
	what := tokenWords[subcode]
	if what == "" {
		what = "it is not valid, or not any more"
	}
	return fmt.Sprintf("The access token for %s is refused: %s. It has to be replaced by a new one.", network, what)
}

// allowed is when a call may be made again: what the headers say, else when the
// rolling hour of the limits is over.
func (a API) allowed(answer wire.Answer, now time.Time) time.Time {
	if at := regained(answer.Header, now); !at.IsZero() {
		return at
	}
	return answer.RetryAfter(now, now.Add(hour))
}
