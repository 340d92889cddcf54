package lambdaio

import (
	"context"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// The authorizer's answer, and what the next function reads of it.
const (
	contextTenant  = "tenantId"
	contextTable   = "table"
	contextAccount = "account"
	contextRegion  = "region"
	contextStatus  = "status"
	contextDomains = "allowedDomains"
)

// AuthorizerHandler handles the events of the WidgetKey authorizer.
type AuthorizerHandler func(context.Context, events.APIGatewayV2CustomAuthorizerV2Request) (events.APIGatewayV2CustomAuthorizerSimpleResponse, error)

// WidgetAuthorizer answers the WidgetKey authorizer with what look says that a
// key opens. A key that opens nothing is refused; a look-up that failed is an
// error, which the gateway answers with 500 and does not cache.
func WidgetAuthorizer(look func(context.Context, wall.Secret) (wall.KeyGrant, error)) AuthorizerHandler {
	return func(ctx context.Context, event events.APIGatewayV2CustomAuthorizerV2Request) (events.APIGatewayV2CustomAuthorizerSimpleResponse, error) {
		refused := events.APIGatewayV2CustomAuthorizerSimpleResponse{}
		if len(event.IdentitySource) == 0 {
			return refused, nil
		}
		grant, err := look(ctx, wall.Secret(event.IdentitySource[0]))
		switch wall.CodeOf(err) {
		case wall.Unauthenticated, wall.TenantSuspended:
			return refused, nil
		}
		if err != nil {
			return refused, err
		}
		return events.APIGatewayV2CustomAuthorizerSimpleResponse{IsAuthorized: true, Context: map[string]any{
			contextTenant: grant.Ref.TenantID, contextTable: grant.Ref.Table,
			contextAccount: grant.Ref.Cell.Account, contextRegion: grant.Ref.Cell.Region,
			contextStatus: string(grant.Status), contextDomains: strings.Join(grant.AllowedDomains, " "),
		}}, nil
	}
}

// KeyGrant is what the WidgetKey authorizer settled; false when it did not.
func KeyGrant(event events.APIGatewayV2HTTPRequest) (wall.KeyGrant, bool) {
	if event.RequestContext.Authorizer == nil {
		return wall.KeyGrant{}, false
	}
	said := event.RequestContext.Authorizer.Lambda
	text := func(name string) string { s, _ := said[name].(string); return s }
	grant := wall.KeyGrant{
		Ref: wall.TableRef{
			TenantID: text(contextTenant), Table: text(contextTable),
			Cell: wall.Cell{Account: text(contextAccount), Region: text(contextRegion)},
		},
		Status: wall.TenantStatus(text(contextStatus)), AllowedDomains: strings.Fields(text(contextDomains)),
	}
	return grant, grant.Ref.TenantID != "" && grant.Ref.Table != ""
}

// Claims are those of the token that the DashboardUser authorizer verified, and
// the token itself; none when it did not.
func Claims(event events.APIGatewayV2HTTPRequest) (map[string]string, wall.Secret) {
	if event.RequestContext.Authorizer == nil || event.RequestContext.Authorizer.JWT == nil {
		return nil, ""
	}
	header := event.Headers["authorization"]
	_, token, parted := strings.Cut(header, " ")
	if !parted {
		token = header // API Gateway takes one without the word Bearer
	}
	return event.RequestContext.Authorizer.JWT.Claims, wall.Secret(strings.TrimSpace(token))
}
