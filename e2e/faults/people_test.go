package faults_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const site = "bon-gout.example"

type object = map[string]any

// reply is what somebody was answered.
type reply struct {
	status int
	header map[string]string
	body   []byte
}

func (r reply) ok() bool { return r.status >= 200 && r.status < 300 }

// detail is what a problem says.
func (r reply) detail() string {
	var problem struct{ Detail string }
	_ = json.Unmarshal(r.body, &problem)
	return problem.Detail
}

func (r reply) read(t interface{ Fatalf(string, ...any) }, into any) {
	if err := json.Unmarshal(r.body, into); err != nil || !r.ok() {
		t.Fatalf("%d %s, %v", r.status, r.body, err)
	}
}

// ask is a request of the tenant's owner, as the gateway hands it on.
func (p *platform) ask(method, path string, body any, headers ...string) reply {
	p.Helper()
	p.sent++
	path, query, _ := strings.Cut(path, "?")
	event := events.APIGatewayV2HTTPRequest{
		RawPath: path, RawQueryString: query, Headers: map[string]string{"authorization": "Bearer token", "x-tenant-id": p.tenant},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RequestID: fmt.Sprint("request-", p.sent), HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: method},
			Authorizer: &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
				JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: map[string]string{"sub": p.owner, "token_use": "access"}},
			},
		},
	}
	switch given := body.(type) {
	case nil:
	case []byte:
		event.Body, event.IsBase64Encoded = base64.StdEncoding.EncodeToString(given), true
	default:
		text, err := json.Marshal(given)
		must(p.T, err)
		event.Body, event.Headers["content-type"] = string(text), "application/json"
	}
	for i := 0; i+1 < len(headers); i += 2 {
		event.Headers[headers[i]] = headers[i+1]
	}
	return p.serve(p.dashboard, event)
}

// serve invokes a function, as one process that may be killed.
func (p *platform) serve(function func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error), event events.APIGatewayV2HTTPRequest) reply {
	p.Helper()
	ctx, cancel := p.line.living(p.Context())
	defer cancel()
	out, err := function(ctx, event)
	if err != nil {
		return reply{status: http.StatusInternalServerError, body: []byte(err.Error())} // the gateway's own answer
	}
	body := []byte(out.Body)
	if out.IsBase64Encoded {
		body, err = base64.StdEncoding.DecodeString(out.Body)
		must(p.T, err)
	}
	return reply{out.StatusCode, out.Headers, body}
}

// visit is what a visitor's browser asks for, past any cache.
func (p *platform) visit(method, path, query string, body string) reply {
	p.Helper()
	ctx, cancel := p.line.living(p.Context())
	defer cancel()
	grant, err := p.authorize(ctx, events.APIGatewayV2CustomAuthorizerV2Request{IdentitySource: []string{string(p.key)}})
	switch {
	case err != nil:
		return reply{status: http.StatusInternalServerError}
	case !grant.IsAuthorized:
		return reply{status: http.StatusForbidden}
	}
	return p.serve(p.widget, events.APIGatewayV2HTTPRequest{
		RawPath: path, RawQueryString: query, Body: body,
		Headers: map[string]string{"origin": "https://" + site, "content-type": "text/plain"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			HTTP:       events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: method},
			Authorizer: &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{Lambda: grant.Context},
		},
	})
}

// shown is a post as a visitor gets it.
type shown struct {
	ID, Text string
	Media    []struct{ URL string }
}

// wall is all pages of the wall; false if it could not be read.
func (p *platform) wall() (posts []shown, ok bool) {
	p.Helper()
	for cursor := ""; ; {
		answer := p.visit(http.MethodGet, "/v1/wall", url.Values{"key": {string(p.key)}, "limit": {"100"}, "cursor": {cursor}}.Encode(), "")
		if answer.status != http.StatusOK {
			return nil, false
		}
		var page struct {
			Posts      []shown
			NextCursor *string
		}
		answer.read(p, &page)
		posts = append(posts, page.Posts...)
		if page.NextCursor == nil {
			return posts, true
		}
		cursor = *page.NextCursor
	}
}

// texts are those of the wall, and how often each is there.
func (p *platform) texts() map[string]int {
	p.Helper()
	posts, ok := p.wall()
	if !ok {
		p.Errorf("the wall cannot be read")
	}
	texts := map[string]int{}
	for _, post := range posts {
		texts[post.Text]++
	}
	return texts
}

// addTenant registers a tenant and waits until it is active.
func (p *platform) addTenant() {
	p.Helper()
	p.register()
	p.deliverAll()
	p.enter()
}

func (p *platform) register() reply {
	p.Helper()
	answer := p.ask(http.MethodPost, "/v1/tenants", object{"name": "Bon Goût", "domain": site}, "idempotency-key", "once")
	var made struct{ ID string }
	if answer.ok() {
		answer.read(p, &made)
		p.tenant = made.ID
	}
	return answer
}

// enter makes an active tenant ready for the test.
func (p *platform) enter() {
	p.Helper()
	var own struct{ Status, APIKey string }
	p.ask(http.MethodGet, "/v1/tenant", nil).read(p, &own)
	if own.Status != "active" {
		p.Fatalf("the tenant is %s", own.Status)
	}
	p.key = wall.Secret(own.APIKey)
	p.must(p.ask(http.MethodPatch, "/v1/tenant", object{"plan": "enterprise"}))
}

func (p *platform) must(r reply) {
	p.Helper()
	if !r.ok() {
		p.Fatalf("%d %s", r.status, r.body)
	}
}

// queries are what the tenant's feeds ask for, and subjects how the simulated
// networks call that.
var (
	queries = map[wall.Network]object{
		wall.Instagram: {"hashtags": []string{"bongout"}}, wall.Facebook: {"pageId": "104523998877001"},
		wall.Twitter: {"hashtags": []string{"bongout"}}, wall.Google: {"placeId": "ChIJb0nG0ut_Ly0nR6900xQ1u5E"},
	}
	subjects = map[wall.Network]string{
		wall.Instagram: "#bongout", wall.Facebook: "104523998877001", wall.Twitter: "#bongout", wall.Google: "ChIJb0nG0ut_Ly0nR6900xQ1u5E",
	}
)

// addFeed adds a feed, on the shared credential or with one of its own.
func (p *platform) addFeed(n wall.Network, own string) reply {
	p.Helper()
	feed := object{"name": n.Title(), "network": n, "query": queries[n]}
	if own != "" {
		field := map[wall.Network]string{wall.Facebook: "accessToken", wall.Twitter: "bearerToken", wall.Google: "apiKey"}[n]
		feed["credential"] = object{field: secretWord + own}
	}
	return p.ask(http.MethodPost, "/v1/feeds", feed)
}

// feed is one as its owner sees it.
type feed struct {
	ID, Name string
	Network  wall.Network
	State    struct {
		LastSyncAt, NextSyncAt *time.Time
		Error                  *struct{ Class, Message string }
	}
}

// allFeeds are the tenant's.
func (p *platform) allFeeds() []feed {
	p.Helper()
	var list struct{ Items []feed }
	p.ask(http.MethodGet, "/v1/feeds", nil).read(p, &list)
	return list.Items
}

// feeds are those of them that each network has first.
func (p *platform) feeds() map[wall.Network]feed {
	p.Helper()
	feeds := map[wall.Network]feed{}
	for _, f := range slices.Backward(p.allFeeds()) {
		feeds[f.Network] = f
	}
	return feeds
}

// control changes how a simulated network behaves.
func (p *platform) control(n wall.Network, change string) {
	p.Helper()
	body := fmt.Sprintf(`{%q: {%s}}`, n, change)
	request, err := http.NewRequestWithContext(p.Context(), http.MethodPut, p.vendors[n].URL+"/upstream/control", strings.NewReader(body))
	must(p.T, err)
	response, err := http.DefaultClient.Do(request)
	must(p.T, err)
	defer response.Body.Close() //nolint:errcheck // only read from
	if response.StatusCode != http.StatusOK {
		p.Fatalf("control %s: %s", body, response.Status)
	}
}

// publish makes a network list one more post than before.
func (p *platform) publish(n wall.Network) {
	p.Helper()
	p.pass(time.Second) // no two are of one moment
	v := p.vendors[n]
	text := fmt.Sprintf("Post %d on %s #bongout", len(p.published)+1, n)
	p.published[text] = n
	v.texts = append(v.texts, text)
	post := object{"text": text, "at": p.now().Add(time.Duration(v.skew.Load()) - time.Minute), "rating": 5}
	if n == wall.Instagram {
		post["media"] = []object{{"kind": "picture", "scene": "food", "width": 320, "height": 240}}
	}
	v.listed = append([]object{post}, v.listed...)
	posts, err := json.Marshal(v.listed)
	must(p.T, err)
	p.control(n, fmt.Sprintf(`"posts": {%q: %s}`, subjects[n], posts))
}

func (p *platform) publishAll() {
	p.Helper()
	for _, n := range wall.Networks() {
		p.publish(n)
	}
}

// picture is a small one.
func picture() []byte {
	var out bytes.Buffer
	_ = png.Encode(&out, image.NewGray(image.Rect(0, 0, 64, 64)))
	return out.Bytes()
}
