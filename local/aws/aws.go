// Package aws serves the few calls of Secrets Manager and STS that the functions make, so that they run the same code
// on a laptop as in AWS. It refuses everything else, and what AWS would refuse of these.
package aws

import (
	"encoding/json"
	"net/http"
	"sync"
)

// requestLimit is more than any of these calls needs.
const requestLimit = 1 << 20

// Config says what there is to serve.
type Config struct {
	Account   string
	SecretARN string
	// Secret reads the tokens anew at each call: a changed .env needs no restart.
	Secret func() (map[string]string, error)
	Roles  []string // ARNs that may be assumed
}

// Services answers the calls.
type Services struct {
	config Config

	mu       sync.Mutex
	sessions map[string]Session // by access key id
}

// New makes the services.
func New(config Config) *Services {
	return &Services{config: config, sessions: map[string]Session{}}
}

// ServeHTTP tells the services apart by their protocols: Secrets Manager speaks JSON with a target header,
// STS takes forms.
func (s *Services) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, requestLimit)
	target := r.Header.Get("X-Amz-Target")
	switch {
	case r.Method != http.MethodPost || r.Header.Get("Authorization") == "":
		w.WriteHeader(http.StatusForbidden) // not an AWS SDK: a browser, perhaps
	case target == "secretsmanager.GetSecretValue":
		s.getSecretValue(w, r)
	case target != "":
		writeJSONError(w, http.StatusBadRequest, "UnknownOperationException", target+" is not served locally")
	case r.PostFormValue("Action") == "AssumeRole":
		s.assumeRole(w, r)
	case r.PostFormValue("Action") == "GetCallerIdentity":
		s.callerIdentity(w, r)
	default:
		writeXMLError(w, http.StatusBadRequest, "InvalidAction", r.PostFormValue("Action")+" is not served locally")
	}
}

func (s *Services) getSecretValue(w http.ResponseWriter, r *http.Request) {
	var request struct {
		SecretID string `json:"SecretId"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		writeJSONError(w, http.StatusBadRequest, "InvalidRequestException", err.Error())
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
	writeJSON(w, status, map[string]string{"__type": code, "Message": message})
}
