package graph

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
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

// Codes of errors, and subcodes.
const (
	codeCapability  = 3
	codePermission  = 10
	codeDeprecated  = 12
	codeHashtags    = 18
	codeMoved       = 21
	codeNoHashtag   = 24
	codeParameter   = 100
	firstPermission = 200
	lastPermission  = 299
	codePolicy      = 368
	codeAlias       = 803
	codeUnknownPath = 2500
	firstUseCase    = 80000
	lastUseCase     = 80099

	subcodeMissing  = 33
	subcodeAntiSpam = 2207051
)

var (
	tokenCodes = map[int]bool{102: true, 104: true, 190: true}
	limitCodes = map[int]bool{4: true, 17: true, 32: true, 341: true, 613: true}
)

func (f fault) isAboutToken() bool {
	return tokenCodes[f.Code] || f.Code == codeUnknownPath && strings.Contains(f.Message, "access token")
}

func (f fault) isAboutLimit() bool {
	return limitCodes[f.Code] || f.Code >= firstUseCase && f.Code <= lastUseCase
}

func (f fault) isAboutPermission() bool {
	return f.Code == codeCapability || f.Code == codePermission || f.Code >= firstPermission && f.Code <= lastPermission
}

// failure is the error of an answer; nil for a good one.
func (a API) failure(answer wire.Answer, now time.Time) error {
	var body struct {
		Error *fault `json:"error"`
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
