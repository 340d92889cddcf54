package wall_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestSecretsDoNotShow(t *testing.T) {
	t.Parallel()
	c := wall.Credential{AccessToken: "tok-en", UserID: "17"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "credential", c, "token", c.AccessToken)
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v %s %q", c, c, c.AccessToken, c.AccessToken), log.String(), string(data)} {
		if strings.Contains(text, "tok-en") {
			t.Errorf("shows the token: %s", text)
		}
	}
}

func TestParseCredential(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		network wall.Network
		c       wall.Credential
		ok      bool
	}{
		"Instagram":               {wall.Instagram, wall.Credential{AccessToken: "t", UserID: "1"}, true},
		"Instagram without user":  {wall.Instagram, wall.Credential{AccessToken: "t"}, false},
		"X with a Google key too": {wall.Twitter, wall.Credential{BearerToken: "t", APIKey: "k"}, false},
		"Google":                  {wall.Google, wall.Credential{APIKey: "k"}, true},
		"nothing":                 {wall.Facebook, wall.Credential{}, false},
		"operator's app secret":   {wall.Facebook, wall.Credential{AccessToken: "t", AppSecret: "s"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := wall.ParseCredential(test.network, test.c); (err == nil) != test.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}
