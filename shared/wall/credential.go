package wall

import (
	"log/slog"
	"strings"
)

// Secret is a text that must never be seen: it prints and logs as redacted.
// Convert it to a string at the one place that sends it.
type Secret string

const redacted = "[redacted]"

// String hides the secret.
func (s Secret) String() string { return redacted }

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return redacted }

// LogValue hides the secret from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the secret from encoders that were not made for it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Credential is a stored set of what a network asks for. Each network uses its
// own fields: Instagram AccessToken and UserID, Facebook AccessToken, Twitter
// BearerToken, Google APIKey. AppSecret is the operator's, for appsecret_proof.
type Credential struct {
	AccessToken Secret
	UserID      string
	BearerToken Secret
	APIKey      Secret
	AppSecret   Secret
}

// Complete reports whether the credential has what the network needs.
func (c Credential) Complete(n Network) bool {
	switch n {
	case Instagram:
		return c.AccessToken != "" && c.UserID != ""
	case Facebook:
		return c.AccessToken != ""
	case Twitter:
		return c.BearerToken != ""
	case Google:
		return c.APIKey != ""
	}
	return false
}

// ParseCredential checks that a tenant's own credential has all that its
// network needs and nothing that it does not, each as it can be sent.
func ParseCredential(n Network, c Credential) (Credential, error) {
	needs := map[Network]Credential{
		Instagram: {AccessToken: c.AccessToken, UserID: c.UserID},
		Facebook:  {AccessToken: c.AccessToken},
		Twitter:   {BearerToken: c.BearerToken},
		Google:    {APIKey: c.APIKey},
	}[n]
	if c != needs {
		return Credential{}, InvalidField("/credential", "credential-has-more", "{network} uses only {fields}", n.Title(), credentialFields(n))
	}
	if !c.Complete(n) {
		return Credential{}, InvalidField("/credential", "credential-lacks", "{network} needs {fields}", n.Title(), credentialFields(n))
	}
	return c, c.sendable()
}

// sendable names the first field that has characters which none of its kind has:
// a header takes no line break, and an id stands in a path.
func (c Credential) sendable() error {
	for name, token := range map[string]Secret{"accessToken": c.AccessToken, "bearerToken": c.BearerToken, "apiKey": c.APIKey} {
		if strings.ContainsFunc(string(token), func(r rune) bool { return r <= ' ' || r > '~' }) {
			return InvalidField("/credential/"+name, "not-a-token", "it has a space, a line break or a letter that no such token has: copy it again")
		}
	}
	if c.UserID != "" && !consistsOf(c.UserID, 1, 40, "") {
		return InvalidField("/credential/userId", "not-an-account", `"{id}" is not the id of an Instagram account: it is a long number`, c.UserID)
	}
	return nil
}

func credentialFields(n Network) string {
	switch n {
	case Instagram:
		return "accessToken and userId"
	case Facebook:
		return "accessToken"
	case Twitter:
		return "bearerToken"
	}
	return "apiKey"
}

// SealContext binds a sealed credential to its tenant: what was sealed with it
// opens with nothing else, and a tenant's session may use no other.
func SealContext(tenantID string) map[string]string {
	return map[string]string{"tenant": tenantID}
}
