package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	ada := auth.Profile{Email: "ada@example.com", Verified: true}
	tests := map[string]struct {
		status int
		body   string
		want   auth.Profile
		code   wall.Code
	}{
		"as Cognito answers":        {200, `{"sub":"ada","email":"ada@example.com","email_verified":"true"}`, ada, ""},
		"as the standard has it":    {200, `{"sub":"ada","email":"ada@example.com","email_verified":true}`, ada, ""},
		"an address without proof":  {200, `{"sub":"ada","email":"ada@example.com","email_verified":"false"}`, auth.Profile{Email: "ada@example.com"}, ""},
		"an address without a word": {200, `{"sub":"ada","email":"ada@example.com"}`, auth.Profile{Email: "ada@example.com"}, ""},
		"a language":                {200, `{"sub":"ada","locale":"en-GB"}`, auth.Profile{Locale: "en-GB"}, ""},
		"about somebody else":       {200, `{"sub":"bob","email":"bob@example.com","email_verified":true}`, auth.Profile{}, wall.Unavailable},
		"no JSON":                   {200, `<html>`, auth.Profile{}, wall.Unavailable},
		"the token was revoked":     {401, `{}`, auth.Profile{}, wall.Unauthenticated},
		"too often":                 {429, `{}`, auth.Profile{}, wall.Unavailable},
		"broken":                    {500, `oops`, auth.Profile{}, wall.Unavailable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer token" {
					t.Errorf("asked with %q", r.Header.Get("Authorization"))
				}
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.body))
			}))
			defer service.Close()
			got, err := auth.NewUserInfo(service.URL).Profile(t.Context(), auth.User{Subject: "ada", Token: "token"})
			if got != test.want || err == nil != (test.code == "") || err != nil && wall.CodeOf(err) != test.code {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestProfileWithoutAService(t *testing.T) {
	t.Parallel()
	service := httptest.NewServer(http.NotFoundHandler())
	service.Close()
	if _, err := auth.NewUserInfo(service.URL).Profile(t.Context(), auth.User{}); !wall.IsCode(err, wall.Unavailable) {
		t.Errorf("got %v", err)
	}
}

func TestNewUser(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		claims map[string]string
		admin  bool
		code   wall.Code
	}{
		"an access token":    {map[string]string{"sub": "ada", "token_use": "access"}, false, ""},
		"of an admin":        {map[string]string{"sub": "ada", "token_use": "access", "cognito:groups": "[other platform-admin]"}, true, ""},
		"of another group":   {map[string]string{"sub": "ada", "token_use": "access", "cognito:groups": "[not-platform-admin]"}, false, ""},
		"an ID token":        {map[string]string{"sub": "ada", "token_use": "id"}, false, wall.Unauthenticated},
		"of an unknown use":  {map[string]string{"sub": "ada"}, false, wall.Unauthenticated},
		"of nobody":          {map[string]string{"token_use": "access"}, false, wall.Unauthenticated},
		"without any claims": {nil, false, wall.Unauthenticated},
	} {
		user, err := auth.NewUser(test.claims, "token")
		if user.Admin != test.admin || err == nil != (test.code == "") || err != nil && wall.CodeOf(err) != test.code {
			t.Errorf("%s: %+v, %v", name, user, err)
		}
	}
}
