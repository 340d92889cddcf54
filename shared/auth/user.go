package auth

import (
	"slices"
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// AdminGroup is the sign-in service's group of the platform's admins.
const AdminGroup = "platform-admin"

// User is somebody who has signed in.
type User struct {
	Subject string
	Admin   bool        // by group; the registry may name others
	Token   wall.Secret // the access token, for asking who it is
}

// NewUser reads the claims of a token that the gateway has verified. It refuses
// an ID token: that tells a client who signed in, and opens nothing.
func NewUser(claims map[string]string, token wall.Secret) (User, error) {
	if claims["token_use"] != "access" || claims["sub"] == "" {
		return User{}, wall.Errorf(wall.Unauthenticated, "an access token is needed; an ID token does not open the API")
	}
	groups := strings.Fields(strings.Trim(claims["cognito:groups"], "[]")) // as API Gateway writes a list
	return User{Subject: claims["sub"], Admin: slices.Contains(groups, AdminGroup), Token: token}, nil
}
