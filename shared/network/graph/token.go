package graph

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// inspected is the member "data" of /debug_token
// (developers.facebook.com/docs/graph-api/reference/debug_token).
type inspected struct {
	AppID        wire.ID  `json:"app_id"`
	Type         string   `json:"type"`
	IsValid      bool     `json:"is_valid"`
	ExpiresAt    int64    `json:"expires_at"`
	DataAccessAt int64    `json:"data_access_expires_at"`
	Scopes       []string `json:"scopes"`
	Error        *struct {
		Code    int `json:"code"`
		Subcode int `json:"subcode"`
	} `json:"error"`
}

// Grant is what the API says of a token.
type Grant struct {
	Page      bool      // it was made for one page
	Missing   []string  // permissions that were asked about and that it has not
	ExpiresAt time.Time // zero for never, or not known
	Renewable bool
}

// Inspect asks the API about a token: with the operator's app if there is one,
// else with the token itself, which the API allows to people with a role on the
// token's app. Where it allows neither, nothing is known, and that is no error.
// A token that is dead is one, of class auth.
func (a API) Inspect(ctx context.Context, r wall.InspectRequest, needed ...string) (Grant, error) {
	askers := []wall.Credential{r.Credential}
	if r.App.ID != "" && r.App.Secret != "" {
		askers = []wall.Credential{{AccessToken: wall.Secret(r.App.ID+"|") + r.App.Secret}, r.Credential}
	}
	for _, asker := range askers {
		data, err := a.debug(ctx, asker, r)
		if err == nil {
			return a.read(data, r, needed)
		}
		if asker == r.Credential && wall.AsUpstreamError(err).Class != wall.ClassPermission {
			return Grant{}, err // with the app's, the fault may be the app's
		}
	}
	return Grant{}, nil
}

func (a API) debug(ctx context.Context, asker wall.Credential, r wall.InspectRequest) (inspected, error) {
	answer, err := a.Get(ctx, Request{
		Path: "/debug_token", Query: url.Values{"input_token": {string(r.Credential.AccessToken)}}, Credential: asker, Now: r.Now,
	})
	if err != nil {
		return inspected{}, err
	}
	var body struct {
		Data inspected `json:"data"`
	}
	err = wire.Decode(answer.Body, &body)
	return body.Data, err
}

func (a API) read(data inspected, r wall.InspectRequest, needed []string) (Grant, error) {
	if data.Error != nil && !data.IsValid {
		return Grant{}, a.refusedToken(fault{Code: data.Error.Code, Subcode: data.Error.Subcode})
	}
	g := Grant{
		Page: data.Type == "PAGE", ExpiresAt: soonest(data.ExpiresAt, data.DataAccessAt),
		// What a person has logged in for can be exchanged; not a page's token, and
		// no exchange prolongs the access to data.
		Renewable: data.Type == "USER" && data.ExpiresAt > 0 && r.App.ID != "" && string(data.AppID) == r.App.ID,
	}
	for _, scope := range needed {
		if !slices.Contains(data.Scopes, scope) {
			g.Missing = append(g.Missing, scope)
		}
	}
	return g, nil
}

// Lacks says which permissions a token lacks; empty if none.
func (g Grant) Lacks() string {
	switch len(g.Missing) {
	case 0:
		return ""
	case 1:
		return "The token lacks the permission " + g.Missing[0] + ". Make a new one with it."
	}
	return "The token lacks the permissions " + strings.Join(g.Missing, " and ") + ". Make a new one with them."
}

// soonest is the first of the times that are not 0, which stands for never.
func soonest(seconds ...int64) time.Time {
	var first int64
	for _, s := range seconds {
		if s > 0 && (first == 0 || s < first) {
			first = s
		}
	}
	if first == 0 {
		return time.Time{}
	}
	return time.Unix(first, 0).UTC()
}

// Owner is a page, a person, or an account.
type Owner struct{ ID, Name, Username string }

// Owner asks for the names of an object: of "/me", whom a token was made for.
func (a API) Owner(ctx context.Context, r wall.InspectRequest, path, fields string) (Owner, error) {
	answer, err := a.Get(ctx, Request{Path: path, Query: url.Values{"fields": {fields}}, Credential: r.Credential, Now: r.Now})
	if err != nil {
		return Owner{}, err
	}
	var in struct {
		ID       wire.ID `json:"id"`
		UserID   wire.ID `json:"user_id"`
		Name     string  `json:"name"`
		Username string  `json:"username"`
	}
	if err := wire.Decode(answer.Body, &in); err != nil {
		return Owner{}, err
	}
	return Owner{ID: cmp.Or(string(in.UserID), string(in.ID)), Name: in.Name, Username: in.Username}, nil
}

// Exchange gives a token of a person for one that lives about 60 days from now
// (Facebook Login, "Long-Lived Access Tokens").
func (a API) Exchange(ctx context.Context, r wall.InspectRequest) (wall.Renewed, error) {
	answer, err := a.Do(ctx, wire.Call{Path: "/" + a.Version + "/oauth/access_token", Now: r.Now, Query: url.Values{
		"grant_type": {"fb_exchange_token"}, "client_id": {r.App.ID}, "client_secret": {string(r.App.Secret)},
		"fb_exchange_token": {string(r.Credential.AccessToken)},
	}})
	if err != nil {
		return wall.Renewed{}, err
	}
	return a.renewed(answer, r)
}

// Refresh renews a token of Instagram login, which has to be a day old and alive
// (developers.facebook.com/docs/instagram-platform/reference/refresh_access_token).
func (a API) Refresh(ctx context.Context, r wall.InspectRequest) (wall.Renewed, error) {
	answer, err := a.Do(ctx, wire.Call{Path: "/refresh_access_token", Now: r.Now, Query: url.Values{
		"grant_type": {"ig_refresh_token"}, "access_token": {string(r.Credential.AccessToken)},
	}})
	if err != nil {
		return wall.Renewed{}, err
	}
	return a.renewed(answer, r)
}

// longestLife is more than any token that ends is given.
const longestLife = 400 * day

func (a API) renewed(answer wire.Answer, r wall.InspectRequest) (wall.Renewed, error) {
	if err := a.failure(answer, r.Now); err != nil {
		return wall.Renewed{}, err
	}
	var body struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
	}
	if err := wire.Decode(answer.Body, &body); err != nil {
		return wall.Renewed{}, err
	}
	if body.AccessToken == "" || body.ExpiresIn <= 0 || body.ExpiresIn > int64(longestLife/time.Second) {
		return wall.Renewed{}, &wall.UpstreamError{Class: wall.ClassTransient,
			Message: a.Network.Title() + " gave no new token. It is asked again."}
	}
	next := r.Credential
	next.AccessToken = wall.Secret(body.AccessToken)
	return wall.Renewed{Credential: next, ExpiresAt: r.Now.Add(time.Duration(body.ExpiresIn) * time.Second)}, nil
}
