package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Profile is what the sign-in service tells of a user. Access tokens do not
// carry it.
type Profile struct {
	Email    string
	Verified bool   // the address is the user's
	Locale   string // may be empty
}

// UserInfo asks the sign-in service who a user is (OpenID Connect Core, 5.3).
type UserInfo struct {
	address string
	client  *http.Client
}

// NewUserInfo asks at that address, which the operator set.
func NewUserInfo(address string) *UserInfo {
	return &UserInfo{address, safehttp.New(safehttp.Options{Timeout: 5 * time.Second, MaxBody: 64 << 10, Trusted: []string{address}})}
}

// Profile asks with the user's own token.
func (u *UserInfo) Profile(ctx context.Context, user User) (Profile, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.address, nil)
	if err != nil {
		return Profile{}, fmt.Errorf("ask who the user is: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+string(user.Token))
	response, err := u.client.Do(request)
	if err != nil {
		return Profile{}, unavailable(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	switch {
	case response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden:
		return Profile{}, wall.Errorf(wall.Unauthenticated, "the sign-in service does not accept this token (any more): sign in again")
	case response.StatusCode != http.StatusOK:
		return Profile{}, unavailable(fmt.Errorf("status %d", response.StatusCode))
	}
	return readProfile(response, user.Subject)
}

func readProfile(response *http.Response, subject string) (Profile, error) {
	var in struct {
		Subject  string          `json:"sub"`
		Email    string          `json:"email"`
		Verified json.RawMessage `json:"email_verified"` // true, or the text "true" that Cognito sends
		Locale   string          `json:"locale"`
	}
	if err := json.NewDecoder(response.Body).Decode(&in); err != nil {
		return Profile{}, unavailable(err)
	}
	if in.Subject != subject { // the standard asks for this comparison
		return Profile{}, unavailable(fmt.Errorf("the answer is about somebody else"))
	}
	verified := string(in.Verified) == "true" || string(in.Verified) == `"true"`
	return Profile{Email: in.Email, Verified: verified, Locale: in.Locale}, nil
}

func unavailable(cause error) error {
	return &wall.Error{Code: wall.Unavailable, Message: "the sign-in service does not answer: try again in a moment", Cause: cause}
}
