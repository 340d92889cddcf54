package aws

import (
	"crypto/rand"
	"encoding/xml"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Session is what temporary credentials stand for.
type Session struct {
	Role    string
	Table   string // the session tag `table`
	Expires time.Time
}

// sessionLimit bounds what is remembered; sessions live an hour at most.
const sessionLimit = 100_000

const maxSession = time.Hour // AWS's limit when a role assumes another

// Session answers what an access key stands for, while it is valid.
func (s *Services) Session(accessKeyID string) (Session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.sessions[accessKeyID]
	return session, ok && time.Now().Before(session.Expires)
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

// assumeRole hands out credentials of their own to a session that names its table, as the roles' trust demands.
func (s *Services) assumeRole(w http.ResponseWriter, r *http.Request) {
	role, name := r.PostFormValue("RoleArn"), r.PostFormValue("RoleSessionName")
	table, tagged := sessionTag(r, "table")
	length, ok := duration(r)
	switch {
	case !slices.Contains(s.config.Roles, role) || !tagged:
		writeXMLError(w, http.StatusForbidden, "AccessDenied", "not authorized to perform: sts:AssumeRole on resource: "+role)
		return
	case !sessionName.MatchString(name) || !ok:
		writeXMLError(w, http.StatusBadRequest, "ValidationError", "the session's name or duration is not valid")
		return
	}
	response := assumeRoleResponse{RequestID: rand.Text()}
	response.Result.Credentials = s.remember(Session{Role: role, Table: table, Expires: time.Now().Add(length).UTC().Truncate(time.Second)})
	response.Result.AssumedRoleUser = assumedRoleUser{
		AssumedRoleID: "AROALOCAL:" + name,
		ARN:           strings.Replace(strings.Replace(role, ":iam:", ":sts:", 1), ":role/", ":assumed-role/", 1) + "/" + name,
	}
	writeXML(w, http.StatusOK, response)
}

func (s *Services) remember(session Session) credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sessions) >= sessionLimit {
		now := time.Now()
		for id, old := range s.sessions {
			if now.After(old.Expires) {
				delete(s.sessions, id)
			}
		}
	}
	id := "ASIA" + rand.Text()[:16]
	s.sessions[id] = session
	return credentials{AccessKeyID: id, SecretAccessKey: rand.Text(), SessionToken: rand.Text(), Expiration: session.Expires}
}

func (s *Services) callerIdentity(w http.ResponseWriter, _ *http.Request) {
	writeXML(w, http.StatusOK, struct {
		XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse"`
		ARN     string   `xml:"GetCallerIdentityResult>Arn"`
		UserID  string   `xml:"GetCallerIdentityResult>UserId"`
		Account string   `xml:"GetCallerIdentityResult>Account"`
	}{ARN: "arn:aws:iam::" + s.config.Account + ":user/local", UserID: "local", Account: s.config.Account})
}

var sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)

// sessionTag reads Tags.member.N.Key and .Value.
func sessionTag(r *http.Request, key string) (string, bool) {
	for i := 1; ; i++ {
		member := "Tags.member." + strconv.Itoa(i)
		name := r.PostFormValue(member + ".Key")
		if name == "" {
			return "", false
		}
		if name == key {
			value := r.PostFormValue(member + ".Value")
			return value, value != ""
		}
	}
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
