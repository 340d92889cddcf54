package aws

import (
	"crypto/rand"
	"encoding/xml"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/iam"
)

// session is what temporary credentials stand for.
type session struct {
	iam.Principal
	expires time.Time
}

// sessionLimit bounds what is remembered; sessions live an hour at most.
const sessionLimit = 100_000

const maxSession = time.Hour // AWS's limit when a role assumes another

func (s *Services) sessionOf(accessKey string) (iam.Principal, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.sessions[accessKey]
	return known.Principal, ok && time.Now().Before(known.expires)
}

func (s *Services) sts(w http.ResponseWriter, r *http.Request, caller iam.Principal) {
	switch action := r.PostFormValue("Action"); action {
	case "AssumeRole":
		s.assumeRole(w, r, caller)
	case "GetCallerIdentity":
		s.callerIdentity(w, caller)
	default:
		writeXMLError(w, http.StatusBadRequest, "InvalidAction", action+" is not served locally")
	}
}

type credentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      time.Time
}

type assumedRoleUser struct {
	AssumedRoleID string `xml:"AssumedRoleId"`
	ARN           string `xml:"Arn"`
}

type assumeRoleResponse struct {
	XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ AssumeRoleResponse"`
	Result  struct {
		Credentials     credentials
		AssumedRoleUser assumedRoleUser
	} `xml:"AssumeRoleResult"`
	RequestID string `xml:"ResponseMetadata>RequestId"`
}

// assumeRole opens a session when the caller's policy and the role's trust allow it, with these tags.
func (s *Services) assumeRole(w http.ResponseWriter, r *http.Request, caller iam.Principal) {
	arn, name, tags := r.PostFormValue("RoleArn"), r.PostFormValue("RoleSessionName"), sessionTags(r)
	known := slices.IndexFunc(s.config.Roles, func(role iam.Role) bool { return role.ARN == arn })
	if known < 0 || !caller.MayAssume(s.config.Roles[known], tags) {
		writeXMLError(w, http.StatusForbidden, "AccessDenied", right{"sts:AssumeRole", arn}.denied(caller))
		return
	}
	length, ok := duration(r)
	policy, err := sessionPolicy(r)
	if !sessionName.MatchString(name) || !ok || err != nil {
		writeXMLError(w, http.StatusBadRequest, "ValidationError", "the session's name, duration or policy is not valid")
		return
	}
	response := assumeRoleResponse{RequestID: rand.Text()}
	response.Result.Credentials = s.remember(session{
		Principal: iam.Principal{Role: s.config.Roles[known], Session: policy, Tags: tags},
		expires:   time.Now().Add(length).UTC().Truncate(time.Second),
	})
	response.Result.AssumedRoleUser = assumedRoleUser{
		AssumedRoleID: "AROALOCAL:" + name,
		ARN:           strings.Replace(strings.Replace(arn, ":iam:", ":sts:", 1), ":role/", ":assumed-role/", 1) + "/" + name,
	}
	writeXML(w, http.StatusOK, response)
}

func (s *Services) remember(opened session) credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sessions) >= sessionLimit {
		maps.DeleteFunc(s.sessions, func(_ string, old session) bool { return time.Now().After(old.expires) })
	}
	id := "ASIA" + rand.Text()[:16]
	s.sessions[id] = opened
	return credentials{AccessKeyID: id, SecretAccessKey: rand.Text(), SessionToken: rand.Text(), Expiration: opened.expires}
}

func (s *Services) callerIdentity(w http.ResponseWriter, caller iam.Principal) {
	writeXML(w, http.StatusOK, struct {
		XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse"`
		ARN     string   `xml:"GetCallerIdentityResult>Arn"`
		UserID  string   `xml:"GetCallerIdentityResult>UserId"`
		Account string   `xml:"GetCallerIdentityResult>Account"`
	}{ARN: caller.Role.ARN, UserID: "local", Account: s.config.Account})
}

var sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)

// sessionTags reads Tags.member.N.Key and .Value.
func sessionTags(r *http.Request) map[string]string {
	tags := map[string]string{}
	for i := 1; ; i++ {
		member := "Tags.member." + strconv.Itoa(i)
		key := r.PostFormValue(member + ".Key")
		if key == "" {
			return tags
		}
		tags[key] = r.PostFormValue(member + ".Value")
	}
}

// sessionPolicy is the policy that the caller narrows the session with; nil for none.
func sessionPolicy(r *http.Request) (*iam.Policy, error) {
	text := r.PostFormValue("Policy")
	if text == "" {
		return nil, nil
	}
	policy, err := iam.ParsePolicy(text)
	return &policy, err
}

func duration(r *http.Request) (time.Duration, bool) {
	text := r.PostFormValue("DurationSeconds")
	if text == "" {
		return maxSession, true
	}
	seconds, err := strconv.Atoi(text)
	length := time.Duration(seconds) * time.Second
	return length, err == nil && length >= 15*time.Minute && length <= maxSession
}

func writeXML(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_ = xml.NewEncoder(w).Encode(body)
}

func writeXMLError(w http.ResponseWriter, status int, code, message string) {
	writeXML(w, status, struct {
		XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ ErrorResponse"`
		Type    string   `xml:"Error>Type"`
		Code    string   `xml:"Error>Code"`
		Message string   `xml:"Error>Message"`
	}{Type: "Sender", Code: code, Message: message})
}
