// Package aws answers the functions' calls to AWS on one machine, so that they run the same code as there: it serves
// the few calls of Secrets Manager, STS, SES and S3 by itself, passes DynamoDB's and SQS's on to the engines, and refuses what
// template.yaml gives the function no right to.
package aws

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/hashmytag/hashmytag/local/iam"
	"github.com/hashmytag/hashmytag/local/mailbox"
)

// requestLimit is DynamoDB's, the largest.
const requestLimit = 16 << 20

// Config says what there is to serve.
type Config struct {
	Region, Account string
	// DynamoDB and SQS are the engines' addresses.
	DynamoDB, SQS string
	SecretARN     string
	// Secret reads the tokens anew at each call: a changed .env needs no restart.
	Secret func() (map[string]string, error)
	// Deliver keeps a mail that was sent, and gives it an id.
	Deliver func(mailbox.Mail) (string, error)
	// Objects is the folder of S3's objects, buckets first.
	Objects *os.Root
	// Callers are the roles of those who call, by access key.
	Callers map[string]iam.Role
	Roles   []iam.Role // that may be assumed
}

// Services answers the calls.
type Services struct {
	config        Config
	dynamoDB, sqs http.Handler

	mu       sync.Mutex
	sessions map[string]session // by access key
}

// New makes the services.
func New(config Config) (*Services, error) {
	s := &Services{config: config, sessions: map[string]session{}}
	var err error
	if s.dynamoDB, err = passOn(config.DynamoDB); err != nil {
		return nil, err
	}
	s.sqs, err = passOn(config.SQS)
	return s, err
}

func passOn(address string) (http.Handler, error) {
	engine, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("engine at %q: %w", address, err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 100
	return &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(engine) },
		Transport: transport,
	}, nil
}

// ServeHTTP tells who calls, and the services apart by their protocols: S3 by its signature, SES by its path; STS takes
// forms, the others JSON with a header that names the call.
func (s *Services) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	caller, ok := s.caller(r)
	if ok && isS3(r) {
		r.Body = http.MaxBytesReader(w, r.Body, requestLimit)
		s.s3(w, r, caller)
		return
	}
	if r.Method != http.MethodPost || !ok {
		// Not an AWS SDK, a browser perhaps; or a session that is over.
		writeJSONError(w, http.StatusForbidden, "UnrecognizedClientException", "The security token included in the request is invalid.")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, requestLimit)
	if r.URL.Path == sendEmailPath {
		s.ses(w, r, caller)
		return
	}
	service, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch service {
	case "DynamoDB_20120810":
		s.guard(w, r, caller, s.dynamoDB, func(body []byte) ([]right, error) { return s.tableRights(call, body) })
	case "AmazonSQS":
		s.guard(w, r, caller, s.sqs, func(body []byte) ([]right, error) { return s.queueRights(call, body) })
	case "secretsmanager":
		s.secretsManager(w, r, caller, call)
	case "":
		s.sts(w, r, caller)
	default:
		writeJSONError(w, http.StatusBadRequest, "UnknownOperationException", service+"."+call+" is not served locally")
	}
}

var signer = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=([^/]+)/`)

// caller is who signed the request. Signatures themselves are not checked: all of this is one person's machine.
func (s *Services) caller(r *http.Request) (iam.Principal, bool) {
	signed := signer.FindStringSubmatch(r.Header.Get("Authorization"))
	if signed == nil {
		return iam.Principal{}, false
	}
	if role, ok := s.config.Callers[signed[1]]; ok {
		return iam.Principal{Role: role}, true
	}
	return s.sessionOf(signed[1])
}

func (s *Services) secretsManager(w http.ResponseWriter, r *http.Request, caller iam.Principal, call string) {
	if call != "GetSecretValue" {
		writeJSONError(w, http.StatusBadRequest, "UnknownOperationException", call+" is not served locally")
		return
	}
	var request struct {
		SecretID string `json:"SecretId"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		writeJSONError(w, http.StatusBadRequest, "InvalidRequestException", err.Error())
		return
	}
	if need := (right{"secretsmanager:GetSecretValue", request.SecretID}); !caller.May(need.action, need.resource) {
		writeJSONError(w, http.StatusBadRequest, "AccessDeniedException", need.denied(caller))
		return
	}
	if request.SecretID != s.config.SecretARN {
		writeJSONError(w, http.StatusBadRequest, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
		return
	}
	tokens, err := s.config.Secret()
	if err != nil {
		writeJSONError(w, http.StatusInternalServerError, "InternalServiceError", err.Error())
		return
	}
	value, err := json.Marshal(tokens)
	if err != nil {
		writeJSONError(w, http.StatusInternalServerError, "InternalServiceError", err.Error())
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"ARN": s.config.SecretARN, "Name": "upstream", "SecretString": string(value),
		"VersionId": "local", "VersionStages": []string{"AWSCURRENT"},
	})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func writeJSONError(w http.ResponseWriter, status int, code, message string) {
	writeJSON(w, status, map[string]string{"__type": code, "Message": message, "message": message})
}
