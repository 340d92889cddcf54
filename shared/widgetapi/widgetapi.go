// Package widgetapi answers visitors' browsers: it gives them the posts of a
// wall, and takes what they tell of its use. The gateway's authorizer has
// settled whose wall it is; the handlers check on every request that the asking
// site may use the key.
package widgetapi

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/problem"
	"github.com/hashmytag/hashmytag/shared/snapshot"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// cacheControl lets the CDN serve an answer for seconds, and yesterday's answer
// when all else fails: a wall never goes blank.
const cacheControl = "max-age=0, s-maxage=15, stale-while-revalidate=15, stale-if-error=86400"

// Store is a tenant's table as visitors read it.
type Store interface {
	Snapshot(ctx context.Context) (wall.Snapshot, error)
	LoadSync(ctx context.Context) (wall.SyncData, error)
	ListWall(ctx context.Context, after wall.Position, limit int, keep func(wall.Post) bool) ([]wall.WallPost, error)
}

// API serves walls.
type API struct {
	Open   func(ctx context.Context, ref wall.TableRef) (Store, error)
	Events EventQueue
	Clock  func() time.Time
}

// Handler routes the requests of API Gateway's widget routes.
func (a API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/wall", a.wall)
	mux.HandleFunc("POST /v1/wall/events", a.events)
	return mux
}

type grantKey struct{}

// WithGrant gives a request what its key opens, as the authorizer settled it.
func WithGrant(ctx context.Context, g wall.KeyGrant) context.Context {
	return context.WithValue(ctx, grantKey{}, g)
}

// grantOf is what a request's key opens, if the asking site may use it.
func grantOf(r *http.Request) (wall.KeyGrant, error) {
	grant, ok := r.Context().Value(grantKey{}).(wall.KeyGrant)
	if !ok {
		return wall.KeyGrant{}, wall.Errorf(wall.Unauthenticated, "a widget key is needed")
	}
	if origin := r.Header.Get("Origin"); !wall.AllowsOrigin(grant.AllowedDomains, origin) {
		return wall.KeyGrant{}, wall.Errorf(wall.OriginNotAllowed,
			"the site %q may not use this key: add it to the wall's allowed domains", origin)
	}
	return grant, nil
}

func (a API) wall(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Origin, Accept-Encoding")
	page, err := a.page(r)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	if err := send(w, r, page); err != nil {
		problem.Write(w, r, err)
	}
}

// page settles who asks from where for what, and reads it.
func (a API) page(r *http.Request) (snapshot.Page, error) {
	grant, err := grantOf(r)
	if err != nil {
		return snapshot.Page{}, err
	}
	q, err := parseQuery(r, grant.Ref.TenantID)
	if err != nil {
		return snapshot.Page{}, err
	}
	store, err := a.Open(r.Context(), grant.Ref)
	if err != nil {
		return snapshot.Page{}, err
	}
	return a.read(r.Context(), store, q)
}

// read takes the page from the snapshot if it can, else from the posts.
func (a API) read(ctx context.Context, store Store, q query) (snapshot.Page, error) {
	s, err := store.Snapshot(ctx)
	if err != nil && !wall.IsCode(err, wall.NotFound) {
		return snapshot.Page{}, err
	}
	if err == nil && q.first() {
		return snapshot.First(q.list.TenantID, s, q.limitOr(s.Limit), a.Clock())
	}
	data, err := store.LoadSync(ctx)
	if err != nil {
		return snapshot.Page{}, err
	}
	limit, now := q.limitOr(data.Widget.Limit), a.Clock()
	posts, err := store.ListWall(ctx, q.after, limit+1, func(p wall.Post) bool { return data.Shows(p, now) && q.matches(p) })
	if err != nil {
		return snapshot.Page{}, err
	}
	return snapshot.Later(q.list, data, posts, limit, s.UpdatedAt)
}

// send writes the page, compressed if the client takes it so, or says that the
// client has it already.
func send(w http.ResponseWriter, r *http.Request, page snapshot.Page) error {
	h := w.Header()
	h.Set("Cache-Control", cacheControl)
	etag := `W/"` + page.ETag + `"`
	h.Set("ETag", etag)
	if sameETag(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	body := page.Body
	switch {
	case page.Gzip && acceptsGzip(r.Header.Get("Accept-Encoding")):
		h.Set("Content-Encoding", "gzip")
	case page.Gzip:
		var err error
		if body, err = snapshot.Decompress(body); err != nil {
			return err
		}
	}
	h.Set("Content-Type", "application/json")
	_, _ = w.Write(body) // the client may be gone
	return nil
}

// sameETag compares weakly (RFC 9110, 13.1.2).
func sameETag(ifNoneMatch, etag string) bool {
	for tag := range strings.SplitSeq(ifNoneMatch, ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

// acceptsGzip reads Accept-Encoding; "gzip;q=0" refuses it.
func acceptsGzip(header string) bool {
	for coding := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if name != "gzip" && name != "*" {
			continue
		}
		q, weighted := strings.CutPrefix(strings.TrimSpace(weight), "q=")
		value, err := strconv.ParseFloat(q, 64)
		return !weighted || err == nil && value > 0
	}
	return false
}

// query is what a visitor asks for.
type query struct {
	list  snapshot.List
	limit int // 0 for the wall's own
	after wall.Position
}

func parseQuery(r *http.Request, tenantID string) (query, error) {
	values := r.URL.Query()
	q := query{list: snapshot.List{TenantID: tenantID, Network: wall.Network(values.Get("network")), Feed: values.Get("feed")}}
	if q.list.Network != "" && !slices.Contains(append(wall.Networks(), wall.Direct), q.list.Network) {
		return query{}, wall.InvalidField("/network", "not-a-network", `"{network}" is not a network`, q.list.Network)
	}
	if s := values.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > wall.MaxLimit {
			return query{}, wall.InvalidField("/limit", "number-outside", "limit is a number from {least} to {most}", 1, wall.MaxLimit)
		}
		q.limit = n
	}
	if s := values.Get("cursor"); s != "" {
		var err error
		if q.after, err = q.list.DecodeCursor(s); err != nil {
			return query{}, err
		}
	}
	return q, nil
}

// first reports whether the snapshot can answer.
func (q query) first() bool { return q.after == "" && q.list.Network == "" && q.list.Feed == "" }

func (q query) limitOr(own int) int {
	if q.limit > 0 {
		return q.limit
	}
	if own < 1 || own > wall.MaxLimit {
		return wall.DefaultLimit
	}
	return own
}

func (q query) matches(p wall.Post) bool {
	return (q.list.Network == "" || p.Network == q.list.Network) && (q.list.Feed == "" || slices.Contains(p.FeedIDs, q.list.Feed))
}
