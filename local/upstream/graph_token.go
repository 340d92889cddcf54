package upstream

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// TokenGrant is what a token of the Graph API stands for, as control sets it. A
// token that is not named is good for everything, for ever.
type TokenGrant struct {
	Type   string   `json:"type"`             // PAGE, USER, SYSTEM_USER; INSTAGRAM for tokens of Instagram login
	ID     string   `json:"id"`               // of the page, the user, or the Instagram account
	Name   string   `json:"name,omitempty"`   // of the same
	App    string   `json:"app,omitempty"`    // the id of the app that it was made for
	Scopes []string `json:"scopes,omitempty"` // permissions; all if none is named
	// IssuedAt, ExpiresAt and DataAccessExpiresAt are as debug_token gives them;
	// the zero time for never.
	IssuedAt            time.Time `json:"issuedAt,omitzero"`
	ExpiresAt           time.Time `json:"expiresAt,omitzero"`
	DataAccessExpiresAt time.Time `json:"dataAccessExpiresAt,omitzero"`
	// Refused is the subcode of what happened to the token: 460 for a changed password.
	Refused int `json:"refused,omitempty"`
	// Developer says that its user has a role on the app, and may inspect tokens.
	Developer bool `json:"developer,omitempty"`
}

// longLived is how long a token lives after it was refreshed or exchanged.
const longLived = 60 * 24 * time.Hour

// issued are the tokens that a network has given out, by refresh and exchange.
type issued struct {
	mu     sync.Mutex
	grants map[string]TokenGrant
}

// renew gives out a token in the place of another, which stays good until its
// own end: the vendor does not say that it stops.
func (i *issued) renew(old string, g TokenGrant, now time.Time) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.grants == nil {
		i.grants = map[string]TokenGrant{}
	}
	base, _, _ := strings.Cut(old, "_renewed")
	token := base + "_renewed" + strconv.FormatInt(now.Unix(), 10)
	g.IssuedAt, g.ExpiresAt = now, now.Add(longLived)
	i.grants[token] = g
	return token
}

func (i *issued) grant(token string) (TokenGrant, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	g, ok := i.grants[token]
	return g, ok
}

// grant is what a token stands for, if anybody has said so.
func (c *call) grant(token string) (TokenGrant, bool) {
	if g, ok := c.net.issued.grant(token); ok {
		return g, true
	}
	g, ok := c.Grants[token]
	return g, ok
}

// refusal is the fault that a token meets by its grant; ok if there is one.
func (c *call) refusal(g TokenGrant) (Fault, bool) {
	switch {
	case g.Refused != 0:
		return Fault{Kind: "token", Subcode: g.Refused}, true
	case !g.ExpiresAt.IsZero() && !c.now.Before(g.ExpiresAt):
		return Fault{Kind: "token", Subcode: 463}, true
	case !g.DataAccessExpiresAt.IsZero() && !c.now.Before(g.DataAccessExpiresAt):
		return Fault{Kind: "permission"}, true // the vendor does not say which error it is
	}
	return Fault{}, false
}

func (g TokenGrant) has(scopes ...string) bool {
	return len(g.Scopes) == 0 || !slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(g.Scopes, s) })
}

// answerToken serves the calls that are about tokens themselves; false for others.
func (c *call) answerToken(w http.ResponseWriter, use useCase) bool {
	serve, ours := map[string]func(http.ResponseWriter, useCase){
		"debug_token": c.debugToken, "refresh_access_token": c.refreshToken, "oauth/access_token": c.exchangeToken,
	}[strings.Join(c.path, "/")]
	if ours && platformCall(w, c, use) {
		serve(w, use)
	}
	return ours
}

// debugToken inspects a token, for an app's token ({id}|{secret}), or that of a
// person with a role on the app.
func (c *call) debugToken(w http.ResponseWriter, use useCase) {
	input := c.query["input_token"]
	inspected, named := c.grant(input)
	app, secret, isApp := strings.Cut(c.token, "|")
	asking, known := c.grant(c.token)
	switch {
	case c.token == "":
		graphRefuse(w, c, Fault{Kind: "missing"}, use)
	case isApp && (c.AppSecret == "" || secret != c.AppSecret):
		graphError(w, graphFailure{Code: 190, Message: "Invalid OAuth access token signature."})
	case isApp && named && inspected.App != app:
		graphParameter(w, "The App_id in the input_token did not match the Viewing App")
	case !isApp && known && !asking.Developer:
		graphParameter(w, "You must provide an app access token, or a user access token that is an owner or developer of the app")
	case strings.HasPrefix(input, "IG"): // tokens of Instagram login are no business of this host
		graphParameter(w, "The input_token cannot be parsed")
	default:
		writeJSON(w, http.StatusOK, map[string]any{"data": c.inspected(input, inspected, named)})
	}
}

// inspected is the member "data" of an inspection.
func (c *call) inspected(token string, g TokenGrant, named bool) map[string]any {
	fault, bad := c.refusal(g)
	if kind := c.faultOf(token); kind != "" && !named {
		fault, bad = Fault{Kind: kind}, kind != "permission"
	}
	if bad && fault.Kind != "permission" {
		failure := c.tokenFailure(fault)
		return map[string]any{"is_valid": false, "scopes": []string{}, "error": map[string]any{
			"code": failure.Code, "subcode": failure.Subcode, "message": failure.Message,
		}}
	}
	if !named {
		g = TokenGrant{Type: "SYSTEM_USER", ID: "122093000000000001", App: "1400000000000001"}
	}
	if len(g.Scopes) == 0 {
		g.Scopes = strings.Fields("pages_read_engagement pages_read_user_content instagram_basic pages_show_list public_profile")
	}
	data := map[string]any{
		"app_id": g.App, "application": "Social wall", "type": g.Type, "is_valid": true, "scopes": g.Scopes,
		"expires_at": unixOrZero(g.ExpiresAt), "data_access_expires_at": unixOrZero(g.DataAccessExpiresAt), "user_id": "122093000000000001",
	}
	if !g.IssuedAt.IsZero() { // absent for tokens that do not expire
		data["issued_at"] = g.IssuedAt.Unix()
	}
	if g.Type == "PAGE" {
		data["profile_id"] = g.ID
	} else {
		data["user_id"] = g.ID
	}
	return data
}

func unixOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// refreshToken makes a token of Instagram login live for another 60 days. It has
// to be a day old and alive.
func (c *call) refreshToken(w http.ResponseWriter, use useCase) {
	g, named := c.grant(c.token)
	fault, bad := c.refusal(g)
	switch {
	case c.query["grant_type"] != "ig_refresh_token":
		graphParameter(w, "The parameter grant_type is required")
	case bad:
		graphRefuse(w, c, fault, use)
	case !strings.HasPrefix(c.token, "IG") || !named:
		graphError(w, graphFailure{Code: 190, Message: "Invalid OAuth access token - Cannot parse access token"})
	case c.now.Sub(g.IssuedAt) < 24*time.Hour:
		graphError(w, graphFailure{Code: 10, Type: "IGApiException", Message: "The access token is too young to be refreshed"})
	default:
		c.giveToken(w, c.token, g, "permissions", strings.Join(g.Scopes, ","))
	}
}

// exchangeToken gives an app a long-lived token for one of its users' tokens.
func (c *call) exchangeToken(w http.ResponseWriter, use useCase) {
	old := c.query["fb_exchange_token"]
	g, named := c.grant(old)
	fault, bad := c.refusal(g)
	switch {
	case c.query["grant_type"] != "fb_exchange_token":
		graphParameter(w, "The parameter grant_type is required")
	case c.AppSecret == "" || c.query["client_secret"] != c.AppSecret:
		graphError(w, graphFailure{Code: 1, Message: "Error validating client secret."})
	case bad:
		graphRefuse(w, c, fault, use)
	case !named || g.App != c.query["client_id"]:
		graphError(w, graphFailure{Code: 190, Message: "The access token does not belong to application " + c.query["client_id"]})
	default:
		c.giveToken(w, old, g, "token_type", "bearer")
	}
}

func (c *call) giveToken(w http.ResponseWriter, old string, g TokenGrant, member, value string) {
	answer := map[string]any{
		"access_token": c.net.issued.renew(old, g, c.now), "token_type": "bearer", "expires_in": int64(longLived / time.Second),
	}
	maps.Copy(answer, map[string]any{member: value})
	writeJSON(w, http.StatusOK, answer)
}

// owner is a page's or a user's name and id, as its own token sees it at /me.
func (g TokenGrant) owner() map[string]any {
	return map[string]any{"id": g.ID, "name": g.Name, "user_id": g.ID, "username": g.Name}
}

// admits checks what a grant allows of a page or an account: not permitted, and
// unless it is the token's own, only by a feature that nobody here has.
func (c *call) admits(w http.ResponseWriter, g TokenGrant, own bool, scopes ...string) bool {
	if g.has(scopes...) && (own || g.Type == "SYSTEM_USER") {
		return true
	}
	graphError(w, graphFailure{Code: 10, Message: "(#10) This endpoint requires the '" + strings.Join(scopes, "' and '") +
		"' permissions or the 'Page Public Content Access' feature. Refer to https://developers.facebook.com/docs/apps/review/login-permissions"})
	return false
}
