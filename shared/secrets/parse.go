package secrets

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// content is what the secret holds.
type content struct {
	pools pools
	app   wall.App
}

// parse reads the secret's JSON. It makes errors of its own: those of
// encoding/json may quote what they read.
func parse(text string) (content, error) {
	var fields map[string]json.RawMessage
	if text != "" && json.Unmarshal([]byte(text), &fields) != nil {
		return content{}, errors.New("secrets: the secret is not a JSON object")
	}
	s := secret{fields: fields}
	appSecret := s.token("META_APP_SECRET")
	accounts := append([]wall.Credential{{
		AccessToken: s.token("INSTAGRAM_ACCESS_TOKEN"),
		UserID:      s.text("INSTAGRAM_USER_ID"),
	}}, s.accounts("INSTAGRAM_ACCOUNTS")...)

	found := pools{}
	for _, account := range accounts {
		account.AppSecret = appSecret
		found.add(wall.Instagram, account)
	}
	found.add(wall.Facebook, wall.Credential{AccessToken: s.token("FACEBOOK_ACCESS_TOKEN"), AppSecret: appSecret})
	found.add(wall.Twitter, wall.Credential{BearerToken: s.token("TWITTER_BEARER_TOKEN")})
	found.add(wall.Google, wall.Credential{APIKey: s.token("GOOGLE_API_KEY")})
	return content{found, wall.App{ID: s.text("META_APP_ID"), Secret: appSecret}}, s.err
}

// add keeps complete credentials, and each Instagram account once.
func (p pools) add(n wall.Network, c wall.Credential) {
	if !c.Complete(n) {
		return
	}
	for _, known := range p[n] {
		if known.UserID == c.UserID {
			return
		}
	}
	p[n] = append(p[n], c)
}

// secret reads fields and keeps the first error.
type secret struct {
	fields map[string]json.RawMessage
	err    error
}

func (s *secret) token(name string) wall.Secret { return wall.Secret(s.text(name)) }

// text also takes a number: ids look like numbers, and people write them so.
func (s *secret) text(name string) string {
	raw, ok := s.fields[name]
	if !ok {
		return ""
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		s.fail(name, "a text")
	}
	return text
}

// accounts takes a JSON list, or a text that holds one, as .env has it.
func (s *secret) accounts(name string) []wall.Credential {
	raw, ok := s.fields[name]
	if !ok {
		return nil
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		raw = json.RawMessage(text)
	}
	if len(raw) == 0 {
		return nil
	}
	var list []struct{ AccessToken, UserID string }
	if json.Unmarshal(raw, &list) != nil {
		s.fail(name, `a list like [{"accessToken": "…", "userId": "…"}]`)
	}
	accounts := make([]wall.Credential, len(list))
	for i, a := range list {
		accounts[i] = wall.Credential{AccessToken: wall.Secret(a.AccessToken), UserID: a.UserID}
	}
	return accounts
}

func (s *secret) fail(name, want string) {
	if s.err == nil {
		s.err = fmt.Errorf("secrets: %s must be %s", name, want)
	}
}
