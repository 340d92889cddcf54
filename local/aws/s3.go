package aws

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/iam"
)

// isS3 tells S3's calls by what their signature is for: they have no other mark.
func isS3(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Authorization"), "/s3/aws4_request")
}

// s3 stores objects as files, which survive a restart. Only what functions do is served: PutObject, ListObjectsV2
// with all objects at once, DeleteObject.
func (s *Services) s3(w http.ResponseWriter, r *http.Request, caller iam.Principal) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	var serve http.HandlerFunc
	need := right{resource: "arn:aws:s3:::" + name}
	switch query := r.URL.Query(); {
	case r.Method == http.MethodPut && query.Get("x-id") == "PutObject" && r.Header.Get("Content-Encoding") == "":
		need.action, serve = "s3:PutObject", s.putObject
	case r.Method == http.MethodGet && query.Get("list-type") == "2" && !query.Has("continuation-token"):
		need.action, serve = "s3:ListBucket", s.listObjects
	case r.Method == http.MethodDelete && query.Get("x-id") == "DeleteObject":
		need.action, serve = "s3:DeleteObject", s.deleteObject
	default:
		writeS3Error(w, http.StatusNotImplemented, "NotImplemented", r.Method+" "+r.URL.Path+" is not served locally")
		return
	}
	if !caller.May(need.action, need.resource) {
		writeS3Error(w, http.StatusForbidden, "AccessDenied", need.denied(caller))
		return
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		writeS3Error(w, http.StatusBadRequest, "InvalidURI", fmt.Sprintf("%q is not the name of an object", name))
		return
	}
	serve(w, r)
}

func (s *Services) putObject(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	data, err := io.ReadAll(r.Body)
	if err == nil {
		err = s.config.Objects.MkdirAll(filepath.Dir(name), 0o700)
	}
	if err == nil {
		err = s.config.Objects.WriteFile(name, data, 0o600)
	}
	answerS3(w, err, http.StatusOK)
}

func (s *Services) deleteObject(w http.ResponseWriter, r *http.Request) {
	err := s.config.Objects.Remove(strings.TrimPrefix(r.URL.Path, "/"))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // S3 does not mind
	}
	answerS3(w, err, http.StatusNoContent)
}

// listing is the part of ListObjectsV2's answer that the functions read.
type listing struct {
	XMLName  xml.Name `xml:"ListBucketResult"`
	Contents []listed
}

type listed struct{ Key, LastModified string }

func (s *Services) listObjects(w http.ResponseWriter, r *http.Request) {
	bucket, prefix := strings.Trim(r.URL.Path, "/"), r.URL.Query().Get("prefix")
	var found listing
	err := fs.WalkDir(s.config.Objects.FS(), bucket, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return fs.SkipAll // nothing was ever stored
		}
		key := strings.TrimPrefix(path, bucket+"/")
		if err != nil || entry.IsDir() || !strings.HasPrefix(key, prefix) {
			return err
		}
		if info, err := entry.Info(); err == nil { // else it was deleted meanwhile
			found.Contents = append(found.Contents, listed{key, info.ModTime().UTC().Format(time.RFC3339)})
		}
		return nil
	})
	if err != nil {
		answerS3(w, err, 0)
		return
	}
	writeXML(w, http.StatusOK, found)
}

func answerS3(w http.ResponseWriter, err error, status int) {
	if err != nil {
		writeS3Error(w, http.StatusInternalServerError, "InternalError", err.Error())
		return
	}
	w.WriteHeader(status)
}

func writeS3Error(w http.ResponseWriter, status int, code, message string) {
	writeXML(w, status, struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
		Message string
	}{Code: code, Message: message})
}
