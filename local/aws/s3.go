package aws

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/hashmytag/hashmytag/local/iam"
)

// isS3 tells S3's calls by what their signature is for: they have no other mark.
func isS3(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Authorization"), "/s3/aws4_request")
}

// s3 stores objects as files, which survive a restart. Only what functions do is served: PutObject.
func (s *Services) s3(w http.ResponseWriter, r *http.Request, caller iam.Principal) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if r.Method != http.MethodPut || r.URL.RawQuery != "x-id=PutObject" || r.Header.Get("Content-Encoding") != "" {
		writeS3Error(w, http.StatusNotImplemented, "NotImplemented", r.Method+" "+r.URL.Path+" is not served locally")
		return
	}
	if need := (right{"s3:PutObject", "arn:aws:s3:::" + name}); !caller.May(need.action, need.resource) {
		writeS3Error(w, http.StatusForbidden, "AccessDenied", need.denied(caller))
		return
	}
	data, err := io.ReadAll(r.Body)
	if err == nil {
		err = s.putObject(name, data)
	}
	if err != nil {
		writeS3Error(w, http.StatusInternalServerError, "InternalError", err.Error())
		return
	}
	w.WriteHeader(http.StatusOK)
}

func (s *Services) putObject(name string, data []byte) error {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%q is not the name of an object", name)
	}
	if err := s.config.Objects.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	return s.config.Objects.WriteFile(name, data, 0o600)
}

func writeS3Error(w http.ResponseWriter, status int, code, message string) {
	writeXML(w, status, struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
		Message string
	}{Code: code, Message: message})
}
