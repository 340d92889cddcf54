package secrets_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/secrets"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const all = `{
	"INSTAGRAM_ACCESS_TOKEN": "ig-1", "INSTAGRAM_USER_ID": 17841400000000001,
	"INSTAGRAM_ACCOUNTS": [{"accessToken": "ig-2", "userId": "2"}, {"accessToken": "ig-1", "userId": "17841400000000001"}],
	"FACEBOOK_ACCESS_TOKEN": "fb", "META_APP_SECRET": "app",
	"TWITTER_BEARER_TOKEN": "x", "GOOGLE_API_KEY": "g", "SOMETHING_ELSE": [1]
}`

func TestSecretsManager(t *testing.T) {
	client := secretsmanager.NewFromConfig(enginetest.Moto(t))
	name := enginetest.Name("upstream")
	tokens := secrets.New(client, name)

	t.Run("not there yet", func(t *testing.T) { wantNoToken(t, tokens, wall.Twitter) })
	if _, err := client.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: &name}); err != nil {
		t.Fatal(err)
	}
	t.Run("made empty", func(t *testing.T) { wantNoToken(t, secrets.New(client, name), wall.Twitter) })
	put := func(text string) {
		t.Helper()
		if _, err := client.PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: &name, SecretString: &text}); err != nil {
			t.Fatal(err)
		}
	}
	put(all)
	tokens = secrets.New(client, name)
	t.Run("written", func(t *testing.T) { wantShared(t, tokens, wall.Twitter, wall.Credential{BearerToken: "x"}) })
	put(`{"TWITTER_BEARER_TOKEN": "y"}`)
	t.Run("rotated", func(t *testing.T) {
		wantShared(t, secrets.New(client, name), wall.Twitter, wall.Credential{BearerToken: "y"})
	})
}

func TestEachNetworkGetsItsOwnFields(t *testing.T) {
	t.Parallel()
	tokens := secrets.New(&vault{text: all}, "arn")
	wantShared(t, tokens, wall.Facebook, wall.Credential{AccessToken: "fb", AppSecret: "app"})
	wantShared(t, tokens, wall.Google, wall.Credential{APIKey: "g"})
	pool, err := tokens.Pool(t.Context(), wall.Instagram)
	if err != nil {
		t.Fatal(err)
	}
	want := []wall.Credential{
		{AccessToken: "ig-1", UserID: "17841400000000001", AppSecret: "app"},
		{AccessToken: "ig-2", UserID: "2", AppSecret: "app"},
	}
	if !cmp.Equal(want, pool) {
		t.Errorf("accounts %d, want the two of the secret", len(pool))
	}
}

func TestIncompleteCredentialIsNone(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty object":         `{}`,
		"empty text":           ``,
		"empty token":          `{"TWITTER_BEARER_TOKEN": ""}`,
		"empty list":           `{"INSTAGRAM_ACCOUNTS": ""}`,
		"account without user": `{"INSTAGRAM_ACCESS_TOKEN": "t"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tokens := secrets.New(&vault{text: text}, "arn")
			wantNoToken(t, tokens, wall.Twitter)
			wantNoToken(t, tokens, wall.Instagram)
		})
	}
}

func TestBadSecretIsReportedWithoutItsText(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"not JSON":      `hunter2`,
		"not an object": `"hunter2"`,
		"not a text":    `{"GOOGLE_API_KEY": {"hunter2": 1}}`,
		"not a list":    `{"INSTAGRAM_ACCOUNTS": "hunter2"}`,
		"list of texts": `{"INSTAGRAM_ACCOUNTS": ["hunter2"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := secrets.New(&vault{text: text}, "arn").Pool(t.Context(), wall.Google)
			if err == nil || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTokensAreKeptAndReadAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vault{text: `{"GOOGLE_API_KEY": "1"}`}
		tokens := secrets.New(v, "arn")
		step := func(wait time.Duration, key wall.Secret, reads int) {
			t.Helper()
			time.Sleep(wait)
			wantShared(t, tokens, wall.Google, wall.Credential{APIKey: key})
			if v.reads != reads {
				t.Errorf("%d reads, want %d", v.reads, reads)
			}
		}
		refresh := func() {
			t.Helper()
			if err := tokens.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		step(0, "1", 1)
		v.text = `{"GOOGLE_API_KEY": "2"}`
		step(9*time.Minute, "1", 1)
		refresh() // a network refused it
		step(0, "2", 2)
		v.text = `{"GOOGLE_API_KEY": "3"}`
		refresh() // less than a minute later
		step(0, "2", 2)
		step(10*time.Minute, "3", 3)
		v.err = errors.New("Secrets Manager is down")
		step(10*time.Minute, "3", 4)
		step(30*time.Second, "3", 4) // nor does an outage make us ask at every call
	})
}

func TestMissingTokenIsLookedForEveryMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vault{text: `{}`}
		tokens := secrets.New(v, "arn")
		wantNoToken(t, tokens, wall.Google)
		v.text = `{"GOOGLE_API_KEY": "1"}`
		wantNoToken(t, tokens, wall.Google)
		time.Sleep(time.Minute)
		wantShared(t, tokens, wall.Google, wall.Credential{APIKey: "1"})
	})
}

func TestOutageAtTheStartIsOurs(t *testing.T) {
	t.Parallel()
	_, err := secrets.New(&vault{err: errors.New("down")}, "arn").Pool(t.Context(), wall.Google)
	var upstream *wall.UpstreamError
	if err == nil || errors.As(err, &upstream) {
		t.Errorf("got %v, want an error that is not a network's", err)
	}
}

func wantShared(t *testing.T, tokens *secrets.Tokens, n wall.Network, want wall.Credential) {
	t.Helper()
	got, err := tokens.Pool(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0] != want {
		t.Errorf("not the credential that %s should get", n.Title())
	}
}

func wantNoToken(t *testing.T, tokens *secrets.Tokens, n wall.Network) {
	t.Helper()
	_, err := tokens.Pool(t.Context(), n)
	var upstream *wall.UpstreamError
	if !errors.As(err, &upstream) || upstream.Class != wall.ClassPermission {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(upstream.Message, n.Title()) {
		t.Errorf("%q does not name the network", upstream.Message)
	}
}

// vault is a Secrets Manager that can be made to fail, within a test's own time.
type vault struct {
	text  string
	err   error
	reads int
}

func (v *vault) GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error) {
	v.reads++
	return &secretsmanager.GetSecretValueOutput{SecretString: aws.String(v.text)}, v.err
}
