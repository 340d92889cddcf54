package attacks_test

import (
	"math/rand/v2"
	"net/url"

	"github.com/aws/aws-lambda-go/events"
)

// contexts are attacks on the functions themselves, past the gateway: with what
// an authorizer never says.
func (w *world) contexts() []kind {
	return []kind{
		{"a wall for a tenant from another's table", 6, false, w.forgedGrant},
		{"a wall from a table that is not there", 2, false, w.missingTable},
		{"a wall without an authorizer's word", 4, false, w.noGrant},
		{"a dashboard request without verified claims", 6, false, w.noClaims},
		{"a key grant where a token's claims belong", 3, false, w.crossedContext},
	}
}

// event is a request as the gateway hands it to a function.
func event(in request, who *events.APIGatewayV2HTTPRequestContextAuthorizerDescription) events.APIGatewayV2HTTPRequest {
	r := in.http()
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: r.URL.EscapedPath(), RawQueryString: r.URL.RawQuery, Headers: map[string]string{}, Body: string(bodyOf(in.body)),
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			Authorizer: who, HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: in.method, Path: r.URL.Path},
		},
	}
	for name := range r.Header {
		e.Headers[lower(name)] = r.Header.Get(name)
	}
	return e
}

// past sends a request to a function with an authorizer's word of our own.
func (w *world) past(function string, in request, who *events.APIGatewayV2HTTPRequestContextAuthorizerDescription, wanted func(answer) string, may ...*tenant) attack {
	return attack{may: numbers(may), sent: in.bytes(), wanted: wanted, do: func() answer {
		return unwrapped(w.call(function, event(in, who)))
	}}
}

func grant(id, table, status string) *events.APIGatewayV2HTTPRequestContextAuthorizerDescription {
	return &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{Lambda: map[string]any{
		"tenantId": id, "table": table, "status": status, "allowedDomains": "*", "account": "", "region": "",
	}}
}

// forgedGrant joins one tenant's name with another's table: the table itself
// knows whose it is.
func (w *world) forgedGrant(r *rand.Rand) attack {
	me, them := w.pair(r)
	query := one(r, url.Values{}, url.Values{"limit": {"100"}}, url.Values{"feed": {one(r, them.feeds...)}}, url.Values{"network": {"twitter"}})
	in := request{method: "GET", path: "/v1/wall", query: query}
	return w.past("WidgetFunction", in, grant(one(r, me.ID, "t_nobody"), them.Table, "active"), refused("not-found", "internal"), me)
}

// missingTable breaks, and tells only us how.
func (w *world) missingTable(r *rand.Rand) attack {
	me, them := w.pair(r)
	a := w.past("WidgetFunction", visit(me.key, nil, nil), grant(me.ID, them.Table+"_"+mark(them.n, inDomain), "active"), refused("internal"))
	a.breaks = true
	return a
}

func (w *world) noGrant(r *rand.Rand) attack {
	_, them := w.pair(r)
	in := visit(them.key, url.Values{"tenantId": {them.ID}, "table": {them.Table}}, map[string]string{"X-Tenant-Id": them.ID})
	who := one(r, nil, &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{}, grant("", them.Table, "active"), grant(them.ID, "", "active"))
	return w.past("WidgetFunction", in, who, refused("unauthenticated"))
}

func claims(of map[string]string) *events.APIGatewayV2HTTPRequestContextAuthorizerDescription {
	return &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: of}}
}

func (w *world) noClaims(r *rand.Rand) attack {
	t := w.some(r, isAny)
	tried := one(r, w.routes(r, t)...)
	in := t.owner.in(t, tried.method, tried.path, tried.body)
	in.header = map[string]string{"X-Sub": t.owner.subject, "X-Amzn-Oidc-Identity": t.owner.subject, "X-User": t.owner.subject}
	who := one(r, nil,
		claims(map[string]string{}), claims(map[string]string{"username": t.owner.subject, "token_use": "access"}),
		claims(map[string]string{"sub": t.owner.subject}), claims(map[string]string{"sub": t.owner.subject, "token_use": "id"}),
		claims(map[string]string{"sub": "", "token_use": "access"}))
	return w.past("DashboardFunction", in, who, refused("unauthenticated"))
}

// crossedContext shows a widget key's grant to the dashboard, and claims to the
// widget: neither takes the other's.
func (w *world) crossedContext(r *rand.Rand) attack {
	t := w.some(r, isOpen)
	if r.IntN(2) == 0 {
		return w.past("DashboardFunction", t.owner.in(t, "GET", "/v1/posts", nil), grant(t.ID, t.Table, "active"), refused("unauthenticated"))
	}
	return w.past("WidgetFunction", visit(t.key, nil, nil), claims(map[string]string{"sub": t.owner.subject, "token_use": "access"}), refused("unauthenticated"))
}
