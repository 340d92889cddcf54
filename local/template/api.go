package template

import (
	"fmt"
	"strings"
	"time"
)

type integrationProperties struct {
	IntegrationType      string
	IntegrationURI       string `json:"IntegrationUri"`
	PayloadFormatVersion string
	TimeoutInMillis      number
}

type authorizerProperties struct {
	Name                           string
	AuthorizerType                 string
	AuthorizerURI                  string `json:"AuthorizerUri"`
	AuthorizerPayloadFormatVersion string
	EnableSimpleResponses          bool
	IdentitySource                 []string
	AuthorizerResultTTLInSeconds   number `json:"AuthorizerResultTtlInSeconds"`
	JwtConfiguration               struct {
		Issuer   string
		Audience []string
	}
}

type routeProperties struct {
	RouteKey            string
	AuthorizationType   string
	AuthorizerID        string `json:"AuthorizerId"`
	AuthorizationScopes []string
	Target              string
}

func (b *builder) api(r resource) error {
	var properties struct {
		ProtocolType      string
		CorsConfiguration *struct {
			AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders []string
			AllowCredentials                                        bool
			MaxAge                                                  number
		}
	}
	if err := b.properties(r, &properties); err != nil {
		return err
	}
	if properties.ProtocolType != "HTTP" {
		return fmt.Errorf("an API of type %q is not supported locally", properties.ProtocolType)
	}
	if cors := properties.CorsConfiguration; cors != nil {
		b.plan.API.CORS = &CORS{
			AllowOrigins: cors.AllowOrigins, AllowMethods: cors.AllowMethods,
			AllowHeaders: cors.AllowHeaders, ExposeHeaders: cors.ExposeHeaders,
			AllowCredentials: cors.AllowCredentials, MaxAge: int(cors.MaxAge),
		}
	}
	return nil
}

// finish joins the routes with what they name, and resolves the outputs, once every resource is read.
func (b *builder) finish(outputs map[string]output) error {
	for _, properties := range b.routes {
		route, err := b.route(properties)
		if err != nil {
			return fmt.Errorf("route %q: %w", properties.RouteKey, err)
		}
		b.plan.API.Routes = append(b.plan.API.Routes, route)
	}
	for _, name := range sortedKeys(outputs) {
		if err := b.output(name, outputs[name]); err != nil {
			return fmt.Errorf("output %s: %w", name, err)
		}
	}
	return nil
}

func (b *builder) output(name string, o output) error {
	if holds, err := b.holds(o.Condition); err != nil || !holds {
		return err
	}
	var value scalar
	resolved, err := b.value(o.Value)
	if err == nil {
		err = convert(resolved, &value)
	}
	b.plan.Outputs[name] = string(value)
	return err
}

func (b *builder) route(properties routeProperties) (Route, error) {
	integration, ok := b.integrations[strings.TrimPrefix(properties.Target, "integrations/")]
	if !ok || integration.IntegrationType != "AWS_PROXY" || integration.PayloadFormatVersion != "2.0" {
		return Route{}, fmt.Errorf("its target %q is not an AWS_PROXY integration with payload format 2.0", properties.Target)
	}
	function, err := b.invoked(integration.IntegrationURI)
	if err != nil {
		return Route{}, err
	}
	route := Route{Key: properties.RouteKey, FunctionID: function, Timeout: 30 * time.Second, Scopes: properties.AuthorizationScopes}
	if integration.TimeoutInMillis > 0 {
		route.Timeout = time.Duration(integration.TimeoutInMillis) * time.Millisecond
	}
	switch properties.AuthorizationType {
	case "", "NONE":
	case "CUSTOM", "JWT":
		route.Authorizer, err = b.authorizer(properties.AuthorizerID)
		if err == nil && (route.Authorizer.JWT != nil) != (properties.AuthorizationType == "JWT") {
			err = fmt.Errorf("authorizer %s is not of type %s", route.Authorizer.Name, properties.AuthorizationType)
		}
	default:
		err = fmt.Errorf("authorization %s is not supported locally", properties.AuthorizationType)
	}
	return route, err
}

func (b *builder) authorizer(id string) (*Authorizer, error) {
	properties, ok := b.authorizers[id]
	if !ok {
		return nil, fmt.Errorf("there is no authorizer %q", id)
	}
	if properties.AuthorizerType == "JWT" {
		return &Authorizer{
			Name:     properties.Name,
			Identity: properties.IdentitySource,
			JWT:      &JWT{Issuer: properties.JwtConfiguration.Issuer, Audience: properties.JwtConfiguration.Audience},
		}, nil
	}
	if properties.AuthorizerType != "REQUEST" || properties.AuthorizerPayloadFormatVersion != "2.0" || !properties.EnableSimpleResponses {
		return nil, fmt.Errorf("authorizer %s: only REQUEST with payload format 2.0 and simple responses is supported locally", properties.Name)
	}
	function, err := b.invoked(properties.AuthorizerURI)
	if err != nil {
		return nil, fmt.Errorf("authorizer %s: %w", properties.Name, err)
	}
	return &Authorizer{
		Name:       properties.Name,
		FunctionID: function,
		Identity:   properties.IdentitySource,
		TTL:        properties.AuthorizerResultTTLInSeconds.seconds(),
	}, nil
}

// invoked finds the function in an invocation URI: its ARN, alone or inside API Gateway's path.
func (b *builder) invoked(uri string) (string, error) {
	for _, function := range b.plan.Functions {
		if uri == function.ARN || strings.Contains(uri, "/"+function.ARN+"/") {
			return function.ID, nil
		}
	}
	return "", fmt.Errorf("no function answers %q", uri)
}
