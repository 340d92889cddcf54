// Package graph is what Instagram and Facebook share: Meta's Graph API, with
// its tokens, pages, usage headers, errors and times.
package graph

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// API is one host of the Graph API, in one version.
type API struct {
	wire.Client
	Version string // as in the path: v26.0
}

// Request asks for an object, or for an edge of one.
type Request struct {
	Path       string // below the version: /<id>/<edge>
	Query      url.Values
	Credential wall.Credential
	Now        time.Time
}

// Get asks, and turns what the API calls an error into a *wall.UpstreamError,
// whatever the status that it came with.
func (a API) Get(ctx context.Context, r Request) (wire.Answer, error) {
	query := url.Values{"access_token": {string(r.Credential.AccessToken)}}
	if r.Credential.AppSecret != "" {
		query.Set("appsecret_proof", proof(r.Credential))
	}
	for name, values := range r.Query {
		query[name] = values
	}
	answer, err := a.Do(ctx, wire.Call{Path: "/" + a.Version + r.Path, Query: query, Now: r.Now})
	if err != nil {
		return answer, err
	}
	return answer, a.failure(answer, r.Now)
}

// proof shows the API that the caller knows the secret of the token's app.
func proof(c wall.Credential) string {
	mac := hmac.New(sha256.New, []byte(c.AppSecret))
	mac.Write([]byte(c.AccessToken))
	return hex.EncodeToString(mac.Sum(nil))
}

// Time reads the API's times, whose zone has no colon; the zero time if s is none.
func Time(s string) time.Time {
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// PictureExpiry is when the address of a picture or film on Meta's servers
// stops working: the parameter oe, unix seconds in hexadecimal. The zero time
// if it does not say.
func PictureExpiry(address string) time.Time {
	u, err := url.Parse(address)
	if err != nil {
		return time.Time{}
	}
	seconds, err := strconv.ParseInt(u.Query().Get("oe"), 16, 64)
	if err != nil || seconds < 1e9 || seconds > 1e10 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
