package graph

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// meaning is what an error means, whatever else came with it.
type meaning struct {
	class wall.ErrorClass
	wait  time.Duration // unless the answer says how long
	words string
}

var antiSpam = meaning{wall.ClassThrottled, day, "{network} has blocked our calls for some time. We ask again tomorrow."}

var byCode = map[int]meaning{
	codeHashtags: {wall.ClassQuota, day,
		"This account has asked Instagram for 30 different hashtags within 7 days, which is all that Instagram allows."},
	codePolicy:      {wall.ClassThrottled, day, "{network} has blocked this account or app for breaking its rules. Look for its message there."},
	codeNoHashtag:   {wall.ClassGone, 0, "Instagram does not know this hashtag, or does not show it."},
	codeAlias:       {wall.ClassGone, 0, "{network} does not know this page. Check its id or name."},
	codeMoved:       {wall.ClassGone, 0, "This page was merged into another one. Look up its new id, and change the feed to it."},
	codeUnknownPath: unknownQuestion,
	codeDeprecated:  unknownQuestion,
}

var unknownQuestion = meaning{wall.ClassPermission, 0,
	"{network} does not know what it was asked. The operator has to check its address and version."}

func (a API) says(m meaning, answer wire.Answer, now time.Time) *wall.UpstreamError {
	e := &wall.UpstreamError{Class: m.class, Message: strings.ReplaceAll(m.words, "{network}", a.Network.Title())}
	if m.wait > 0 {
		e.Until = answer.RetryAfter(now, now.Add(m.wait))
	}
	return e
}

// verdict decides what an error means and says it to the feed's owner.
func (a API) verdict(f fault, answer wire.Answer, now time.Time) *wall.UpstreamError {
	switch {
	case f.Subcode == subcodeAntiSpam:
		return a.says(antiSpam, answer, now)
	case f.isAboutToken():
		return a.refusedToken(f)
	case f.isAboutLimit():
		return a.tooManyCalls(answer, now)
	case f.isAboutPermission():
		return &wall.UpstreamError{Class: wall.ClassPermission, Message: a.permissionMessage()}
	case f.Code == codeParameter:
		return a.parameterVerdict(f)
	}
	if m, known := byCode[f.Code]; known {
		return a.says(m, answer, now)
	}
	return a.otherVerdict(f, answer, now)
}

// otherVerdict is for the codes that mean nothing by themselves.
func (a API) otherVerdict(f fault, answer wire.Answer, now time.Time) *wall.UpstreamError {
	name := a.Network.Title()
	switch {
	case answer.Status == http.StatusTooManyRequests:
		return a.tooManyCalls(answer, now)
	case answer.Status == http.StatusUnauthorized:
		return a.refusedToken(f)
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
	case strings.Contains(message, "nonexisting field"): // another version of the API has other fields
		e.Message = strings.ReplaceAll(unknownQuestion.words, "{network}", a.Network.Title())
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

// whatHappened says by subcode what became of a token.
var whatHappened = map[int]string{
	458: "the app was removed from the account",
	459: "the account has to be confirmed on facebook.com first",
	460: "the password of the account was changed",
	463: "it has expired",
	464: "the account has to be confirmed on facebook.com first",
	467: "it was revoked",
	492: "its owner lost the role on the page",
}

func (a API) refusedToken(f fault) *wall.UpstreamError {
	what := whatHappened[f.Subcode]
	if what == "" {
		what = "it is not valid, or not any more"
	}
	return &wall.UpstreamError{Class: wall.ClassAuth,
		Message: fmt.Sprintf("The access token for %s is refused: %s. It has to be replaced by a new one.", a.Network.Title(), what)}
}

// tooManyCalls waits for what the headers say, else until the rolling hour of the
// limits is over.
func (a API) tooManyCalls(answer wire.Answer, now time.Time) *wall.UpstreamError {
	e := &wall.UpstreamError{Class: wall.ClassThrottled, Until: regained(answer.Header, now),
		Message: a.Network.Title() + " wants fewer calls. It is asked again when it allows."}
	if e.Until.IsZero() {
		e.Until = answer.RetryAfter(now, now.Add(hour))
	}
	return e
}
