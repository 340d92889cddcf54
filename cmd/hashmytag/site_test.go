package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func TestSiteUpload(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	bucket := p.outputs["SiteBucket"]
	objects := s3.NewFromConfig(p.config("s3"))
	if _, err := objects.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
		t.Fatal(err)
	}
	built := t.TempDir()
	for name, text := range map[string]string{"index.html": "<!doctype html>", "assets/index-1.js": "1"} {
		path := filepath.Join(built, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := p.run("", "site", "upload", built); r.code != 0 || !strings.Contains(r.out, "3 files are at https://walls.example") {
		t.Fatalf("%+v", r)
	}
	for key, want := range map[string]string{
		"index.html": "text/html; charset=utf-8 <!doctype html>", "assets/index-1.js": "text/javascript; charset=utf-8 1",
		"config.json": `application/json {"issuer":"https://issuer.example","clientId":"dashboard"}`,
	} {
		object, err := objects.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &bucket, Key: &key})
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		body, err := io.ReadAll(object.Body)
		if got := aws.ToString(object.ContentType) + " " + string(body); err != nil || got != want {
			t.Errorf("%s: %s, want %s (%v)", key, got, want, err)
		}
	}
	if r := p.run("", "site", "upload", filepath.Join(built, "nothing")); r.code != 2 || !strings.Contains(r.notes, "make build") {
		t.Errorf("%+v", r)
	}
}
