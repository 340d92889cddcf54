package wall

import "log/slog"

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
// network needs and nothing that it does not.
func ParseCredential(n Network, c Credential) (Credential, error) {
	needs := map[Network]Credential{
		Instagram: {AccessToken: c.AccessToken, UserID: c.UserID},
		Facebook:  {AccessToken: c.AccessToken},
		Twitter:   {BearerToken: c.BearerToken},
		Google:    {APIKey: c.APIKey},
	}[n]
	if c != needs {
		return Credential{}, InvalidField("/credential", "%s uses only %s", n.Title(), credentialFields(n))
	}
	if !c.Complete(n) {
		return Credential{}, InvalidField("/credential", "%s needs %s", n.Title(), credentialFields(n))
	}
	return c, nil
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
