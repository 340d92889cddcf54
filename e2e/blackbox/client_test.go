package blackbox_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/hashmytag/hashmytag/api/client"
)

// clientOf is the generated client of somebody who has signed in.
func (p *platform) clientOf(email string) *client.ClientWithResponses {
	token := p.signIn(email).token
	c, err := client.NewClientWithResponses(p.address, client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+token)
		return nil
	}))
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

// asVisitor makes a request that of a page of the tenant's site.
func asVisitor(key string) client.RequestEditorFn {
	return func(_ context.Context, r *http.Request) error {
		r.URL.RawQuery += "&" + url.Values{"key": {key}}.Encode()
		r.Header.Set("Origin", "https://www.le-fournil.example.com")
		r.Header.Del("Authorization")
		return nil
	}
}

// reply is any answer of the client.
type reply interface {
	StatusCode() int
	GetBody() []byte
}

// read is what a request that must succeed answered.
func read[T any](t *testing.T) func(r interface {
	reply
	GetJSON200() *T
}, err error) T {
	t.Helper()
	return func(r interface {
		reply
		GetJSON200() *T
	}, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if r.GetJSON200() == nil {
			t.Fatalf("%d %s", r.StatusCode(), r.GetBody())
		}
		return *r.GetJSON200()
	}
}

// refused checks that a request had this problem.
func refused(t *testing.T, r reply, err error, status int, code string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var problem client.Problem
	if err := json.Unmarshal(r.GetBody(), &problem); err != nil || r.StatusCode() != status || problem.Type != "/problems/"+code {
		t.Errorf("%d %s, want %d %s", r.StatusCode(), r.GetBody(), status, code)
	}
}
