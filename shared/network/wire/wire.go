// Package wire makes single calls to the networks' APIs and reads the JSON that
// they answer. Its errors hold neither addresses nor what was sent: tokens are
// in both.
package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Client calls one network.
type Client struct {
	Network wall.Network
	HTTP    *http.Client
	Base    string // address of the API, without a slash at its end
}

// Call is one question.
type Call struct {
	Path   string
	Query  url.Values
	Header http.Header
	Method string // GET if empty
	Body   []byte
	Type   string // of the body
	Lines  bool   // the answer is lines, each a JSON object, or nothing; else one object
	Now    time.Time
}

// Answer is what came: its body is a JSON object, whatever the status; an empty
// one where "too many calls" came with something else.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do asks. An error is a *wall.UpstreamError: there was no answer, or none
// that is a JSON object. Its status is there all the same if one came.
func (c Client) Do(ctx context.Context, call Call) (Answer, error) {
	request, err := c.request(ctx, call)
	if err != nil {
		return Answer{}, c.failure("cannot be asked: its address is wrong. The operator has to correct it", nil)
	}
	if err := takeCall(ctx); err != nil {
		return Answer{}, err
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		return Answer{}, c.unreachable(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return Answer{Status: response.StatusCode}, c.unreachable(err)
	}
	answer := Answer{response.StatusCode, response.Header, bytes.TrimSpace(bytes.TrimPrefix(body, byteOrderMark))}
	switch {
	case answer.isObject(), call.Lines && answer.OK():
		return answer, nil
	case answer.Status == http.StatusTooManyRequests:
		answer.Body = []byte("{}") // the status says it all, and each network's headers how long to wait
		return answer, nil
	}
	return answer, c.unreadable(answer, call.Now)
}

func (c Client) request(ctx context.Context, call Call) (*http.Request, error) {
	method := call.Method
	if method == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(ctx, method, c.Base+call.Path+"?"+call.Query.Encode(), bytes.NewReader(call.Body))
	if err != nil {
		return nil, err
	}
	for name, values := range call.Header {
		request.Header[name] = values
	}
	if call.Type != "" {
		request.Header.Set("Content-Type", call.Type)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "HashMyTag")
	return request, nil
}

var byteOrderMark = []byte("\uFEFF")

func (a Answer) isObject() bool {
	return len(a.Body) > 0 && a.Body[0] == '{' && json.Valid(a.Body)
}

// OK reports whether the status is one of success. Some errors come with it.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// RetryAfter is when the answer allows another call; otherwise the given time.
func (a Answer) RetryAfter(now, otherwise time.Time) time.Time {
	if at := safehttp.RetryAfter(a.Header, now); !at.IsZero() {
		return at
	}
	return otherwise
}

// Decode reads JSON as far as it has the expected types: a member of another
// type counts as absent.
func Decode(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return nil
	}
	return err
}

// ID is a network's id: a JSON string, or a number that is kept digit by digit.
type ID string

// UnmarshalJSON never fails: what is no id is empty.
func (id *ID) UnmarshalJSON(data []byte) error {
	var text string
	var number json.Number
	if json.Unmarshal(data, &text) == nil {
		*id = ID(text)
	} else if json.Unmarshal(data, &number) == nil {
		*id = ID(number)
	}
	return nil
}
