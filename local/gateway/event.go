package gateway

import (
	"encoding/base64"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// event is a request in payload format 2.0.
func (g *Gateway) event(id string, r *http.Request, key string, parameters map[string]string, body []byte) events.APIGatewayV2HTTPRequest {
	now := time.Now()
	domain, _, _ := strings.Cut(r.Host, ":")
	prefix, _, _ := strings.Cut(domain, ".")
	event := events.APIGatewayV2HTTPRequest{
		Version:               "2.0",
		RouteKey:              key,
		RawPath:               r.URL.Path,
		RawQueryString:        r.URL.RawQuery,
		Headers:               headers(r),
		QueryStringParameters: query(r),
		PathParameters:        parameters,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey:     key,
			AccountID:    g.config.Stack.Account,
			Stage:        "$default",
			RequestID:    id,
			APIID:        g.config.Stack.Name,
			DomainName:   domain,
			DomainPrefix: prefix,
			Time:         now.UTC().Format("02/Jan/2006:15:04:05 -0700"),
			TimeEpoch:    now.UnixMilli(),
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method:    r.Method,
				Path:      r.URL.Path,
				Protocol:  r.Proto,
				SourceIP:  sourceIP(r),
				UserAgent: r.UserAgent(),
			},
		},
	}
	for _, cookie := range r.Cookies() {
		event.Cookies = append(event.Cookies, cookie.Name+"="+cookie.Value)
	}
	if len(body) > 0 {
		event.Body, event.IsBase64Encoded = string(body), !textual(r.Header.Get("Content-Type"))
		if event.IsBase64Encoded {
			event.Body = base64.StdEncoding.EncodeToString(body)
		}
	}
	return event
}

// headers are lower-case, repeated ones joined by commas; cookies travel apart.
func headers(r *http.Request) map[string]string {
	joined := map[string]string{"host": r.Host}
	for name, values := range r.Header {
		if name != "Cookie" {
			joined[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	return joined
}

func query(r *http.Request) map[string]string {
	joined := map[string]string{}
	for name, values := range r.URL.Query() {
		joined[name] = strings.Join(values, ",")
	}
	return joined
}

// textual tells which bodies API Gateway passes as they are; it sends all others in base64.
func textual(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch kind {
	case "application/json", "application/javascript", "application/xml", "application/x-www-form-urlencoded":
		return true
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+json") || strings.HasSuffix(kind, "+xml")
}
