package faults_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// line is between the functions and AWS. It notes every call, and strikes one.
type line struct {
	mu      sync.Mutex
	calls   []call
	seen    map[string]int // how often a call was made, by its name
	numbers map[string]int // of calls, by the id that all attempts of one have
	tried   map[string]int // attempts, by that id
	strike  strike
	last    strike // the last one that was
	met     bool
	dead    map[string]bool
	kill    context.CancelFunc // ends what the killed function is at
	stored  func(path string)  // is told of each file that was stored
}

// call is one call of a function to AWS: the nth of its name.
type call struct {
	function, operation string
	n                   int
	conditional         bool // it is a write on a condition
	transaction         bool
}

func (c call) String() string { return fmt.Sprintf("%s %s #%d", c.function, c.operation, c.n) }

func (c call) name() string { return c.function + " " + c.operation }

// strike is a fault of one call; the zero value is none.
type strike struct {
	fault *awsFault
	at    call
}

// of is the way of one function's requests.
func (l *line) of(function string) awsClient { return awsClient{l, function} }

type awsClient struct {
	line     *line
	function string
}

// watch forgets what was noted, and strikes what is to be struck.
func (l *line) watch(s strike) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls, l.seen, l.numbers, l.tried = nil, map[string]int{}, map[string]int{}, map[string]int{}
	l.strike, l.last, l.met = s, s, false
}

// over ends the strike, and tells what was called and whether it was met.
func (l *line) over() (calls []call, met bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.strike = strike{}
	return l.calls, l.met
}

// unwatched does something that is not part of what is watched.
func (l *line) unwatched(do func()) {
	l.mu.Lock()
	numbers := l.numbers
	l.numbers = nil
	l.mu.Unlock()
	do()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.numbers = numbers
}

// struckAfter tells whether one of these operations was struck such that nobody
// can know whether it was done.
func (l *line) struckAfter(operations ...string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last.fault != nil && (l.last.fault.kills || strings.Contains(l.last.fault.name, "after it was done")) && slices.Contains(operations, l.last.at.operation)
}

func (l *line) revive() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = map[string]bool{}
}

// killed tells whether a function was.
func (l *line) killed(function string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dead[function]
}

var errKilled = errors.New("the process was killed")

// die ends a function: what it is at, and every request that it still makes.
func (l *line) die(function string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead[function] = true
	if l.kill != nil {
		l.kill()
	}
	return errKilled
}

// living is a context that ends with the function.
func (l *line) living(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kill = cancel
	return ctx, cancel
}

// Do makes a request, or what is struck becomes of it.
func (c awsClient) Do(r *http.Request) (*http.Response, error) {
	if c.line.killed(c.function) {
		return nil, errKilled
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	fault, attempt := c.line.note(c.function, r, body)
	send := func() (*http.Response, error) { return c.line.send(r) }
	if fault == nil || fault.once && attempt > 1 {
		return send()
	}
	return fault.strike(incident{c, r, body, send})
}

func (l *line) send(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultClient.Do(r)
	if operationOf(r.Context()) == "S3.PutObject" {
		l.stored(r.URL.Path)
	}
	return answer, err
}

func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

// note notes a request, and finds the fault that strikes its call.
func (l *line) note(function string, r *http.Request, body []byte) (fault *awsFault, attempt int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.numbers == nil {
		return nil, 1
	}
	id := r.Header.Get("Amz-Sdk-Invocation-Id")
	made := call{function: function, operation: operationOf(r.Context())}
	l.tried[id]++
	if l.tried[id] == 1 {
		l.seen[made.name()]++
		l.numbers[id] = l.seen[made.name()]
	}
	made.n = l.numbers[id]
	made.conditional = bytes.Contains(body, []byte(`"ConditionExpression"`))
	made.transaction = strings.HasSuffix(made.operation, "TransactWriteItems")
	if l.tried[id] == 1 {
		l.calls = append(l.calls, made)
	}
	if s := l.strike; s.fault == nil || s.at.name() != made.name() || s.at.n != made.n || !s.fault.strikes(made) {
		return nil, 1
	}
	l.met = true
	return l.strike.fault, l.tried[id]
}

func operationOf(ctx context.Context) string {
	return awsmiddleware.GetServiceID(ctx) + "." + middleware.GetOperationName(ctx)
}

// incident is a request that is struck.
type incident struct {
	awsClient
	request *http.Request
	body    []byte
	send    func() (*http.Response, error)
}

// awsFault is a way in which a call to AWS fails. A call fails with all its
// attempts, or with the first alone: once.
type awsFault struct {
	name   string
	once   bool
	kills  bool
	only   func(call) bool // the calls that it can befall; nil for all
	strike func(incident) (*http.Response, error)
}

func (f *awsFault) strikes(c call) bool { return f.only == nil || f.only(c) }

// awsFaults are all of them. That of a lost answer is the worst of time-outs:
// what was asked for has been done.
func awsFaults() []*awsFault {
	conditional := func(c call) bool { return c.conditional }
	transaction := func(c call) bool { return c.transaction }
	batch := func(c call) bool { return strings.HasSuffix(c.operation, "SendMessageBatch") }
	return []*awsFault{
		{name: "throttled", strike: refuse(http.StatusBadRequest, "ThrottlingException")},
		{name: "500", strike: refuse(http.StatusInternalServerError, "InternalServerError")},
		{name: "time-out", strike: func(incident) (*http.Response, error) { return nil, timeout{} }},
		{name: "time-out after it was done", strike: loseAnswer},
		{name: "time-out after it was done, tried again", once: true, strike: loseAnswer},
		{name: "refused for a wrong clock", strike: refuse(http.StatusForbidden, "RequestTimeTooSkewed")},
		{name: "failed condition", only: conditional, strike: failCondition("ConditionalCheckFailed")},
		{name: "clash of transactions", only: transaction, strike: failCondition("TransactionConflict")},
		{name: "a batch taken in part", only: batch, strike: takeInPart},
		{name: "killed before it", kills: true, strike: func(i incident) (*http.Response, error) { return nil, i.line.die(i.function) }},
		{name: "killed after it", kills: true, strike: func(i incident) (*http.Response, error) {
			if answer, err := i.send(); err == nil {
				_ = answer.Body.Close()
			}
			return nil, i.line.die(i.function)
		}},
	}
}

// timeout is what a client says of an answer that does not come.
type timeout struct{}

func (timeout) Error() string   { return "i/o timeout" }
func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }

func loseAnswer(i incident) (*http.Response, error) {
	if answer, err := i.send(); err == nil {
		_ = answer.Body.Close()
	}
	return nil, timeout{}
}

// refuse answers an error as the service's protocol has it.
func refuse(status int, code string) func(incident) (*http.Response, error) {
	return func(i incident) (*http.Response, error) { return i.refusal(status, code, nil), nil }
}

// failCondition says that a condition failed, as it does when somebody else was
// quicker. Where the condition is that an item is not there, somebody has just
// put it there.
func failCondition(reason string) func(incident) (*http.Response, error) {
	return func(i incident) (*http.Response, error) {
		if bytes.Contains(i.body, []byte(`"ConditionExpression":"attribute_not_exists(pk)"`)) && !i.isTransaction() {
			if answer, err := i.send(); err == nil {
				_ = answer.Body.Close()
			}
			i.request.Body = io.NopCloser(bytes.NewReader(i.body))
			return i.send()
		}
		var transaction struct{ TransactItems []any }
		if err := json.Unmarshal(i.body, &transaction); err != nil {
			return nil, err
		}
		if len(transaction.TransactItems) == 0 {
			return i.refusal(http.StatusBadRequest, "ConditionalCheckFailedException", nil), nil
		}
		reasons := make([]map[string]string, len(transaction.TransactItems))
		for k := range reasons {
			reasons[k] = map[string]string{"Code": "None"}
		}
		reasons[0]["Code"] = reason
		return i.refusal(http.StatusBadRequest, "TransactionCanceledException", map[string]any{"CancellationReasons": reasons}), nil
	}
}

func (i incident) isTransaction() bool { return bytes.Contains(i.body, []byte(`"TransactItems"`)) }

// takeInPart takes none of a batch's messages, and says so of each.
func takeInPart(i incident) (*http.Response, error) {
	var batch struct{ Entries []struct{ ID string } }
	if err := json.Unmarshal(i.body, &batch); err != nil {
		return nil, err
	}
	failed := []map[string]any{}
	for _, e := range batch.Entries {
		failed = append(failed, map[string]any{"Id": e.ID, "Code": "ServiceUnavailable", "SenderFault": false})
	}
	return i.answer(http.StatusOK, "application/x-amz-json-1.0", map[string]any{"Successful": []any{}, "Failed": failed}), nil
}

// refusal is an error in the words of the service's protocol.
func (i incident) refusal(status int, code string, more map[string]any) *http.Response {
	switch service, _, _ := strings.Cut(operationOf(i.request.Context()), "."); service {
	case "S3":
		return i.text(status, "application/xml", "<Error><Code>"+code+"</Code><Message>no</Message></Error>")
	case "STS":
		return i.text(status, "text/xml", "<ErrorResponse><Error><Type>Receiver</Type><Code>"+code+"</Code><Message>no</Message></Error></ErrorResponse>")
	default:
		body := map[string]any{"__type": code, "message": "no"}
		for name, value := range more {
			body[name] = value
		}
		answer := i.answer(status, "application/x-amz-json-1.0", body)
		answer.Header.Set("X-Amzn-Errortype", code)
		return answer
	}
}

func (i incident) answer(status int, contentType string, body any) *http.Response {
	text, _ := json.Marshal(body) // of maps and strings
	return i.text(status, contentType, string(text))
}

func (i incident) text(status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: i.request,
		Header: http.Header{"Content-Type": {contentType}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}
