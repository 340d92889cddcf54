package environment

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// AWS is the configuration of AWS clients in a Lambda function: region and
// credentials as Lambda gives them in the environment, and the endpoints that
// AWS_ENDPOINT_URL_* override. It makes no network call. The SDK's own loader
// also looks for files, profiles and instance roles, which Lambda does not
// have; that look costs as much as the whole start of a small function.
func (v *Variables) AWS() aws.Config {
	return aws.Config{
		Region:       v.Required("AWS_REGION"),
		BaseEndpoint: set(v.Optional("AWS_ENDPOINT_URL")),
		Credentials: credentials.NewStaticCredentialsProvider(
			v.Required("AWS_ACCESS_KEY_ID"), v.Required("AWS_SECRET_ACCESS_KEY"), v.Optional("AWS_SESSION_TOKEN")),
		HTTPClient:            awshttp.NewBuildableClient(),
		AccountIDEndpointMode: aws.AccountIDEndpointMode(v.Optional("AWS_ACCOUNT_ID_ENDPOINT_MODE")),
		ConfigSources:         []any{endpoints(v.lookup)},
	}
}

// set is nil for nothing.
func set(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// endpoints finds AWS_ENDPOINT_URL_<SERVICE>, as the SDKs and tools reference
// guide names them. The SDK's clients ask it.
type endpoints func(name string) string

// GetServiceBaseEndpoint answers a client that knows its service's id, such as
// "Secrets Manager".
func (e endpoints) GetServiceBaseEndpoint(_ context.Context, serviceID string) (string, bool, error) {
	url := e("AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(serviceID, " ", "_")))
	return url, url != "", nil
}
